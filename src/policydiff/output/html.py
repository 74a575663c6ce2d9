"""Pages from views: Jinja with escaping always on and undefined names an error."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial

import jinja2

from policydiff.labels import label
from policydiff.model import Concordance, Document
from policydiff.output.view import RELATIONS, index_view, view
from policydiff.resources import folder


@cache
def _environment() -> jinja2.Environment:
    root = folder("templates")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(root),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.globals["css"] = (root / "report.css").read_text(encoding="utf-8")
    environment.globals["relations"] = RELATIONS
    return environment


def render_html(concordance: Concordance, lang: str = "zh", index: str = "") -> str:
    """The page of ``concordance``: one self-contained file that asks for nothing from outside.

    ``index`` is the name of an overview beside it, linked when given.
    """
    return (
        _environment()
        .get_template("report.html")
        .render(view=view(concordance, lang), word=partial(label, lang=lang), index=index)
    )


def render_index(
    runs: Sequence[tuple[Concordance, str]], documents: Sequence[Document], lang: str = "zh"
) -> str:
    """The overview page of several concordances, each with the file name of its page."""
    return (
        _environment()
        .get_template("index.html")
        .render(view=index_view(runs, documents, lang), word=partial(label, lang=lang))
    )

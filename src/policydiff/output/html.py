"""Pages from views: Jinja with escaping always on and undefined names an error."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import jinja2

from policydiff.model import Concordance, Document, Relation
from policydiff.output.overview import index_view
from policydiff.output.terms import Terms
from policydiff.output.view import view
from policydiff.resources import folder

if TYPE_CHECKING:
    from policydiff.output.overview import IndexView
    from policydiff.output.view import ReportView

STYLE = "report.css"
REPORT_SCRIPTS = ("words.js", "rows.js", "review.js")
INDEX_SCRIPTS = ("words.js",)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder("templates")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.globals["relations"] = tuple(relation.value for relation in Relation)
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    return environment


@cache
def _part(name: str) -> str:
    """A style sheet or script, as it stands between its tags."""
    return "\n" + (folder("templates") / name).read_text(encoding="utf-8")


def content_policy(style: str, scripts: Sequence[str]) -> str:
    """The Content-Security-Policy of a page: nothing from outside, and inside only these very texts."""

    def sources(texts: Sequence[str]) -> str:
        digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
        return " ".join(f"'sha256-{digest}'" for digest in digests)

    return (
        f"default-src 'none'; script-src {sources(scripts)}; style-src {sources([style])}; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )


def render_html(concordance: Concordance, lang: str = "zh", index: str = "") -> str:
    """The page of ``concordance``: one self-contained file that asks for nothing from outside.

    ``index`` is the name of an overview beside it, linked when given.
    """
    return _render("report.html", view(concordance, lang), REPORT_SCRIPTS, index)


def render_index(
    runs: Sequence[tuple[Concordance, str]], documents: Sequence[Document], lang: str = "zh"
) -> str:
    """The overview page of several concordances, each with the file name of its page."""
    return _render("index.html", index_view(runs, documents, lang), INDEX_SCRIPTS)


def _render(template: str, shown: ReportView | IndexView, names: Sequence[str], index: str = "") -> str:
    style, scripts = _part(STYLE), [_part(name) for name in names]
    return (
        _environment()
        .get_template(template)
        .render(
            view=shown,
            word=Terms(shown.lang).word,
            index=index,
            css=style,
            scripts=scripts,
            policy=content_policy(style, scripts),
        )
    )

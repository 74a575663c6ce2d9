"""Pages of concordances and the overview, from their views."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from policydiff.model import Concordance, Document
from policydiff.report.offline import content_policy, filled, paper, part
from policydiff.report.overview import index_view
from policydiff.report.terms import Terms
from policydiff.report.view import view

if TYPE_CHECKING:
    from policydiff.report.overview import IndexView
    from policydiff.report.view import ReportView

STYLE = "report.css"
REPORT_SCRIPTS = ("pristine.js", "words.js", "filters.js", "rows.js", "log.js", "review.js", "save.js")
INDEX_SCRIPTS = ("words.js",)


def render_html(concordance: Concordance, lang: str = "zh", index: str = "") -> str:
    """The page of ``concordance``: one self-contained file that asks for nothing from outside.

    ``index`` is the name of an overview beside it, linked when given.
    """
    shown = view(concordance, lang)
    return _render("report.html", shown, REPORT_SCRIPTS, index, paper(*shown.running))


def render_index(
    runs: Sequence[tuple[Concordance, str]], documents: Sequence[Document], lang: str = "zh"
) -> str:
    """The overview page of several concordances, each with the file name of its page."""
    return _render("index.html", index_view(runs, documents, lang), INDEX_SCRIPTS)


def _render(
    template: str, shown: ReportView | IndexView, names: Sequence[str], index: str = "", paper: str = ""
) -> str:
    styles = [style for style in (part(STYLE), paper) if style]
    script = "".join(part(name) for name in names)
    return filled(
        template,
        view=shown,
        word=Terms(shown.lang).word,
        index=index,
        styles=styles,
        script=script,
        policy=content_policy(styles, script),
    )

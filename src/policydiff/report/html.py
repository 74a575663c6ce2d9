"""Pages of concordances and the overview, from their views."""

from __future__ import annotations

from collections.abc import Sequence

from policydiff.model import Concordance, Document
from policydiff.report.offline import offline_page, paper
from policydiff.report.overview import index_view
from policydiff.report.view import view

STYLES = ("report.css",)
REPORT_SCRIPTS = ("pristine.js", "words.js", "filters.js", "rows.js", "log.js", "review.js", "save.js")
INDEX_SCRIPTS = ("words.js",)


def render_html(concordance: Concordance, lang: str = "zh", index: str = "") -> str:
    """The page of ``concordance``: one self-contained file that asks for nothing from outside.

    ``index`` is the name of an overview beside it, linked when given.
    """
    shown = view(concordance, lang)
    return offline_page(
        "report.html", shown, STYLES, REPORT_SCRIPTS, index=index, running=paper(*shown.running)
    )


def render_index(
    runs: Sequence[tuple[Concordance, str]], documents: Sequence[Document], lang: str = "zh"
) -> str:
    """The overview page of several concordances, each with the file name of its page."""
    return offline_page("index.html", index_view(runs, documents, lang), STYLES, INDEX_SCRIPTS)

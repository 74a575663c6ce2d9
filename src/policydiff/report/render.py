"""One verb for every result and output format: to the bytes of a file."""

from __future__ import annotations

from collections.abc import Callable, Collection

from policydiff.errors import UnsupportedFormat
from policydiff.levels.chain import Chain
from policydiff.levels.matrix import Matrix
from policydiff.model import Concordance, Outcome, Revision, Tracking
from policydiff.report.book import xlsx_bytes
from policydiff.report.couple import concordance_csv
from policydiff.report.docx import CHOSEN, docx_bytes
from policydiff.report.html import render_html
from policydiff.report.jsonio import concordance_json, dumps
from policydiff.report.markdown import render_markdown

Result = Concordance | Tracking | Revision | Matrix | Chain
"""What can be written to a file."""

_FORMATS: dict[str, Callable[[Concordance, str], bytes]] = {
    "html": lambda concordance, lang: render_html(concordance, lang).encode(),
    "json": lambda concordance, lang: dumps(concordance_json(concordance)).encode(),
    "csv": concordance_csv,
    "md": lambda concordance, lang: render_markdown(concordance, lang).encode(),
    "xlsx": xlsx_bytes,
    "docx": docx_bytes,
}

FORMATS = tuple(_FORMATS)


def check_formats(formats: tuple[str, ...], known: tuple[str, ...] = FORMATS) -> None:
    """Raise UnsupportedFormat when one of ``formats`` is not in ``known``."""
    unknown = [name for name in formats if name not in known]
    if unknown or not formats:
        raise UnsupportedFormat(
            f"没有这种输出格式：{'、'.join(unknown) or '（空）'}", hint="可用格式：" + "、".join(known)
        )


def render(result: Result, format: str, lang: str = "zh", rows: Collection[Outcome] = ()) -> bytes:
    """``result`` as the bytes of a file of ``format``; raises UnsupportedFormat with the formats there are.

    ``rows`` names the outcomes whose rows a Word document of a comparison has;
    without any it has those that differ and those that are missing.
    """
    match result:
        case Concordance():
            check_formats((format,))
            if format == "docx":
                return docx_bytes(result, lang, frozenset(rows) or CHOSEN)
            return _FORMATS[format](result, lang)
        case Tracking():
            from policydiff.report.tracked import TRACKING_FORMATS, render_tracking

            check_formats((format,), TRACKING_FORMATS)
            return render_tracking(result, format, lang)
        case Revision():
            from policydiff.report.revised import REVISION_FORMATS, render_revision

            check_formats((format,), REVISION_FORMATS)
            return render_revision(result, format, lang)
        case Matrix():
            from policydiff.report.matrix_data import MATRIX_FORMATS, matrix_bytes

            check_formats((format,), MATRIX_FORMATS)
            return matrix_bytes(result, format, lang)
        case Chain():
            from policydiff.report.chain_data import CHAIN_FORMATS, chain_bytes

            check_formats((format,), CHAIN_FORMATS)
            return chain_bytes(result, format, lang)

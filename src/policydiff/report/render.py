"""One verb for every result and output format: to the bytes of a file.

What makes a format is loaded when the format is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from policydiff.errors import UnsupportedFormat
from policydiff.model import Concordance, Outcome, Revision, Tracking

if TYPE_CHECKING:
    from policydiff.levels.chain import Chain
    from policydiff.levels.matrix import Matrix

    Result = Concordance | Tracking | Revision | Matrix | Chain
    """What can be written to a file."""


def _html(concordance: Concordance, lang: str) -> bytes:
    from policydiff.report.html import render_html

    return render_html(concordance, lang).encode()


def _json(concordance: Concordance, lang: str) -> bytes:
    from policydiff.report.jsonio import concordance_json, dumps

    return dumps(concordance_json(concordance)).encode()


def _csv(concordance: Concordance, lang: str) -> bytes:
    from policydiff.report.couple import concordance_csv

    return concordance_csv(concordance, lang)


def _md(concordance: Concordance, lang: str) -> bytes:
    from policydiff.report.markdown import render_markdown

    return render_markdown(concordance, lang).encode()


def _xlsx(concordance: Concordance, lang: str) -> bytes:
    from policydiff.report.book import xlsx_bytes

    return xlsx_bytes(concordance, lang)


def _docx(concordance: Concordance, lang: str, rows: Collection[Outcome] = ()) -> bytes:
    from policydiff.report.docx import CHOSEN, docx_bytes

    return docx_bytes(concordance, lang, frozenset(rows) or CHOSEN)


_FORMATS: dict[str, Callable[[Concordance, str], bytes]] = {
    "html": _html, "json": _json, "csv": _csv, "md": _md, "xlsx": _xlsx, "docx": _docx,
}  # fmt: skip

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
                return _docx(result, lang, rows)
            return _FORMATS[format](result, lang)
        case Tracking():
            from policydiff.report.tracked import TRACKING_FORMATS, render_tracking

            check_formats((format,), TRACKING_FORMATS)
            return render_tracking(result, format, lang)
        case Revision():
            from policydiff.report.revised import REVISION_FORMATS, render_revision

            check_formats((format,), REVISION_FORMATS)
            return render_revision(result, format, lang)
        case _:
            return _levels(result, format, lang)


def _levels(result: Matrix | Chain, format: str, lang: str) -> bytes:
    from policydiff.levels.matrix import Matrix

    if isinstance(result, Matrix):
        from policydiff.report.matrix_data import MATRIX_FORMATS, matrix_bytes

        check_formats((format,), MATRIX_FORMATS)
        return matrix_bytes(result, format, lang)
    from policydiff.report.chain_data import CHAIN_FORMATS, chain_bytes

    check_formats((format,), CHAIN_FORMATS)
    return chain_bytes(result, format, lang)

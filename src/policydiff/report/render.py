"""One verb for every output format: a concordance to the bytes of a file."""

from __future__ import annotations

from collections.abc import Callable

from policydiff.errors import UnsupportedFormat
from policydiff.model import Concordance
from policydiff.report.couple import concordance_csv, xlsx_bytes
from policydiff.report.docx import docx_bytes
from policydiff.report.html import render_html
from policydiff.report.jsonio import concordance_json, dumps
from policydiff.report.markdown import render_markdown

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


def render(concordance: Concordance, format: str, lang: str = "zh") -> bytes:
    """``concordance`` as the bytes of a file of ``format``; raises UnsupportedFormat."""
    check_formats((format,))
    return _FORMATS[format](concordance, lang)

"""The command ``track``: a plan and its reports to the bytes of one format."""

from __future__ import annotations

from collections.abc import Sequence

from policydiff.corpus import Given, load_catalogue, open_document
from policydiff.errors import InvalidRequest
from policydiff.model import Document, Kind
from policydiff.report.render import check_formats
from policydiff.report.tracked import TRACKING_FORMATS, progress_counts, render_tracking
from policydiff.tracking import track


def tracked(
    plan: str, reports: Sequence[str], format: str, output: str, gate: Sequence[str], lang: str
) -> tuple[bytes, bool]:
    """What ``track`` writes, and whether an outcome of ``gate`` occurs."""
    check_formats((format,), TRACKING_FORMATS)
    if output == "-" and format == "xlsx":
        raise InvalidRequest("xlsx 不能写到标准输出", hint="用 -o 给出文件名，如 -o 跟踪.xlsx")
    above = open_document(plan)
    tracking = track(above, [_report(report) for report in reports])
    counts = progress_counts(tracking)
    unknown = [name for name in gate if name not in counts]
    if unknown:
        raise InvalidRequest(f"没有这种结果：{'、'.join(unknown)}", hint="可用：" + "、".join(counts))
    return render_tracking(tracking, format, lang), any(counts[name] for name in gate)


def _report(name: str) -> Document:
    """A file of the user's own named as a report is read as one; the catalogue knows its own."""
    kind = None if name in load_catalogue().entries else Kind.REPORT
    return open_document(name, Given(kind=kind))

"""``compare --revision``: two versions of one text to the bytes of each format."""

from __future__ import annotations

from collections.abc import Sequence

from policydiff.cli.speech import spoken
from policydiff.errors import InvalidRequest
from policydiff.model import Document
from policydiff.report.render import check_formats
from policydiff.report.revised import (
    REVISION_FORMATS,
    change_counts,
    outcome_counts,
    render_revision,
    revision_sheet,
)
from policydiff.revision import revise


def revised(
    old: Document, new: Document, formats: Sequence[str], gate: Sequence[str], lang: str
) -> tuple[dict[str, bytes], str, bool]:
    """The files by format, a summary for the terminal, and whether a change of ``gate`` occurs."""
    check_formats(tuple(formats), REVISION_FORMATS)
    revision = revise(old, new)
    counts = change_counts(revision) | outcome_counts(revision)
    unknown = [name for name in gate if name not in counts]
    if unknown:
        raise InvalidRequest(f"没有这种变化：{'、'.join(unknown)}", hint="可用：" + "、".join(counts))
    lines = [f"! {notice.message.text(spoken())}" for notice in revision.notices]
    summary = "\n".join([*lines, revision_sheet(revision, spoken()).summary])
    return (
        {name: render_revision(revision, name, lang) for name in formats},
        summary,
        any(counts[name] for name in gate),
    )

"""Text for a terminal of 80 columns; Chinese characters count two."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from policydiff.figures.amounts import amount
from policydiff.labels import absent, aside, headed, label, listed, outcome_label, sense
from policydiff.model import Commitment, Concordance, Document, Notice, Outcome, Status, Target
from policydiff.model.comparing import nearest_of
from policydiff.model.outcomes import in_order
from policydiff.report.jsonio import plain_value
from policydiff.report.view import open_line, summary
from policydiff.topics.themes import themes

COLUMNS = 80


def width(text: str) -> int:
    """How many columns ``text`` takes."""
    return sum(map(_columns, text))


@lru_cache(65536)
def _columns(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """``text`` filled with blanks to ``columns``."""
    fill = " " * max(0, columns - width(text))
    return fill + text if right else text + fill


def wrap(text: str, indent: str = "", columns: int = COLUMNS) -> list[str]:
    """``text`` in lines of at most ``columns``, each after ``indent``; Chinese breaks anywhere, a word in Latin letters only where it must."""
    lines, line, used = [], indent, width(indent)
    for char in text:
        size = _columns(char)
        if char == "\n" or used + size > columns:
            whole, blank, word = line[len(indent) :].rpartition(" ")
            broken = (
                blank and whole.strip() and (word + char).isascii() and not (char.isspace() or "/" in word)
            )
            lines.append((indent + whole if broken else line).rstrip())
            line = indent + word if broken else indent
            used = width(line)
            if char in "\n ":
                continue
        line += char
        used += size
    lines.append(line.rstrip())
    return lines


def report_summary(runs: Sequence[tuple[Concordance, str]], folder: Path, lang: str = "zh") -> str:
    """What a whole run found and where to look."""
    lines: list[str] = []
    strangers = [name for concordance, name in runs if not concordance.kindred]
    for concordance, name in (run for run in runs if run[0].kindred):
        lines += wrap(
            f"{concordance.upper.id} ↔ {concordance.lower.id}"
            + aside(label("lineage", concordance.lineage.value, lang), lang)
        )
        lines += wrap(summary(concordance, lang), "  ")
        lines += [f"  {folder / name}", ""]
    if strangers:
        lines += wrap(label("page", "strangers", lang).format(count=len(strangers)))
        lines += [*(f"  {folder / name}" for name in strangers), ""]
    lines.append(headed(label("page", "index-title", lang), str(folder / "index.html"), lang))
    return "\n".join(lines) + "\n"


def compare_summary(concordance: Concordance, paths: Iterable[Path], lang: str = "zh") -> str:
    """What one comparison found and which files were written."""
    lines = []
    for notice in concordance.notices:
        lines += wrap(notice.message.text(lang), "! ")
    lines += wrap(summary(concordance, lang))
    if open_line(concordance, lang):
        lines += wrap(open_line(concordance, lang))
    lines += [f"  {path}" for path in paths]
    return "\n".join(lines) + "\n"


def placed(notice: Notice, lang: str = "zh") -> str:
    """A notice with the line that it is about."""
    where = f"{label('page', 'line', lang).format(line=notice.line)} " if notice.line else ""
    return where + notice.message.text(lang)


def document_text(document: Document, lang: str = "zh") -> str:
    """Facts, notices, and every commitment with its units, deadline and figures."""
    place = document.jurisdiction
    lines = [
        *wrap(document.title),
        f"  {label('kind', document.kind.value, lang)} · {label('completeness', document.completeness.value, lang)} · "
        f"{place.name + ' ' + place.code if place else '—'} · {document.number or '—'} · {document.issued or '—'}",
        "  " + label("page", "commitment-count", lang).format(count=len(document.commitments)),
    ]
    for notice in document.notices:
        lines += wrap(placed(notice, lang), "  ! ")
    trail: tuple[str, ...] = ()
    for commitment in document.commitments:
        for depth, heading in enumerate(commitment.trail):
            if commitment.trail[: depth + 1] != trail[: depth + 1]:
                lines += wrap(heading, "  " * depth)
        trail = commitment.trail
        indent = "  " * len(trail)
        lines += wrap(f"{commitment.label} {commitment.text}".strip(), indent)
        facts = [themes()[commitment.theme].name(lang), *_facts(commitment, lang)]
        lines += wrap(" · ".join(facts), indent + "    ")
    return "\n".join(lines) + "\n"


def _facts(commitment: Commitment, lang: str) -> Iterable[str]:
    if commitment.lead_units:
        yield f"{label('page', 'lead-units', lang)} {'、'.join(commitment.lead_units)}"
    if commitment.responsible_units:
        yield f"{label('page', 'responsible-units', lang)} {'、'.join(commitment.responsible_units)}"
    if commitment.deadline:
        yield f"{label('page', 'deadline', lang)} {commitment.deadline}"
    for target in commitment.targets:
        if target.unit != "date":
            yield f"{target.object} {amount(target).text(lang)}"


TARGET_COLUMNS = (22, 18, 10, 14, 12)
"""Columns of the table of targets, with one blank between: object, bound and value, deadline, unit, where."""


def cells(values: Sequence[str], columns: Sequence[int]) -> list[str]:
    """One row of a table: each value wrapped in its column."""
    wrapped = [wrap(value, "", size) for value, size in zip(values, columns, strict=True)]
    return [
        " ".join(
            pad(lines[row] if row < len(lines) else "", size)
            for lines, size in zip(wrapped, columns, strict=True)
        ).rstrip()
        for row in range(max(map(len, wrapped)))
    ]


def targets_text(document: Document, lang: str = "zh", *, explain: bool = False) -> str:
    """A table of the targets: object, bound and value, deadline, responsible unit, where it stands.

    With ``explain`` each is followed by the rule that read it, its place in
    the text as read, and its sentence.
    """
    head = [
        label("page", f"target-{name}", lang) for name in ("object", "value", "deadline", "unit", "place")
    ]
    lines = [*wrap(document.title), *cells(head, TARGET_COLUMNS), "─" * COLUMNS]
    found = 0
    for commitment in document.commitments:
        units = commitment.lead_units or commitment.responsible_units
        place = commitment.id.removeprefix(f"{document.id}/")
        for target in commitment.targets:
            found += 1
            shown = _shown(target, lang)
            if target.status is not Status.TARGET:
                shown += aside(label("status", target.status.value, lang), lang)
            due = str(target.due or commitment.deadline or "")
            lines += cells((target.object, shown, due, "、".join(units), place), TARGET_COLUMNS)
            if explain:
                where = f"[{target.span.start}:{target.span.end}]"
                lines += wrap(f"{target.rule} {where} {target.text}", "    ")
                lines += wrap(commitment.text, "    │ ")
    lines.append(label("page", "target-count", lang).format(count=found))
    lines += [
        line
        for notice in document.notices
        if notice.code.startswith(("distribution", "deadline"))
        for line in wrap(notice.message.text(lang), "! ")
    ]
    return "\n".join(lines) + "\n"


def _shown(target: Target, lang: str) -> str:
    if lang == "en" and target.unit != "date":
        return amount(target).en
    unit = "" if target.unit == "date" else target.unit
    about = "≈" if target.approximate else ""
    return f"{label('bound', target.comparator.value, lang)} {about}{plain_value(target.value)}{unit}"


def gaps_text(concordance: Concordance, lang: str = "zh") -> str:
    """Unanswered upper commitments, then those to be checked, by responsible unit and theme, with the nearest candidates."""
    gone = {
        absent(concordance),
        *(verdict.outcome for verdict in concordance.verdicts if verdict.outcome.absent),
    }
    lines = [*wrap(f"{concordance.upper.title} ↔ {concordance.lower.title}")]
    for notice in concordance.notices:
        lines += wrap(notice.message.text(lang), "! ")
    doubtful = [v.upper for v in concordance.verdicts if v.outcome is Outcome.TO_CHECK]
    for outcome in in_order({*gone, *([Outcome.TO_CHECK] if doubtful else [])}):
        found = [v.upper for v in concordance.verdicts if v.outcome is outcome]
        meant = label("sense", sense(outcome, concordance), lang)
        lines += wrap(headed(f"{outcome_label(outcome, lang)} {len(found)}", meant, lang))
        lines += _by_unit(found, concordance, lang)
    return "\n".join(lines) + "\n"


def _by_unit(found: Sequence[Commitment], concordance: Concordance, lang: str) -> Iterable[str]:
    """Each under the unit that leads it, where none does under the first that is to do it; what names none comes last."""
    groups: dict[tuple[str, str], list[Commitment]] = {}
    for commitment in found:
        place = ("", label("page", "none", lang))
        for name, units in (("lead-units", commitment.lead_units), ("responsible-units", commitment.units)):
            if units and not place[0]:
                place = label("page", name, lang), units[0]
        groups.setdefault(place, []).append(commitment)
    order = {theme: place for place, theme in enumerate(themes())}
    for unit in sorted(groups, key=lambda unit: (not unit[0], -len(groups[unit]), unit)):
        yield from ("", " ".join(filter(None, unit)) + aside(str(len(groups[unit])), lang))
        for commitment in sorted(groups[unit], key=lambda commitment: order[commitment.theme]):
            yield from wrap(f"[{themes()[commitment.theme].name(lang)}] {commitment.text}", "  ")
            yield f"    {commitment.id}"
            others = [one for one in (*commitment.lead_units, *commitment.units) if one != unit[1]]
            if others:
                all_ = listed(dict.fromkeys(others), lang)
                yield from wrap(headed(label("page", "responsible-units", lang), all_, lang), "    ")
            for pair in concordance.pairs:
                if pair.upper.id == commitment.id:
                    yield from wrap(f"≈ {pair.lower.text}", "    ")
                    yield from wrap(f"{pair.lower.id} {pair.confidence:.0%}", "      ")
            for candidate in nearest_of(concordance.candidates.get(commitment.id, ())):
                yield from wrap(f"≈ {candidate.lower.text}", "    ")
                yield from wrap(f"{candidate.lower.id} {candidate.reason.text(lang)}", "      ")

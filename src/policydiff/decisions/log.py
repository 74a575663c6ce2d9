"""The log of decisions: put together as a union, and what the entries on one row come to.

Putting logs together is a union, so the order of files does not matter and
nothing is overwritten; a reviewer's latest entry on a row is the one that speaks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations, groupby
from operator import attrgetter
from typing import Any

from policydiff.errors import InvalidRequest
from policydiff.model import Decision, Outcome, Relation, Ruling

TEXTS = (
    "upper_document", "lower_document", "upper", "lower", "upper_digest", "lower_digest", "upper_text",
    "lower_text", "partner", "partner_digest", "partner_text", "upper_words", "lower_words", "comment", "reviewer",
    "at",
)  # fmt: skip
"""The texts of a decision, in the order of a file."""
SECOND = "second reader: "
"""Stands before the name of a second reader, so that every output says whose word it is."""


def digest(text: str) -> str:
    """16 hexadecimal digits that change with ``text``: what ties a decision to what was read."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def merge(*logs: Iterable[Decision]) -> tuple[Decision, ...]:
    """Every entry of every log, once, in an order that does not depend on the order of the logs."""
    found = sorted({entry: None for log in logs for entry in log}, key=_place)
    # hardly two entries need more than that, and the whole order takes long to name
    return tuple(entry for _, same in groupby(found, key=_place) for entry in _ordered(tuple(same)))


_place = attrgetter("upper_document", "lower_document", "upper", "lower", "reviewer", "at")


def _ordered(entries: tuple[Decision, ...]) -> Sequence[Decision]:
    return sorted(entries, key=_order) if len(entries) > 1 else entries


def _order(entry: Decision) -> tuple[Any, ...]:
    return (
        entry.verdict.value,
        entry.relation.value if entry.relation else "",
        entry.outcome.value if entry.outcome else "",
        *(getattr(entry, name) for name in TEXTS),
        entry.over,
    )


def current(entries: Iterable[Decision]) -> tuple[Decision, ...]:
    """Each reviewer's latest entry among those on one row; two of one time both count."""
    latest: dict[str, str] = {}
    found = list(entries)
    for entry in found:
        latest[entry.reviewer] = max(latest.get(entry.reviewer, ""), entry.at)
    return tuple(entry for entry in found if entry.at == latest[entry.reviewer])


def is_second(entry: Decision) -> bool:
    """Is it the answer of a second reader, not of a reviewer?"""
    return entry.reviewer.startswith(SECOND)


def _stance(entry: Decision, pair: bool) -> tuple[str, str]:
    if pair:
        return ("reject" if entry.verdict is Ruling.REJECT else "stands", "")
    return (entry.verdict.value, entry.partner)


def _agree(first: Decision, second: Decision, pair: bool) -> bool:
    return _stance(first, pair) == _stance(second, pair) and (
        first.relation is None or second.relation is None or first.relation is second.relation
    )


def settle(entries: Iterable[Decision], pair: bool) -> tuple[Decision | None, bool]:
    """What the entries on one row come to: the decision that holds, if any, and whether reviewers disagree.

    ``pair`` says that the row is a pair; there a re-pairing speaks for the
    pair.  Second readers are heard only where no reviewer speaks.  Of
    decisions that differ one holds if it was taken over all the others.
    """
    spoken = [entry for entry in current(entries) if entry.verdict not in (Ruling.NOTE, Ruling.WITHDRAW)]
    spoken = [entry for entry in spoken if not is_second(entry)] or spoken
    if not spoken:
        return None, False
    # thousands may say the same of one row: they are asked kind by kind, not each against each
    kinds: dict[tuple[tuple[str, str], Relation | None], list[Decision]] = {}
    for entry in spoken:
        kinds.setdefault((_stance(entry, pair), entry.relation), []).append(entry)

    def stands(entry: Decision) -> bool:
        over = frozenset(entry.over)
        against = (others for others in kinds.values() if not _agree(entry, others[0], pair))
        return all((other.reviewer, other.at) in over for others in against for other in others)

    holding = [entry for entry in spoken if stands(entry)]
    first_of = {(_stance(entry, pair), entry.relation): entry for entry in holding}
    if not holding or not all(_agree(*two, pair) for two in combinations(first_of.values(), 2)):
        return None, True
    relation = next((entry.relation for entry in holding if entry.relation), None)
    # of readers who call a pair the same and answered, the one who says less is heard
    named = [entry for entry in holding if entry.outcome and entry.outcome.relation is relation]
    said = max(
        named, key=lambda entry: list(Outcome).index(entry.outcome or Outcome.SAME), default=holding[0]
    )
    return replace(said, relation=relation), False


def upon(entries: Iterable[Decision], log: Iterable[Decision]) -> Iterator[Decision]:
    """``entries`` as ones made with ``log`` in view: each its reviewer's latest on the row, over what it disagrees with."""
    rows: dict[tuple[str, ...], list[Decision]] = {}
    for known in log:
        rows.setdefault(_row_of(known), []).append(known)
    return (_upon(entry, rows.get(_row_of(entry), [])) for entry in entries)


_row_of = attrgetter("upper_document", "lower_document", "upper", "lower", "upper_digest", "lower_digest")


def _upon(entry: Decision, same: Sequence[Decision]) -> Decision:
    mine = max((other.at for other in same if other.reviewer == entry.reviewer), default="")
    if mine and mine >= entry.at:
        later = datetime.fromisoformat(mine) + timedelta(milliseconds=1)
        entry = replace(entry, at=later.isoformat(timespec="milliseconds").replace("+00:00", "Z"))
    if entry.verdict in (Ruling.NOTE, Ruling.WITHDRAW):
        return entry
    pair = bool(entry.upper and entry.lower)
    over = tuple(
        (other.reviewer, other.at)
        for other in current(same)
        if other.reviewer != entry.reviewer
        and other.verdict not in (Ruling.NOTE, Ruling.WITHDRAW)
        and not _agree(entry, other, pair)
    )
    return replace(entry, over=over)


def conflicts(decisions: Iterable[Decision]) -> tuple[tuple[Decision, ...], ...]:
    """The rows on which reviewers disagree: the entries that speak there, row by row."""
    rows: dict[tuple[str, ...], list[Decision]] = {}
    for entry in merge(decisions):
        documents = (entry.upper_document, entry.lower_document)
        rows.setdefault(
            (*documents, entry.upper, entry.lower, entry.upper_digest, entry.lower_digest), []
        ).append(entry)
        if entry.verdict is Ruling.REPAIR:
            rows.setdefault(
                (*documents, entry.upper, entry.partner, entry.upper_digest, entry.partner_digest), []
            ).append(entry)
    return tuple(
        current(entries) for key, entries in rows.items() if settle(entries, bool(key[2] and key[3]))[1]
    )


def elsewhere(decisions: Sequence[Decision], couples: Collection[tuple[str, str]]) -> int:
    """How many of ``decisions`` are on none of ``couples`` (ids of upper and lower document).

    Raises InvalidRequest when all of them are: the file is of other documents.
    """
    others = [(entry.upper_document, entry.lower_document) for entry in decisions]
    others = [couple for couple in others if couple not in couples]
    if others and len(others) == len(decisions):
        named = "、".join(f"{upper} ↔ {lower}" for upper, lower in sorted(set(others))[:3])
        wanted = "、".join(f"{upper} ↔ {lower}" for upper, lower in sorted(couples)[:3])
        raise InvalidRequest(f"复核文件说的是别的文件：{named}，不是 {wanted}", hint="换成这些文件的复核文件")
    return len(others)

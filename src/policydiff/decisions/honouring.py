"""A concordance that honours what reviewers decided: pairs taken apart, made, judged anew, and each row's standing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from policydiff.as_read import as_read
from policydiff.decisions.log import current, digest, is_second, merge, settle
from policydiff.judging import Context, context_of, judge
from policydiff.model import (
    Commitment,
    Concordance,
    Decision,
    Document,
    Outcome,
    Pair,
    Relation,
    Review,
    Ruling,
    Standing,
    Sure,
)
from policydiff.model.outcomes import JUDGED_ROLES
from policydiff.verdicts import with_verdicts
from policydiff.wording import notice


class _Places:
    """Where the commitments of a document are now, by id and by text."""

    def __init__(self, document: Document) -> None:
        self.order = {commitment.id: place for place, commitment in enumerate(document.commitments)}
        self.by_id = {commitment.id: commitment for commitment in document.commitments}
        self._digests = {commitment.id: digest(commitment.text) for commitment in document.commitments}
        self._ids: dict[str, list[str]] = {}
        for id_, value in self._digests.items():
            self._ids.setdefault(value, []).append(id_)

    def find(self, id_: str, seen: str) -> tuple[str, bool]:
        """The id that a commitment has now, and whether its text is still the one seen."""
        if not id_ or self._digests.get(id_) == seen:
            return id_, True
        same = self._ids.get(seen, [])
        return (same[0], True) if len(same) == 1 else (id_, False)


@dataclass(slots=True)
class _Row:
    """The entries on one row, while they are being settled."""

    upper: str
    lower: str
    fresh: bool
    entries: list[Decision]
    decision: Decision | None = None
    conflict: bool = False
    overruled: bool = False

    @property
    def direct(self) -> bool:
        """Was the row itself spoken of, not only through a re-pairing?"""
        return any(bool(entry.upper) == bool(self.upper) and bool(entry.lower) == bool(self.lower)
                   for entry in self.entries)  # fmt: skip


def honour(concordance: Concordance, decisions: Iterable[Decision]) -> Concordance:
    """``concordance`` with the ``decisions`` on its two documents applied and shown.

    A rejected pair moves to ``rejected`` and its commitments are missing or
    added if nothing else answers them; an accepted or re-paired one is a pair
    even where the program did not stand by it; a changed relation keeps the
    program's own outcome in ``judged``.  An upper commitment that is accepted by itself
    has no answer: its doubtful pairs are taken apart, and it is no longer to be
    checked.  What cannot be applied keeps its row in
    ``reviews`` with the reason as its standing.
    """
    mine = [
        entry
        for entry in merge(decisions)
        if (entry.upper_document, entry.lower_document) == (concordance.upper.id, concordance.lower.id)
    ]
    if not mine:
        return concordance
    above, below = _Places(concordance.upper), _Places(concordance.lower)
    rows = _rows(mine, above, below)
    for row in rows.values():
        row.decision, row.conflict = settle(row.entries, bool(row.upper and row.lower))
    _overrule(rows)
    applied = _apply(concordance, rows, above, below)
    reviews = sorted(
        (
            _review(row, applied, below)
            for row in rows.values()
            if row.direct or (row.upper, row.lower) in {(p.upper.id, p.lower.id) for p in applied.pairs}
        ),
        key=lambda r: (
            above.order.get(r.upper, len(above.order)), below.order.get(r.lower, -1), r.upper, r.lower, r.standing
        ),
    )  # fmt: skip
    counts: dict[str, Any] = {standing.value: 0 for standing in Standing}
    for review in reviews:
        counts[review.standing.value] += 1
    result = replace(applied, reviews=tuple(reviews))
    notes = [notice("review-counted", entries=len(mine), **counts)]
    gone = dismissed(result)
    if gone:
        notes.append(notice("review-dismissed", count=len(gone)))
    second = sorted({entry.reviewer for entry in mine if is_second(entry)})
    if second:
        notes.append(notice("second-readers", names="、".join(second)))
    return replace(result, notices=(*concordance.notices, *notes))


def _rows(entries: Sequence[Decision], above: _Places, below: _Places) -> dict[tuple[str, str, bool], _Row]:
    rows: dict[tuple[str, str, bool], _Row] = {}

    def put(upper: tuple[str, bool], lower: tuple[str, bool], entry: Decision) -> None:
        key = (upper[0], lower[0], upper[1] and lower[1])
        rows.setdefault(key, _Row(*key, entries=[])).entries.append(entry)

    for entry in entries:
        upper, lower = (
            above.find(entry.upper, entry.upper_digest),
            below.find(entry.lower, entry.lower_digest),
        )
        if entry.verdict is Ruling.REPAIR:
            partner = below.find(entry.partner, entry.partner_digest)
            put(upper, ("", partner[1]), entry)  # a partner whose text changed makes the decision stale
            put(upper, partner, entry)
        else:
            put(upper, lower, entry)
    return rows


def _overrule(rows: dict[tuple[str, str, bool], _Row]) -> None:
    """Where a reviewer decided what becomes of an upper commitment alone, no second reader pairs it."""
    decided = {
        row.upper
        for row in rows.values()
        if row.upper and not row.lower and row.fresh and row.decision and not is_second(row.decision)
    }
    for row in rows.values():
        if row.upper in decided and row.decision and is_second(row.decision):
            row.decision, row.overruled = None, True


def _apply(
    concordance: Concordance, rows: dict[tuple[str, str, bool], _Row], above: _Places, below: _Places
) -> Concordance:
    pairs = {(pair.upper.id, pair.lower.id): pair for pair in concordance.pairs}
    nothing = {
        row.upper: row.decision.reviewer
        for row in rows.values()
        if row.upper
        and not row.lower
        and row.fresh
        and row.decision
        and row.decision.verdict is Ruling.ACCEPT
    }
    settled = {
        (row.upper, row.lower): row.decision
        for row in rows.values()
        if row.upper and row.lower and row.fresh and row.decision is not None
    }
    rejected = {
        key: pairs.pop(key)
        for key, decision in settled.items()
        if decision.verdict is Ruling.REJECT and key in pairs
    }
    # who says that nothing answers a promise says it of every pair that was only to be checked
    taken_up = {upper for (upper, _), pair in pairs.items() if pair.sure is not Sure.LOW}
    doubtful = [key for key in pairs if key[0] in nothing and key[0] not in taken_up]
    rejected |= {key: pairs.pop(key) for key in doubtful if key not in settled}
    made = {
        (upper, lower): (above.by_id[upper], below.by_id[lower])
        for (upper, lower), decision in settled.items()
        if decision.verdict is not Ruling.REJECT
        and (upper, lower) not in pairs
        and _asked_for(rows[upper, lower, True], rows, below)
        and _in_scope(concordance, above.by_id[upper], below.by_id[lower])
    }
    if made:
        there = [(pair.upper, pair.lower) for pair in pairs.values()]
        context = context_of(concordance.upper, concordance.lower, [*there, *made.values()])
        pairs |= {key: _make(concordance, *two, context) for key, two in made.items()}
    for key, decision in settled.items():
        pair = pairs.get(key)
        if pair is None:
            continue
        pair = pairs[key] = replace(pair, reader=decision.reviewer, sure=Sure.HIGH)
        if decision.outcome:
            pairs[key] = as_read(pair, decision.outcome, decision)
        elif decision.relation and _is_other(decision, decision.relation, pair):
            ruled = Outcome.of(decision.relation)
            pairs[key] = replace(pair, relation=decision.relation, outcome=ruled, judged=pair.outcome)
    answered = {upper for upper, _ in pairs}
    origins = {lower for _, lower in pairs}
    alone = {c.id for c in (*concordance.missing, *concordance.not_judged)}
    alone |= {pair.upper.id for pair in rejected.values()}
    fresh_ones = {c.id for c in concordance.added} | {pair.lower.id for pair in rejected.values()}
    left = _left(concordance, concordance.upper, alone - answered)
    applied = replace(
        concordance,
        pairs=tuple(sorted(pairs.values(), key=lambda p: (above.order[p.upper.id], below.order[p.lower.id]))),
        rejected=tuple(
            sorted(rejected.values(), key=lambda p: (above.order[p.upper.id], below.order[p.lower.id]))
        ),
        missing=tuple(c for c in left if c.role in JUDGED_ROLES),
        not_judged=tuple(c for c in left if c.role not in JUDGED_ROLES),
        added=_left(concordance, concordance.lower, fresh_ones - origins),
        candidates={
            id_: tuple(candidate for candidate in near if (id_, candidate.lower.id) not in pairs)
            for id_, near in concordance.candidates.items()
        },
    )
    return with_verdicts(applied, nothing)


def _is_other(decision: Decision, relation: Relation, pair: Pair) -> bool:
    """Does the decision say something else than the pair?  What is the same and what is only answered have one relation."""
    if decision.verdict is Ruling.RELATION:
        return Outcome.of(relation) is not pair.outcome
    return relation is not pair.relation


def _asked_for(row: _Row, rows: dict[tuple[str, str, bool], _Row], below: _Places) -> bool:
    """May this pair be made?  Where it rests on a re-pairing alone, that must hold for the upper commitment."""
    if any(entry.verdict is not Ruling.REPAIR for entry in current(row.entries)):
        return True
    alone = rows.get((row.upper, "", True))
    return (
        alone is not None
        and alone.decision is not None
        and alone.decision.verdict is Ruling.REPAIR
        and below.find(alone.decision.partner, alone.decision.partner_digest)[0] == row.lower
    )


def _in_scope(concordance: Concordance, upper: Commitment, lower: Commitment) -> bool:
    return not concordance.themes or bool({upper.theme, lower.theme} & set(concordance.themes))


def _make(concordance: Concordance, upper: Commitment, lower: Commitment, context: Context) -> Pair:
    judged = judge(upper, lower, context)
    relation, findings = judged.relation, judged.findings
    near = next((c for c in concordance.candidates.get(upper.id, ()) if c.lower.id == lower.id), None)
    return Pair(
        upper=upper,
        lower=lower,
        confidence=1.0,
        weight=sum(c.weight for c in near.comparisons) if near else 0.0,
        relation=relation,
        findings=findings,
        comparisons=near.comparisons if near else (),
        rules=("review",),
        outcome=judged.outcome,
        sure=Sure.HIGH,
    )


def _left(concordance: Concordance, document: Document, ids: set[str]) -> tuple[Commitment, ...]:
    wanted = set(concordance.themes)
    return tuple(c for c in document.commitments if c.id in ids and (not wanted or c.theme in wanted))


def _review(row: _Row, applied: Concordance, below: _Places) -> Review:
    decision = row.decision
    return Review(
        upper=row.upper,
        lower=row.lower,
        standing=_standing(row, applied, below),
        verdict=decision.verdict if decision else None,
        relation=decision.relation if decision else None,
        partner=decision.partner if decision else "",
        decisions=tuple(row.entries),
    )


def _standing(row: _Row, applied: Concordance, below: _Places) -> Standing:
    if not row.fresh:
        return Standing.STALE
    if row.conflict:
        return Standing.CONFLICT
    if row.overruled:
        return Standing.OVERRULED
    if row.decision is None:
        return Standing.NOTED
    pairs = {(pair.upper.id, pair.lower.id) for pair in applied.pairs}
    if row.upper and row.lower:
        taken_apart = {(pair.upper.id, pair.lower.id) for pair in applied.rejected}
        there = taken_apart if row.decision.verdict is Ruling.REJECT else pairs
        return Standing.APPLIED if (row.upper, row.lower) in there else Standing.MOOT
    if row.decision.verdict is Ruling.REPAIR:
        partner, _ = below.find(row.decision.partner, row.decision.partner_digest)
        return Standing.APPLIED if (row.upper, partner) in pairs else Standing.MOOT
    alone = {c.id for c in ((*applied.missing, *applied.not_judged) if row.upper else applied.added)}
    return Standing.APPLIED if (row.upper or row.lower) in alone else Standing.MOOT


def dismissed(concordance: Concordance) -> frozenset[str]:
    """The ids of commitments listed as missing or added of which the reviewers say that they are not."""
    listed = {c.id for c in (*concordance.missing, *concordance.added)}
    return frozenset(
        review.upper or review.lower
        for review in concordance.reviews
        if review.standing is Standing.APPLIED
        and review.verdict is Ruling.REJECT
        and not (review.upper and review.lower)
        and (review.upper or review.lower) in listed
    )

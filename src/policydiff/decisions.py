"""What reviewers decided: files of decisions, their union, and a concordance that honours them.

Decisions are entries of a log.  Putting logs together is a union, so the order
of files does not matter and nothing is overwritten; a reviewer's latest entry
on a row is the one that speaks.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import combinations, groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from policydiff.as_read import as_read
from policydiff.errors import InvalidRequest, UnreadableSource
from policydiff.files import read_plain
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
from policydiff.model.outcomes import ANSWERS, JUDGED_ROLES
from policydiff.verdicts import with_verdicts
from policydiff.wording import notice

SCHEMA = "policydiff.review/1"
LARGEST = 20_000_000
"""Bytes of a file of decisions; 10,000 decisions have 8,000,000."""
MOST = 2_000_000
"""Tables, lists and texts of a file of decisions; 10,000 decisions have 350,000."""
LARGEST_PAGE = 80_000_000
"""Bytes of a reviewed report; one of 5,000 rows has 20,000,000."""

_IN_PAGE = re.compile(r'<script type="application/json" id="decisions">([^<]*)</script>')
"""Where a page carries its decisions; inside them ``<`` is written as an escape."""
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_TEXTS = (
    "upper_document", "lower_document", "upper", "lower", "upper_digest", "lower_digest", "upper_text",
    "lower_text", "partner", "partner_digest", "partner_text", "upper_words", "lower_words", "comment", "reviewer",
    "at",
)  # fmt: skip
SECOND = "second reader: "
"""Stands before the name of a second reader, so that every output says whose word it is."""


def digest(text: str) -> str:
    """16 hexadecimal digits that change with ``text``: what ties a decision to what was read."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


# ---- files


def decision_json(decision: Decision) -> dict[str, Any]:
    """``decision`` as it stands in a file; what is empty is null."""
    return {
        **{name: getattr(decision, name) or None for name in _TEXTS},
        "comment": decision.comment,
        "verdict": decision.verdict.value,
        "relation": decision.relation.value if decision.relation else None,
        "outcome": decision.outcome.value if decision.outcome else None,
        "over": [{"reviewer": reviewer, "at": at or None} for reviewer, at in decision.over],
    }


def decisions_json(decisions: Iterable[Decision]) -> dict[str, Any]:
    """A file of decisions."""
    return {"schema": SCHEMA, "decisions": [decision_json(decision) for decision in decisions]}


def read_decisions(path: Path) -> tuple[Decision, ...]:
    """The decisions in the file ``path``, a file of decisions or a reviewed report; UnreadableSource where it is neither."""
    content = read_plain(path, LARGEST_PAGE if path.suffix.lower() in {".html", ".htm"} else LARGEST)
    try:
        text = content.decode("utf-8-sig")
        inside = _IN_PAGE.search(text) if text.lstrip()[:1] == "<" else None
        text = inside[1] if inside else text
        # each of these takes a hundred bytes of memory where it takes three in the file
        if text.count("[") + text.count("{") + text.count('"') // 2 > MOST:
            raise UnreadableSource("复核文件里的内容太碎、太多", where=str(path), hint="分成几份，再逐份并入")
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableSource(
            "复核文件不是完整的 JSON", where=str(path), hint="请从报告页面重新导出"
        ) from error
    return parse_decisions(data, str(path))


def parse_decisions(data: Any, where: str = "") -> tuple[Decision, ...]:
    """The decisions in ``data``, the content of a file; raises UnreadableSource with the place of the first fault."""
    if (
        not isinstance(data, dict)
        or data.get("schema") != SCHEMA
        or not isinstance(data.get("decisions"), list)
    ):
        raise UnreadableSource(
            f"不是复核文件（没有 {SCHEMA}）", where=where, hint="请给出报告页面导出的 JSON 文件"
        )
    found = []
    for number, entry in enumerate(data["decisions"], 1):
        try:
            found.append(_decision(entry))
        except ValueError as error:
            raise UnreadableSource(
                f"复核文件第 {number} 条意见不对：{error}", where=where, hint="请从报告页面重新导出"
            ) from error
    return merge(found)


def _decision(entry: Any) -> Decision:
    if not isinstance(entry, dict):
        raise ValueError("不是一条记录")
    texts = {name: _text(entry, name) for name in _TEXTS}
    if not texts["reviewer"].strip():
        raise ValueError("没有写明复核人")
    if not (texts["upper_document"] and texts["lower_document"] and (texts["upper"] or texts["lower"])):
        raise ValueError("没有写明是哪两份文件的哪一条")
    if texts["at"] and not _is_time(texts["at"]):
        raise ValueError("时间不是 2024-03-01T08:00:00.000Z 这样的写法")
    try:
        verdict = Ruling(_text(entry, "verdict"))
        relation = Relation(entry["relation"]) if entry.get("relation") is not None else None
        outcome = Outcome(entry["outcome"]) if entry.get("outcome") is not None else None
    except ValueError as error:
        raise ValueError("没有这种结论") from error
    alone = not (texts["upper"] and texts["lower"])
    if verdict is Ruling.RELATION and (alone or relation is None):
        raise ValueError("改判没有写明成对的两条和新的结果")
    if verdict is Ruling.REPAIR and (texts["lower"] or not texts["partner"]):
        raise ValueError("改配没有写明配哪一条")
    if outcome is not None and outcome not in (_ALONE if alone else ANSWERS):
        raise ValueError("这样的一行不能有这种结果")
    over = entry.get("over") or []
    if not isinstance(over, list) or not all(isinstance(item, dict) for item in over):
        raise ValueError("over 不是列表")
    return Decision(
        **texts,
        verdict=verdict,
        relation=relation,
        outcome=outcome,
        over=tuple((_text(item, "reviewer"), _text(item, "at")) for item in over),
    )


def _is_time(text: str) -> bool:
    """A time that there is, and one after it."""
    try:
        return bool(_TIME.fullmatch(text)) and datetime.fromisoformat(text).year < 9999
    except ValueError:
        return False


_ALONE = frozenset({Outcome.MISSING})
"""What may be said of an upper commitment alone."""


def _text(entry: dict[str, Any], name: str) -> str:
    value = entry.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{name} 不是文字")
    try:
        value.encode()
    except UnicodeEncodeError:  # half of a surrogate pair can be written in JSON but in no file
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


# ---- putting together


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
        *(getattr(entry, name) for name in _TEXTS),
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


# ---- honouring


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

"""Whether an article asks for more or less than before: by the judging of pairs, and by duties that came or went.

Everything is said with the deciding words of both versions; where nothing
decides, the article is reworded without a verdict.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from rapidfuzz import fuzz

from policydiff.judging import Context, judge
from policydiff.judging.couples import NEAR, likeness
from policydiff.model import (
    Article,
    Clause,
    Commitment,
    Dimension,
    Document,
    Edit,
    EditKind,
    Finding,
    Relation,
    Sentence,
    Span,
)
from policydiff.revision.duties import DOES, TOWARDS, asking, bans, duty_of, forceful, limit_of, said_in
from policydiff.revision.exceptions import exception_between
from policydiff.revision.grams import Index, Weights, grams, words
from policydiff.revision.penalties import penalties_between
from policydiff.revision.sentences import Reader
from policydiff.revision.wording import of_versions
from policydiff.wording import say

ALIKE = 0.5
"""Likeness from which a clause of an inserted or deleted sentence stands in the place of another."""
WAYS = frozenset({Relation.TIGHTENS, Relation.LOOSENS})


class Version:
    """One version with its commitments, and its text as it is compared."""

    def __init__(
        self,
        document: Document,
        read: Reader,
        sentences: Sequence[Sentence],
        names: Sequence[str],
        weights: Weights,
    ):
        self.document, self.read, self._weights = document, read, weights
        self._sentences = [read(sentence.text) for sentence in sentences]
        self._names = [
            match.span() for name in names for match in re.finditer(re.escape(name), document.source.text)
        ]
        self._commitments = sorted(document.commitments, key=lambda commitment: commitment.span)
        self._starts = [commitment.span.start for commitment in self._commitments]

    @cached_property
    def _index(self) -> Index:
        return Index(map(grams, self._sentences), self._weights)

    def within(self, span: Span) -> list[Commitment]:
        """The commitments that stand in ``span``, or partly."""
        end = bisect_right(self._starts, span.end - 1)
        return [c for c in self._commitments[max(0, end - _NEAR) : end] if c.span.end > span.start]

    def text(self, span: Span) -> str:
        """The words of ``span``."""
        return self.document.source.text[span.start : span.end]

    def named(self, span: Span) -> bool:
        """Does ``span`` lie inside a name that was exchanged?"""
        return any(start <= span.start and span.end <= end for start, end in self._names)

    def says(self, text: str) -> bool:
        """Does a sentence of this version say ``text``, which is given as compared, in whatever order?"""
        near = self._index.nearest(grams(text), _LOOKED_AT)
        return any(said_in(text, self._sentences[place], self._weights) for place in near)

    def said(self, clause: Clause) -> str:
        """The words of ``clause`` as they are compared."""
        return words(self.read(clause.text))


_NEAR = 400
"""Commitments of one article at most."""
_LOOKED_AT = 6
"""Sentences of the other version in which a duty is looked for."""


@dataclass(frozen=True)
class Matter:
    """The old and the new articles of one change with what is said in them."""

    olds: Sequence[Article]
    news: Sequence[Article]
    edits: Sequence[Edit]
    old: Version
    new: Version

    @cached_property
    def above(self) -> list[Commitment]:
        """All commitments of the old articles."""
        return [c for article in self.olds for c in self.old.within(article.span)]

    @cached_property
    def below(self) -> list[Commitment]:
        """All commitments of the new articles."""
        return [c for article in self.news for c in self.new.within(article.span)]

    @cached_property
    def same(self) -> frozenset[str]:
        """The clauses that both versions have, as they are compared."""
        first = {self.old.said(clause) for c in self.above for clause in c.clauses}
        return frozenset(first & {self.new.said(clause) for c in self.below for clause in c.clauses})

    def changed(self, version: Version) -> list[Clause]:
        """The clauses of one version that the other does not have, in their order."""
        held = self.above if version is self.old else self.below
        return [
            clause
            for commitment in held
            for clause in commitment.clauses
            if not clause.lead and version.said(clause) not in self.same
        ]


def findings_of(matter: Matter, latest: date | None) -> tuple[Finding, ...]:
    """What shows that the new articles ask for more or less, in the order of the new text."""
    found: list[Finding] = []
    for edit in matter.edits:
        if edit.kind is EditKind.REPLACED and edit.old and edit.new:
            found += _replaced(edit.old, edit.new, matter, latest)
        elif edit.kind is EditKind.INSERTED and edit.new:
            found += _duties(edit.new, matter, Relation.TIGHTENS, TOWARDS)
        elif edit.kind is EditKind.DELETED and edit.old:
            found += _duties(edit.old, matter, Relation.LOOSENS, TOWARDS)
    found += penalties_between(matter.changed(matter.old), matter.changed(matter.new))
    return tuple(_once(found))


def relation_of(findings: Sequence[Finding]) -> Relation | None:
    """What ``findings`` add up to; None where none points a way."""
    said = {finding.relation for finding in findings} & WAYS
    if len(said) == 2:
        return Relation.MIXED
    return said.pop() if said else None


def _once(findings: Sequence[Finding]) -> Iterator[Finding]:
    seen = set()
    for finding in findings:
        key = (finding.rule, finding.upper_evidence, finding.lower_evidence, finding.reason.zh)
        if key not in seen:
            seen.add(key)
            yield finding


# ---- a sentence in the place of another


def _replaced(old: Sentence, new: Sentence, matter: Matter, latest: date | None) -> Iterator[Finding]:
    first = _changed(matter.old, old, matter.same)
    second = _changed(matter.new, new, matter.same)
    judged: list[Finding] = []
    if first is not None and second is not None:
        context = Context(uppers={second.id: tuple(matter.above)}, lowers={first.id: tuple(matter.below)})
        judged = [
            finding
            for finding in judge(first, second, context).findings
            if finding.relation is not Relation.EQUAL and not _idle(finding, matter, latest)
        ]
        judged = [_given_up(finding, first, second) or finding for finding in judged]
        judged = [replace(finding, reason=of_versions(finding.reason)) for finding in judged]
    exception = exception_between(old, new)
    if exception is not None and not any(finding.rule.startswith("exception") for finding in judged):
        judged.append(exception)
    yield from judged
    yield from _duties(new, matter, Relation.TIGHTENS, DOES)
    yield from _duties(old, matter, Relation.LOOSENS, DOES)


def _given_up(finding: Finding, first: Commitment, second: Commitment) -> Finding | None:
    """The finding on a limit that one version alone sets in what is else one sentence: 五日内答复 → 及时答复."""
    target = finding.upper_target or finding.lower_target
    if finding.rule not in {"only-upper", "only-lower"} or target is None:
        return None
    own, other = (first, second) if finding.upper_target else (second, first)
    clause = next((clause for clause in own.clauses if target in clause.figures), None)
    if clause is None or limit_of(clause) is not target:
        return None
    rest = words(clause.text.replace(target.phrase, ""))
    near = max(other.clauses, key=lambda one: fuzz.ratio(rest, words(one.text)), default=None)
    if near is None or near.figures or fuzz.ratio(rest, words(near.text)) < _ELSE_SAME:
        return None
    went = finding.upper_target is not None
    return replace(
        finding,
        relation=Relation.LOOSENS if went else Relation.TIGHTENS,
        rule=f"figure-{'went' if went else 'came'}",
        reason=say(f"finding.figure-{'went' if went else 'came'}", words=target.phrase),
        upper_evidence=(target.span,) if went else (near.span,),
        lower_evidence=(near.span,) if went else (target.span,),
    )


_ELSE_SAME = 75
"""Likeness, of 100, of two clauses but for the limit."""


def _changed(version: Version, sentence: Sentence, same: frozenset[str]) -> Commitment | None:
    """What is said in ``sentence`` and is not ``same`` in the other version, as one commitment; None where nothing is."""
    held = version.within(sentence.span)
    clauses = [
        clause
        for commitment in held
        for clause in commitment.clauses
        if _inside(clause.span, sentence.span) and version.said(clause) not in same
    ]
    if not clauses:
        return None
    spans = [clause.span for clause in clauses]
    return replace(
        held[0],
        text="，".join(clause.text for clause in clauses),
        lead="",
        clauses=tuple(clauses),
        targets=tuple(
            target
            for commitment in held
            for target in commitment.targets
            if any(_inside(target.span, span) for span in spans)
        ),
        deadline=next((c.deadline for c in held if c.deadline), None),
    )


def _inside(span: Span, outer: Span) -> bool:
    return outer.start <= span.start and span.end <= outer.end


def _idle(finding: Finding, matter: Matter, latest: date | None) -> bool:
    """Does it say nothing here: a new name, a verb that is none, or a day that had passed when the later version was issued?"""
    if finding.dimension is Dimension.DATE:
        targets = (finding.upper_target, finding.lower_target)
        days = [target.value for target in targets if target and isinstance(target.value, date)]
        return latest is not None and any(day < latest for day in days)
    sides = ((matter.old, finding.upper_evidence), (matter.new, finding.lower_evidence))
    if finding.rule == "modality":
        return not all(forceful(version.text(span)) for version, spans in sides for span in spans)
    return any(version.named(span) for version, spans in sides for span in spans)


# ---- a duty that came or went


def _duties(sentence: Sentence, matter: Matter, relation: Relation, least: int) -> Iterator[Finding]:
    """The first duty of ``sentence``, or the figure it sets, that the other version's articles do not have."""
    came = relation is Relation.TIGHTENS
    version, other = (matter.new, matter.old) if came else (matter.old, matter.new)
    over = tuple(article.span for article in (matter.olds if came else matter.news))
    others = matter.changed(other)
    # of a sentence that took another's place each clause has its counterpart, if a faint one
    near = NEAR if least == DOES else ALIKE
    for commitment in version.within(sentence.span):
        for clause in asking(commitment.clauses):
            if not _inside(clause.span, sentence.span) or version.said(clause) in matter.same:
                continue
            if any(likeness(clause, one) >= near and bans(clause) == bans(one) for one in others):
                continue
            if other.says(version.read(clause.text)):
                continue
            name, words = "duty", clause.text
            if duty_of(clause, commitment.lead, least) is None:
                limit = limit_of(clause)
                if limit is None:
                    continue
                name, words = "figure", limit.phrase
            yield Finding(
                dimension=Dimension.SCOPE,
                relation=relation,
                reason=say(f"finding.{name}-{'came' if came else 'went'}", words=words),
                rule=f"{name}-{'came' if came else 'went'}",
                upper_evidence=over if came else (clause.span,),
                lower_evidence=(clause.span,) if came else over,
            )
            return

"""Two documents to a concordance: the order of the stages, nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from policydiff.corpus import lineage_of
from policydiff.corpus.names import settled
from policydiff.corpus.order import order_doubts
from policydiff.corpus.places import of_one_level
from policydiff.errors import InvalidRequest
from policydiff.judging import Context, context_of, judge
from policydiff.judging.absence import Absence
from policydiff.judging.figures_table import MetFigure, figures_table
from policydiff.judging.judge import Judgement
from policydiff.lexicon import load, own_lists
from policydiff.memory import spare
from policydiff.model import (
    Alignment,
    Candidate,
    Completeness,
    Concordance,
    Document,
    FigureRow,
    Finding,
    Kind,
    Lineage,
    Notice,
    Outcome,
    Pair,
    ScoredPair,
    Sure,
    Wording,
)
from policydiff.model.comparing import FAR
from policydiff.model.outcomes import JUDGED_ROLES, silence
from policydiff.pairing import Decision, Scales, weakest
from policydiff.pairing.assign import CANDIDATES
from policydiff.sureness import discounted, is_apart
from policydiff.topics.concepts import find_concepts
from policydiff.topics.themes import themes as all_themes
from policydiff.topics.themes import themes_like
from policydiff.verdicts import with_verdicts
from policydiff.wording import notice, say


@dataclass(frozen=True, slots=True)
class Sureness:
    """How sure a pair must be."""

    said: float
    """Confidence from which something is said of a pair; below it is to be checked, and counted nowhere."""
    high: float
    """Confidence from which it is called sure."""
    directed: float = 0.0
    """Confidence from which it may be said to tighten or loosen."""

    @property
    def strict(self) -> Sureness:
        """As it is between texts that speak of different things: only what is sure is said."""
        return Sureness(max(self.said, self.high), self.high, max(self.directed, self.high))

    @classmethod
    def of_weights(cls) -> Sureness:
        """As the weights have it."""
        rules = load("weights")["assign"]
        return cls(float(rules["said"]), float(rules["high"]), float(rules["directed"]))

    def of(self, item: ScoredPair) -> Sure:
        """How sure the pair is; the same words always are."""
        if item.confidence >= self.high or item.decision == Decision.VERBATIM:
            return Sure.HIGH
        return Sure.MEDIUM if item.confidence >= self.said else Sure.LOW


@dataclass(frozen=True)
class Couple:
    """Two documents with their commitments aligned: where the report and every explanation begin."""

    upper: Document
    lower: Document
    scales: Scales
    alignment: Alignment
    context: Context
    figures: tuple[MetFigure, ...]
    sureness: Sureness
    answered: float
    """The share of the promises of that side that more of are answered or answer, 0 to 1."""
    kindred: bool
    """Is that enough for the texts to speak of one thing?"""


_LIKELY = 0.5
"""Confidence from which a pair is likelier one than not; what it holds is not said to be left out."""


def couple_of(
    upper: Document, lower: Document, sureness: Sureness | None = None, candidates: int = CANDIDATES
) -> Couple:
    """The couple of an upper and a lower document."""
    refuse_large(len(upper.commitments), len(lower.commitments))
    upper, lower = settled(upper, lower)
    sureness = sureness or Sureness.of_weights()
    scales = Scales(upper.commitments, lower.commitments)
    alignment = scales.align(candidates)
    answered, kindred = _kinship(upper, lower, alignment, sureness)
    if not kindred:
        sureness = sureness.strict
    pairs = [
        (upper.commitments[item.pair.upper], lower.commitments[item.pair.lower])
        for item in alignment.pairs
        if sureness.of(item) is not Sure.LOW
    ]
    alike = of_one_level(upper.jurisdiction, lower.jurisdiction)
    figures = figures_table(upper, lower, [(first.id, second.id) for first, second in pairs], alike=alike)
    # met from either side, so that exchanging the documents exchanges what is said
    back = figures_table(lower, upper, [(second.id, first.id) for first, second in pairs], alike=alike)
    met = frozenset((row.upper.span, row.lower.span) for row in figures if row.lower is not None)
    met |= frozenset((row.lower.span, row.upper.span) for row in back if row.lower is not None)
    likely = [
        (upper.commitments[item.pair.upper], lower.commitments[item.pair.lower])
        for item in alignment.pairs
        if item.confidence >= _LIKELY or sureness.of(item) is not Sure.LOW
    ]
    context = context_of(upper, lower, likely, met)
    return Couple(upper, lower, scales, alignment, context, figures, sureness, answered, kindred)


def _kinship(
    upper: Document, lower: Document, alignment: Alignment, sureness: Sureness
) -> tuple[float, bool]:
    """The larger share of promises of a side in pairs that are said, and whether the texts are kindred.

    They are not where that share is small and many telling words of either stand nowhere in the other.  A plan for
    one field answers few promises of a plan for all, but most of its own stand there; a text of thirty rows that are
    nearly one answers none of another like it for sure, but has its words. One pair comes about by chance, so it
    counts for none; of texts of a few promises nothing is known.
    """
    said = [item.pair for item in alignment.pairs if sureness.of(item) is not Sure.LOW]
    rules = load("weights")["assign"]
    asked = [
        {place for place, c in enumerate(side.commitments) if c.role in JUDGED_ROLES}
        for side in (upper, lower)
    ]
    paired = ({pair.upper for pair in said}, {pair.lower for pair in said})
    share = max((len(own & met) - 1) / max(1, len(own)) for own, met in zip(asked, paired, strict=True))
    short = min(map(len, asked))
    if share >= float(rules["kindred"]) or short < int(rules["few"]):
        return max(share, 0.0), True
    foreign = min(
        absence.foreign(side.commitments[place] for place in sorted(own))
        for side, own, absence in zip(
            (upper, lower), asked, (Absence(upper, lower), Absence(lower, upper)), strict=True
        )
    )
    bound = rules["foreign"] if short >= int(rules["short"]) else rules["foreign_short"]
    return max(share, 0.0), foreign < float(bound)


def compare(
    upper: Document,
    lower: Document,
    themes: Sequence[str] = (),
    sureness: Sureness | None = None,
    candidates: int = CANDIDATES,
) -> Concordance:
    """The concordance of an upper and a lower document.

    ``themes`` narrows the result to the upper commitments of those themes or
    answered by one of those themes, with all their pairs, and to what is added
    in those themes; the alignment itself always sees both documents whole.  ``sureness`` says
    from which confidence on a pair is said; a weaker one is to be checked.
    ``candidates`` says how many near ones are kept for each upper commitment.
    Raises InvalidRequest for an unknown theme, and for documents too large to be compared.
    """
    check_themes(themes)
    couple = couple_of(upper, lower, sureness, candidates)
    upper, lower, alignment, sureness = couple.upper, couple.lower, couple.alignment, couple.sureness
    wanted = set(themes) or set(all_themes())
    # a verdict rests on all answers to a promise, so a promise that is kept keeps them all
    asked = {c.id for c in upper.commitments if c.theme in wanted} | {
        upper.commitments[item.pair.upper].id
        for item in alignment.pairs
        if lower.commitments[item.pair.lower].theme in wanted
    }
    pairs = tuple(
        _pair(item, couple) for item in alignment.pairs if upper.commitments[item.pair.upper].id in asked
    )
    alone = [upper.commitments[i] for i in alignment.missing if upper.commitments[i].theme in wanted]
    return with_verdicts(
        Concordance(
            upper=upper,
            lower=lower,
            lineage=lineage_of(upper.jurisdiction, lower.jurisdiction),
            pairs=pairs,
            missing=tuple(c for c in alone if c.role in JUDGED_ROLES),
            added=tuple(
                lower.commitments[j] for j in alignment.added if lower.commitments[j].theme in wanted
            ),
            candidates=_candidates(upper, lower, alignment.candidates, asked),
            not_judged=tuple(c for c in alone if c.role not in JUDGED_ROLES),
            figures=tuple(row for row in _figures(couple, pairs) if row.upper_commitment.id in asked),
            themes=tuple(theme for theme in all_themes() if theme in set(themes)),
            notices=tuple(_notices(couple)),
            kindred=couple.kindred,
        )
    )


def check_themes(themes: Sequence[str]) -> None:
    """Raise InvalidRequest when one of ``themes`` is none."""
    unknown = [theme for theme in themes if theme not in all_themes()]
    if unknown:
        like = dict.fromkeys(id_ for theme in unknown for id_ in themes_like(theme))
        raise InvalidRequest(
            f"没有这个主题：{'、'.join(unknown)}",
            hint=f"是不是 {'、'.join(f'{id_} {all_themes()[id_].zh}' for id_ in like)}？全部主题见 policydiff themes"
            if like
            else "可用主题见 policydiff themes",
        )


def judged(couple: Couple, item: ScoredPair) -> Judgement:
    """What is said of a weighed pair, in the report and wherever it is explained; nothing of one that is not sure."""
    upper, lower = couple.upper.commitments[item.pair.upper], couple.lower.commitments[item.pair.lower]
    found = judge(upper, lower, couple.context)
    if _sure(couple.sureness, item, found.findings) is Sure.LOW:
        return found.unsure()
    directed = found.outcome in {Outcome.TIGHTENS, Outcome.LOOSENS, Outcome.MIXED}
    return found.undirected() if directed and item.confidence < couple.sureness.directed else found


def _pair(item: ScoredPair, couple: Couple) -> Pair:
    said = judged(couple, item)
    return Pair(
        upper=couple.upper.commitments[item.pair.upper],
        lower=couple.lower.commitments[item.pair.lower],
        confidence=item.confidence,
        weight=item.weight,
        relation=said.relation,
        findings=said.findings,
        comparisons=item.comparisons,
        rules=item.pair.rules,
        outcome=said.outcome,
        sure=_sure(couple.sureness, item, said.findings),
    )


def _sure(sureness: Sureness, item: ScoredPair, findings: Sequence[Finding]) -> Sure:
    """How sure a pair is; the less where each side has figures of a kind and none meets another."""
    sure = sureness.of(item)
    if sure is Sure.LOW or item.decision == Decision.VERBATIM or not is_apart(findings):
        return sure
    return Sure.MEDIUM if discounted(item.confidence) >= sureness.said else Sure.LOW


def _candidates(
    upper: Document, lower: Document, near: Mapping[int, Sequence[ScoredPair]], asked: Collection[str]
) -> dict[str, tuple[Candidate, ...]]:
    """For each upper commitment the nearest lower ones it is not paired with."""
    return {
        commitment.id: tuple(_candidate(item, lower) for item in near.get(place, ()))
        for place, commitment in enumerate(upper.commitments)
        if commitment.id in asked
    }


def _figures(couple: Couple, pairs: Sequence[Pair]) -> Iterator[FigureRow]:
    """Every upper figure with the lower one about the same object, found inside and outside the pairs."""
    answered = {pair.upper.id for pair in pairs}
    for row in couple.figures:
        if row.lower is not None:
            outcome = Outcome.of(row.relation)
        elif row.upper_commitment.id in answered:
            outcome = Outcome.ANSWERED
        else:
            outcome = silence(couple.upper, couple.lower, row.upper_commitment.role, couple.kindred)
        yield FigureRow(
            upper=row.upper,
            upper_commitment=row.upper_commitment,
            lower=row.lower,
            lower_commitment=row.lower_commitment,
            outcome=outcome,
            difference=row.difference,
        )


def _candidate(item: ScoredPair, lower: Document) -> Candidate:
    return Candidate(
        lower=lower.commitments[item.pair.lower],
        confidence=item.confidence,
        reason=_why_not(item),
        comparisons=item.comparisons,
    )


def _why_not(item: ScoredPair) -> Wording:
    """The decision, and the comparisons that spoke least for the pair."""
    percent = f"{item.confidence:.0%}"
    if Decision(item.decision).stands:
        return say("candidate.to-check", confidence=percent)
    if item.decision == Decision.SETTLED:
        return say(f"candidate.{item.decision}", confidence=percent)
    names = [say(f"feature.{feature}") for feature in weakest(item.comparisons)]
    zh = "、".join(f"{name.zh}不够" for name in names)
    en = ", ".join(f"{name.en} too weak" for name in names)
    # the two languages list different words, so they are filled in one by one
    near = "far" if item.confidence < FAR else "doubtful"
    template = say(f"candidate.{near}", confidence=percent, why="{why}")
    return Wording(template.zh.replace("{why}", zh), template.en.replace("{why}", en))


def _notices(couple: Couple) -> Iterable[Notice]:
    upper, lower = couple.upper, couple.lower
    if not couple.kindred:
        yield notice("strangers", share=f"{couple.answered:.0%}")
    lineage = lineage_of(upper.jurisdiction, lower.jurisdiction)
    first, second = upper.jurisdiction, lower.jurisdiction
    if lineage is Lineage.PEER and first and second and first.code != second.code:
        code = "peers-of-levels" if first.level is not second.level else "peers"
        yield notice(code, upper=first.name, lower=second.name)
    if lineage is Lineage.UNRELATED:
        yield notice("unrelated")
    yield from order_doubts(upper, lower)
    for document, side in ((upper, "upper"), (lower, "lower")):
        if document.completeness is not Completeness.FULL:
            yield notice(f"{document.completeness.value}-{side}", title=document.title)
        if document.kind is Kind.REPORT:
            yield notice("report-compared", title=document.title)
    named = [
        bool(find_concepts(commitment.text)) for side in (upper, lower) for commitment in side.commitments
    ]
    if couple.kindred and len(named) >= _ENOUGH and sum(named) < _KNOWN * len(named):
        yield notice("other-field", share=f"{sum(named) / len(named):.0%}")
    if own_lists():
        yield notice("own-lexicon", files="、".join(own_lists()))
    if (upper.kind, lower.kind) == (Kind.REGULATION, Kind.PLAN):
        yield notice("regulation-above-plan", upper=upper.title, lower=lower.title)
    if (upper.kind, lower.kind) == (Kind.PLAN, Kind.REGULATION):
        yield notice("plan-above-regulation", upper=upper.title, lower=lower.title)


_KNOWN = 0.6
"""The share of commitments that name a concept below which the lists were made for another field: 76 to 99 % in what was
read of the business environment, 25 to 64 % in plans on waste and on drainage."""
_ENOUGH = 40
"""Commitments of both sides together of which a share says anything."""
MOST = 400_000_000
"""Couples of one commitment of each side: 20,000 on both, sixty times a long plan, need some gigabytes and minutes."""
EACH = 60_000
"""Bytes that a commitment of either side takes until it stands in a report, in varied text of 2,000 to 4,000 a side."""
FEW = 2_000
"""Commitments of both sides together that fit anywhere."""


def refuse_large(uppers: int, lowers: int, what: str = "条承诺") -> None:
    """Raise InvalidRequest before a comparison of so many with so many begins that would not fit."""
    if uppers * lowers > MOST:
        raise InvalidRequest(
            f"两份文件太大，对照不了：{uppers:,} {what}对 {lowers:,} {what}，相乘不能超过 {MOST:,}",
            hint="合订本请按文件拆开；或只留要对照的部分",
        )
    if uppers + lowers <= FEW:
        return
    needed, left = EACH * (uppers + lowers), spare()
    if left is not None and needed > left:
        raise InvalidRequest(
            f"内存不够对照：{uppers:,} {what}对 {lowers:,} {what}约需 {needed // 1_000_000:,} MB，还可用 {left // 1_000_000:,} MB",
            hint="合订本请按文件拆开，或换一台内存大的机器",
        )


def refuse_same(upper: Document, lower: Document) -> None:
    """Raise InvalidRequest when both are the same text, which is no comparison."""
    if upper.source.sha256 == lower.source.sha256:
        raise InvalidRequest(
            f"两边是同一份文件：{upper.id} 和 {lower.id}", hint="上级和下级请给出两份不同的文件"
        )

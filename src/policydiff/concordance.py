"""Two documents to a concordance: the order of the stages, nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from policydiff.corpus import lineage_of, of_one_level
from policydiff.errors import InvalidRequest
from policydiff.judging import judge
from policydiff.lexicon import load, own_lists
from policydiff.model import (
    Candidate,
    Commitment,
    Completeness,
    Concordance,
    Document,
    Kind,
    Lineage,
    Notice,
    Pair,
    ScoredPair,
    Wording,
)
from policydiff.model.outcomes import JUDGED_ROLES
from policydiff.pairing import Decision, align, weakest
from policydiff.pairing.assign import CANDIDATES
from policydiff.topics.themes import themes as all_themes
from policydiff.verdicts import outcome_of, with_verdicts
from policydiff.wording import notice, say


@dataclass(frozen=True, slots=True)
class Sureness:
    """From which confidence on a pair is said, and from which it is sure."""

    said: float
    """Below it a pair is to be checked."""
    high: float

    @classmethod
    def of_weights(cls) -> Sureness:
        """As the weights have it."""
        rules = load("weights")["assign"]
        return cls(float(rules["doubtful"]), float(rules["high"]))

    def doubts(self, item: ScoredPair) -> bool:
        """Is the pair to be checked?  The same words never are."""
        return item.confidence < self.said and item.decision != Decision.VERBATIM

    def word(self, item: ScoredPair) -> str:
        """How sure the pair is: ``high`` or ``medium``."""
        return "high" if item.confidence >= self.high or item.decision == Decision.VERBATIM else "medium"


def compare(
    upper: Document, lower: Document, themes: Sequence[str] = (), sureness: Sureness | None = None
) -> Concordance:
    """The concordance of an upper and a lower document.

    ``themes`` narrows the result to pairs, missing and added of those themes;
    the alignment itself always sees both documents whole.  ``sureness`` says
    from which confidence on a pair is said; a weaker one is to be checked.
    Raises InvalidRequest for an unknown theme.
    """
    check_themes(themes)
    sureness = sureness or Sureness.of_weights()
    alignment = align(upper.commitments, lower.commitments)
    wanted = set(themes) or set(all_themes())
    said = [item for item in alignment.pairs if not sureness.doubts(item)]
    doubtful = [item for item in alignment.pairs if sureness.doubts(item)]
    answers: dict[int, list[Commitment]] = defaultdict(list)
    origins: dict[int, list[Commitment]] = defaultdict(list)
    for item in said:
        answers[item.pair.upper].append(lower.commitments[item.pair.lower])
        origins[item.pair.lower].append(upper.commitments[item.pair.upper])

    def judged(items: Iterable[ScoredPair]) -> tuple[Pair, ...]:
        return tuple(
            _pair(item, upper, lower, origins[item.pair.lower], answers[item.pair.upper], sureness)
            for item in items
            if upper.commitments[item.pair.upper].theme in wanted
            or lower.commitments[item.pair.lower].theme in wanted
        )

    paired = {item.pair.upper for item in said}, {item.pair.lower for item in said}
    alone = [c for i, c in enumerate(upper.commitments) if i not in paired[0] and c.theme in wanted]
    return with_verdicts(
        Concordance(
            upper=upper,
            lower=lower,
            lineage=lineage_of(upper.jurisdiction, lower.jurisdiction),
            pairs=judged(said),
            missing=tuple(c for c in alone if c.role in JUDGED_ROLES),
            added=tuple(
                c for j, c in enumerate(lower.commitments) if j not in paired[1] and c.theme in wanted
            ),
            candidates=_candidates(upper, lower, alignment.candidates, doubtful, wanted),
            not_judged=tuple(c for c in alone if c.role not in JUDGED_ROLES),
            doubtful=judged(doubtful),
            themes=tuple(theme for theme in all_themes() if theme in set(themes)),
            notices=tuple(_notices(upper, lower)),
        )
    )


def check_themes(themes: Sequence[str]) -> None:
    """Raise InvalidRequest when one of ``themes`` is none."""
    unknown = [theme for theme in themes if theme not in all_themes()]
    if unknown:
        raise InvalidRequest(f"没有这个主题：{'、'.join(unknown)}", hint="可用主题见 policydiff themes")


def _pair(
    item: ScoredPair,
    upper: Document,
    lower: Document,
    origins: Sequence[Commitment],
    answers: Sequence[Commitment],
    sureness: Sureness,
) -> Pair:
    first, second = upper.commitments[item.pair.upper], lower.commitments[item.pair.lower]
    alike = of_one_level(upper.jurisdiction, lower.jurisdiction)
    relation, findings = judge(
        first, second, issued=lower.issued, uppers=origins, lowers=answers, alike=alike
    )
    return Pair(
        upper=first,
        lower=second,
        confidence=item.confidence,
        weight=item.weight,
        relation=relation,
        findings=findings,
        comparisons=item.comparisons,
        rules=item.pair.rules,
        outcome=outcome_of(relation, findings),
        sure=sureness.word(item),
    )


def _candidates(
    upper: Document,
    lower: Document,
    near: Mapping[int, Sequence[ScoredPair]],
    doubtful: Sequence[ScoredPair],
    wanted: Collection[str],
) -> dict[str, tuple[Candidate, ...]]:
    """For each upper commitment the nearest lower ones it is not paired with; pairs to check come first."""
    found: dict[int, list[ScoredPair]] = defaultdict(list)
    for item in doubtful:
        found[item.pair.upper].append(item)
    for place, items in near.items():
        found[place].extend(items)
    return {
        commitment.id: tuple(_candidate(item, lower) for item in found[place][:CANDIDATES])
        for place, commitment in enumerate(upper.commitments)
        if commitment.theme in wanted
    }


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
    if item.decision in {Decision.SETTLED, Decision.BEHIND_UPPER, Decision.BEHIND_LOWER}:
        return say(f"candidate.{item.decision}", confidence=percent)
    names = [say(f"feature.{feature}") for feature in weakest(item.comparisons)]
    zh = "、".join(f"{name.zh}不够" for name in names)
    en = ", ".join(f"{name.en} too weak" for name in names)
    # the two languages list different words, so they are filled in one by one
    template = say("candidate.doubtful", confidence=percent, why="{why}")
    return Wording(template.zh.replace("{why}", zh), template.en.replace("{why}", en))


def _notices(upper: Document, lower: Document) -> Iterable[Notice]:
    lineage = lineage_of(upper.jurisdiction, lower.jurisdiction)
    first, second = upper.jurisdiction, lower.jurisdiction
    if lineage is Lineage.PEER and first and second and first.code != second.code:
        code = "peers-of-levels" if first.level is not second.level else "peers"
        yield notice(code, upper=first.name, lower=second.name)
    if lineage is Lineage.UNRELATED:
        yield notice("unrelated")
    for document, side in ((upper, "upper"), (lower, "lower")):
        if document.completeness is not Completeness.FULL:
            yield notice(f"{document.completeness.value}-{side}", title=document.title)
        if document.kind is Kind.REPORT:
            yield notice("report-compared", title=document.title)
    if own_lists():
        yield notice("own-lexicon", files="、".join(own_lists()))
    if (upper.kind, lower.kind) == (Kind.REGULATION, Kind.PLAN):
        yield notice("regulation-above-plan", upper=upper.title, lower=lower.title)
    if (upper.kind, lower.kind) == (Kind.PLAN, Kind.REGULATION):
        yield notice("plan-above-regulation", upper=upper.title, lower=lower.title)


def refuse_same(upper: Document, lower: Document) -> None:
    """Raise InvalidRequest when both are the same text, which is no comparison."""
    if upper.source.sha256 == lower.source.sha256:
        raise InvalidRequest(
            f"两边是同一份文件：{upper.id} 和 {lower.id}", hint="上级和下级请给出两份不同的文件"
        )

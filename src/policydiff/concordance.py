"""Two documents to a concordance: the order of the stages, nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from policydiff.corpus import lineage_of, of_one_level
from policydiff.errors import InvalidRequest
from policydiff.judging import judge
from policydiff.labels import absence_proves, upper_full
from policydiff.lexicon import own_lists
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
    Relation,
    ScoredPair,
    Wording,
)
from policydiff.pairing import Decision, align, weakest
from policydiff.topics.themes import themes as all_themes
from policydiff.wording import notice, say


def compare(upper: Document, lower: Document, themes: Sequence[str] = ()) -> Concordance:
    """The concordance of an upper and a lower document.

    ``themes`` narrows the result to pairs, missing and added of those themes;
    the alignment itself always sees both documents whole.  Raises
    InvalidRequest for an unknown theme.
    """
    check_themes(themes)
    alignment = align(upper.commitments, lower.commitments)
    wanted = set(themes) or set(all_themes())
    answers: dict[int, list[Commitment]] = defaultdict(list)
    origins: dict[int, list[Commitment]] = defaultdict(list)
    for item in alignment.pairs:
        answers[item.pair.upper].append(lower.commitments[item.pair.lower])
        origins[item.pair.lower].append(upper.commitments[item.pair.upper])
    pairs = tuple(
        _pair(item, upper, lower, origins[item.pair.lower], answers[item.pair.upper])
        for item in alignment.pairs
        if upper.commitments[item.pair.upper].theme in wanted
        or lower.commitments[item.pair.lower].theme in wanted
    )
    missing = tuple(_of_theme((upper.commitments[i] for i in alignment.missing), wanted))
    added = tuple(_of_theme((lower.commitments[j] for j in alignment.added), wanted))
    return Concordance(
        upper=upper,
        lower=lower,
        lineage=lineage_of(upper.jurisdiction, lower.jurisdiction),
        pairs=pairs,
        missing=missing,
        added=added,
        candidates={
            upper.commitments[i].id: tuple(_candidate(item, lower) for item in items)
            for i, items in alignment.candidates.items()
            if upper.commitments[i].theme in wanted
        },
        themes=tuple(theme for theme in all_themes() if theme in set(themes)),
        notices=tuple(_notices(upper, lower)),
    )


def check_themes(themes: Sequence[str]) -> None:
    """Raise InvalidRequest when one of ``themes`` is none."""
    unknown = [theme for theme in themes if theme not in all_themes()]
    if unknown:
        raise InvalidRequest(f"没有这个主题：{'、'.join(unknown)}", hint="可用主题见 policydiff themes")


def _of_theme(commitments: Iterable[Commitment], wanted: set[str]) -> Iterable[Commitment]:
    return (commitment for commitment in commitments if commitment.theme in wanted)


def _pair(
    item: ScoredPair,
    upper: Document,
    lower: Document,
    origins: Sequence[Commitment],
    answers: Sequence[Commitment],
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
    if item.decision == Decision.SETTLED:
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


def outcomes(concordance: Concordance) -> dict[str, int]:
    """How often each outcome occurs: the relations of pairs, missing, unseen and added.

    Where a side is no full text nothing is missing or added, and between a
    regulation and a plan nothing is missing: what was not found is ``unseen``.
    """
    counts = {relation.value: 0 for relation in Relation}
    for pair in concordance.pairs:
        counts[pair.relation.value] += 1
    proves = absence_proves(concordance)
    return {
        **counts,
        "missing": len(concordance.missing) if proves else 0,
        "unseen": 0 if proves else len(concordance.missing),
        "added": len(concordance.added) if upper_full(concordance) else 0,
    }


def check_outcomes(names: Sequence[str]) -> None:
    """Raise InvalidRequest when one of ``names`` is no outcome."""
    known = (*(relation.value for relation in Relation), "missing", "unseen", "added")
    unknown = [name for name in names if name not in known]
    if unknown:
        raise InvalidRequest(f"没有这种结果：{'、'.join(unknown)}", hint="可用：" + "、".join(known))


def refuse_same(upper: Document, lower: Document) -> None:
    """Raise InvalidRequest when both are the same text, which is no comparison."""
    if upper.source.sha256 == lower.source.sha256:
        raise InvalidRequest(
            f"两边是同一份文件：{upper.id} 和 {lower.id}", hint="上级和下级请给出两份不同的文件"
        )

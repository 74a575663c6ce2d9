"""Two versions of one text to a revision: which article became which, and whether it asks for more or less."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from policydiff.errors import InvalidRequest
from policydiff.judging import Context, judge
from policydiff.model import (
    Article,
    Change,
    ChangeKind,
    Commitment,
    Document,
    Finding,
    Notice,
    Outcome,
    Passage,
    Provision,
    ProvisionKind,
    Relation,
    Revision,
)
from policydiff.model.outcomes import settled
from policydiff.topics.concepts import plain
from policydiff.tracking.statements import clauses
from policydiff.wording import notice

ALIKE = 0.4
"""Share of both wordings in common from which one article is the other, reworded."""
PART = 0.6
"""Share of an article's wording that comes from one other, from which it is a part of that."""
OWN = 0.1
"""Share of the whole that a part must bring alone."""
ENTIRE = 0.95
"""Share of a short article that must be found again for it to be a part however little it brings."""
WHOLE = 0.6
"""Share of the whole that its parts must bring together."""
SAME = 0.9
"""Likeness from which two articles are each other's, whatever else shares words with them."""
STRANGERS = 0.3
"""Share of the articles with a counterpart below which these are hardly two versions of one text."""


def revise(old: Document, new: Document) -> Revision:
    """The revision from ``old`` to ``new``; raises InvalidRequest when a side holds no article."""
    before, after = articles(old), articles(new)
    for document, found in ((old, before), (new, after)):
        if not found:
            raise InvalidRequest(
                f"{document.id} 里没有读出任何条文", hint="确认文件有编号或段落，可用 policydiff parse 查看"
            )
    groups = _groups(before, after)
    moved = _moved(groups, before, after)
    labels = {before[i[0]].label: after[j[0]].label for i, j in groups if len(i) == 1 and len(j) == 1}
    told = (_commitments(old), _commitments(new))
    context = Context(issued=new.issued)  # two versions of one text are of one place
    grams = _Grams.of(before, after)
    changes = [
        _change(
            tuple(before[k] for k in i),
            tuple(after[k] for k in j),
            (i, j) in moved,
            labels,
            told,
            grams.dice_of(i, j),
            context,
        )
        for i, j in groups
    ]
    return Revision(
        old=old,
        new=new,
        changes=tuple(changes),
        notices=tuple(_notices(old, new, changes)),
    )


def articles(document: Document) -> tuple[Article, ...]:
    """The articles of ``document``; where it has none, its numbered units, each without those below it."""
    found = [(node, trail) for node, trail in _nodes(document.root, ()) if node.kind is ProvisionKind.ARTICLE]
    if found:
        made = [_article(document, node, trail, whole=True) for node, trail in found]
    else:
        made = [
            _article(document, node, trail, whole=False)
            for node, trail in _nodes(document.root, ())
            if node.id and node.role not in {"front", "attachments"} and (node.body or not node.children)
        ]
    return tuple(article for article in made if article is not None)


def _nodes(node: Provision, trail: tuple[str, ...]) -> Iterator[tuple[Provision, tuple[str, ...]]]:
    yield node, trail
    below = (*trail, node.heading) if node.heading and node.id else trail
    for child in node.children:
        yield from _nodes(child, below)


def _article(document: Document, node: Provision, trail: tuple[str, ...], *, whole: bool) -> Article | None:
    parts = [part for part, _ in _nodes(node, ())] if whole else [node]
    passages: list[Passage] = []
    for part in parts:
        if part.heading_passage is not None:
            passages.append(part.heading_passage)
        passages.extend(part.body)
    passages = sorted((p for p in passages if p.text), key=lambda passage: passage.offsets[0])
    if not passages:
        return None
    label = node.label
    texts = [
        passage.text.removeprefix(label).strip() if not k else passage.text
        for k, passage in enumerate(passages)
    ]
    first, last = passages[0], passages[-1]
    return Article(
        id=f"{document.id}/{node.id}",
        label=label,
        trail=trail,
        text="\n".join(filter(None, texts)) or node.heading,
        span=replace(first.span(0, len(first.text)), end=last.offsets[-1] + 1),
        provisions=tuple(part.id for part in parts),
    )


def _commitments(document: Document) -> dict[str, list[Commitment]]:
    found: dict[str, list[Commitment]] = defaultdict(list)
    for commitment in document.commitments:
        found[commitment.provision].append(commitment)
    return found


_MARKS = re.compile(r"[^\w%]|_")


def _words(text: str) -> str:
    return _MARKS.sub("", plain(text))


Group = tuple[tuple[int, ...], tuple[int, ...]]
"""Positions of old and of new articles that became each other."""


@dataclass(frozen=True, slots=True)
class _Grams:
    """Pairs of characters of every article, rare ones counting more: all articles share 市人民政府应当."""

    old: tuple[Counter[str], ...]
    new: tuple[Counter[str], ...]
    weight: Mapping[str, float]

    @classmethod
    def of(cls, before: Sequence[Article], after: Sequence[Article]) -> _Grams:
        old = tuple(_grams(article.text) for article in before)
        new = tuple(_grams(article.text) for article in after)
        frequency: Counter[str] = Counter()
        for grams in (*old, *new):
            frequency.update(grams.keys())
        total = max(50, len(old) + len(new))
        # a text in two versions holds everything twice
        return cls(old, new, {gram: math.log(1 + 2 * total / n) for gram, n in frequency.items()})

    def size(self, grams: Counter[str]) -> float:
        return sum(count * self.weight[gram] for gram, count in grams.items())

    def dice(self, first: Counter[str], second: Counter[str]) -> float:
        total = self.size(first) + self.size(second)
        return 2 * self.size(first & second) / total if total else 0.0

    def share(self, part: Counter[str], whole: Counter[str]) -> float:
        """How much of ``part`` stands in ``whole``."""
        size = self.size(part)
        return self.size(part & whole) / size if size else 0.0

    def dice_of(self, i: Sequence[int], j: Sequence[int]) -> float:
        old = sum((self.old[k] for k in i), Counter())
        new = sum((self.new[k] for k in j), Counter())
        return round(self.dice(old, new), 3)


def _grams(text: str) -> Counter[str]:
    words = _words(text)
    return Counter(map("".join, pairwise(words))) if len(words) > 1 else Counter([words])


def _groups(before: Sequence[Article], after: Sequence[Article]) -> list[Group]:
    """Which old articles became which new ones, in the order of the new text.

    The same words first, then one article in several parts and several in one,
    then the most alike; what is left was deleted or added.
    """
    grams = _Grams.of(before, after)
    groups: list[Group] = []
    old, new = set(range(len(before))), set(range(len(after)))

    def take(i: Iterable[int], j: Iterable[int]) -> None:
        group = tuple(sorted(i)), tuple(sorted(j))
        groups.append(group)
        old.difference_update(group[0])
        new.difference_update(group[1])

    same: dict[str, list[int]] = defaultdict(list)
    for j, article in enumerate(after):
        same[_words(article.text)].append(j)
    for i, article in enumerate(before):
        places = same.get(_words(article.text))
        if places:
            take([i], [places.pop(0)])
    for i in sorted(old):
        found = _parts(grams, grams.old[i], {j: grams.new[j] for j in sorted(new)})
        if found:
            take([i], found)
    for j in sorted(new):
        found = _parts(grams, grams.new[j], {i: grams.old[i] for i in sorted(old)})
        if found:
            take(found, [j])
    ranked = sorted(
        (
            (-grams.dice(grams.old[i], grams.new[j]), abs(i / len(before) - j / len(after)), i, j)
            for i in old
            for j in new
        ),
    )
    for negative, _, i, j in ranked:
        if -negative >= ALIKE and i in old and j in new:
            take([i], [j])
    for i in sorted(old):
        take([i], [])
    for j in sorted(new):
        take([], [j])
    return _in_order(groups)


def _parts(grams: _Grams, whole: Counter[str], others: Mapping[int, Counter[str]]) -> list[int]:
    """Those of ``others`` that ``whole`` was cut into; empty when there are not two."""
    parts = [
        place
        for place, part in others.items()
        if grams.share(part, whole) >= PART
        and (grams.size(part & whole) >= OWN * grams.size(whole) or grams.share(part, whole) >= ENTIRE)
    ]
    if any(grams.dice(others[place], whole) >= SAME for place in parts):
        return []
    kept: list[int] = []
    # the largest first; one that says nothing the others do not say is no part
    rest = whole
    for place in sorted(parts, key=lambda k: (-grams.size(others[k] & whole), k)):
        gain = grams.size(others[place] & rest)
        entire = gain >= ENTIRE * grams.size(others[place])
        if (entire or gain >= OWN * grams.size(whole)) and gain >= PART / 2 * grams.size(others[place]):
            kept.append(place)
            rest = rest - others[place]
    covered = 1 - grams.size(rest) / grams.size(whole) if whole else 0.0
    return sorted(kept) if len(kept) > 1 and covered >= WHOLE else []


def _in_order(groups: Iterable[Group]) -> list[Group]:
    """In the order of the new text; a deleted article after the one it followed."""
    ordered = sorted((group for group in groups if group[1]), key=lambda group: group[1])
    place_of = {i: place for place, group in enumerate(ordered) for i in group[0]}
    deleted = sorted(group for group in groups if not group[1])
    keyed = [((float(place), -1), group) for place, group in enumerate(ordered)]
    for group in deleted:
        (i,) = group[0]
        before = max((k for k in place_of if k < i), default=None)
        keyed.append(((place_of[before] + 0.5 if before is not None else -0.5, i), group))
    return [group for _, group in sorted(keyed)]


def _moved(groups: Sequence[Group], before: Sequence[Article], after: Sequence[Article]) -> set[Group]:
    """The groups that stand elsewhere: outside the longest run that kept its order, or in another chapter.

    A chapter that was only renamed is where most of its articles went.
    """
    held = sorted((group for group in groups if group[0] and group[1]), key=lambda group: group[0])
    sizes = [sum(len(before[k].text) for k in i) + sum(len(after[k].text) for k in j) for i, j in held]
    kept = _longest_rising([group[1][0] for group in held], sizes)
    moved = {group for place, group in enumerate(held) if place not in kept}
    went: dict[tuple[str, ...], Counter[tuple[str, ...]]] = defaultdict(Counter)
    for i, j in held:
        went[before[i[0]].trail][after[j[0]].trail] += 1
    for group in held:
        i, j = group
        if len(i) != 1 or len(j) != 1:
            continue
        counts = went[before[i[0]].trail]
        here = after[j[0]].trail
        others = sum(counts.values()) - counts[here]
        if here != before[i[0]].trail and others > counts[here]:
            moved.add(group)
    return moved


def _longest_rising(values: Sequence[int], sizes: Sequence[int]) -> set[int]:
    """Places of a longest rising run of ``values``; of two as long, the one that leaves the smaller texts out."""
    best: list[tuple[int, int]] = []
    back: list[int] = []
    for place, value in enumerate(values):
        earlier = [k for k in range(place) if values[k] < value]
        link = max(earlier, key=lambda k: (best[k], -k), default=-1)
        count, size = best[link] if link >= 0 else (0, 0)
        best.append((count + 1, size + sizes[place]))
        back.append(link)
    place = max(range(len(best)), key=lambda k: (best[k], -k), default=-1)
    kept: set[int] = set()
    while place >= 0:
        kept.add(place)
        place = back[place]
    return kept


_REFERENCE = re.compile(r"(?<!》)第[一二三四五六七八九十百零〇两\d]+条")


def _renumbered(text: str, labels: Mapping[str, str]) -> str:
    """``text`` with its references to articles of the same text brought to the new numbers."""
    return _REFERENCE.sub(lambda match: labels.get(match[0], match[0]), text)


_KINDS: dict[Outcome | None, ChangeKind] = {
    Outcome.TIGHTENS: ChangeKind.TIGHTENED,
    Outcome.LOOSENS: ChangeKind.LOOSENED,
}


def _change(
    olds: tuple[Article, ...],
    news: tuple[Article, ...],
    moved: bool,
    labels: Mapping[str, str],
    told: tuple[Mapping[str, Sequence[Commitment]], Mapping[str, Sequence[Commitment]]],
    similarity: float,
    context: Context,
) -> Change:
    if not olds or not news:
        return Change(kind=ChangeKind.DELETED if olds else ChangeKind.ADDED, olds=olds, news=news)
    first = [c for article in olds for provision in article.provisions for c in told[0].get(provision, ())]
    second = [c for article in news for provision in article.provisions for c in told[1].get(provision, ())]
    if len(olds) == len(news) == 1:
        one, two = olds[0], news[0]
        if _words(_renumbered(one.text, labels)) == _words(two.text):
            kind = ChangeKind.MOVED if moved else ChangeKind.UNCHANGED
            return Change(kind=kind, olds=olds, news=news, moved=moved, similarity=1.0)
    outcome, findings = _judged(first, second, labels, context)
    kind = (
        ChangeKind.SPLIT
        if len(news) > 1
        else ChangeKind.MERGED
        if len(olds) > 1
        else _KINDS.get(outcome, ChangeKind.REWORDED)
    )
    return Change(
        kind=kind,
        olds=olds,
        news=news,
        moved=moved,
        outcome=outcome,
        findings=findings,
        similarity=similarity,
    )


def _judged(
    olds: Sequence[Commitment], news: Sequence[Commitment], labels: Mapping[str, str], context: Context
) -> tuple[Outcome | None, tuple[Finding, ...]]:
    """What the changed sentences add up to, each against the one most like it."""
    left = list(olds)
    right = list(news)
    for one in tuple(left):
        twin = next((c for c in right if _said(c, {}) == _said(one, labels)), None)
        if twin is not None:
            left.remove(one)
            right.remove(twin)
    pairs = sorted((-_likeness(one, two), i, j) for i, one in enumerate(left) for j, two in enumerate(right))
    used: tuple[set[int], set[int]] = (set(), set())
    findings: list[Finding] = []
    for negative, i, j in pairs:
        if -negative < ALIKE or i in used[0] or j in used[1]:
            continue
        used[0].add(i)
        used[1].add(j)
        found = judge(*_changed(left[i], right[j], labels), context).findings
        findings += [finding for finding in found if finding.relation is not Relation.EQUAL]
    said = {finding.relation for finding in findings} & {Relation.TIGHTENS, Relation.LOOSENS}
    if not said:
        return None, tuple(findings)
    tightened, loosened = Relation.TIGHTENS in said, Relation.LOOSENS in said
    return settled((), tightened=tightened, loosened=loosened), tuple(findings)


def _changed(one: Commitment, two: Commitment, labels: Mapping[str, str]) -> tuple[Commitment, Commitment]:
    """Both without the clauses they share, so that no figure is held against one that stayed as it was.

    Where one side has nothing else (a clause was added or struck out), both whole.
    """
    above, below = clauses(one.text), clauses(two.text)
    old = {_words(_renumbered(clause.text, labels)) for clause in above}
    new = {_words(clause.text) for clause in below}
    left = [clause.text for clause in above if _words(_renumbered(clause.text, labels)) not in new]
    right = [clause.text for clause in below if _words(clause.text) not in old]
    if not left or not right:
        return one, two
    return _only(one, left), _only(two, right)


def _only(commitment: Commitment, kept: Sequence[str]) -> Commitment:
    text = "，".join(kept)
    return replace(
        commitment,
        text=text,
        targets=tuple(target for target in commitment.targets if target.text in text),
    )


def _said(commitment: Commitment, labels: Mapping[str, str]) -> str:
    return _words(_renumbered(commitment.lead + commitment.text, labels))


def _likeness(one: Commitment, two: Commitment) -> float:
    first, second = _grams(one.text), _grams(two.text)
    total = sum(first.values()) + sum(second.values())
    return 2 * sum((first & second).values()) / total if total else 0.0


def _notices(old: Document, new: Document, changes: Sequence[Change]) -> Iterator[Notice]:
    kept = sum(bool(change.olds and change.news) for change in changes)
    if kept < STRANGERS * len(changes):
        yield notice("revision-strangers", old=old.title, new=new.title)
    if old.issued and new.issued and new.issued < old.issued:
        yield notice("revision-older", old=old.issued.isoformat(), new=new.issued.isoformat())

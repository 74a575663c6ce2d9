"""What changed inside an article, sentence by sentence: kept, replaced, moved, inserted, deleted."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from policydiff.model import Article, Edit, EditKind, Sentence, Span
from policydiff.revision.assigning import best_couples
from policydiff.revision.grams import Grams, Index, Weights, grams, words
from policydiff.revision.order import longest_rising, size_of

LIKE = 0.35
"""Likeness from which one sentence is another, reworded."""
HELD = 0.6
"""Share of a sentence that must stand in a longer one for it to be that sentence grown or cut."""
TWIN = 0.75
"""Likeness from which a sentence of another article is the same one, moved there."""

_SENTENCE = re.compile(r"[^。；\n]+[。；]?")

Reader = Callable[[str], str]
"""A text as it is compared: with the new names and numbers."""


def sentences(article: Article) -> Iterator[Sentence]:
    """The sentences of ``article``, each with its place in the text as read."""
    for match in _SENTENCE.finditer(article.text):
        start, end = match.span()
        if words(match[0]):
            yield Sentence(
                article.label, match[0], Span(article.offsets[start], article.offsets[end - 1] + 1)
            )


@dataclass(frozen=True)
class Whole:
    """All sentences of a version, to see what of an article stands in another one."""

    sentences: tuple[Sentence, ...]
    read: Reader
    weights: Weights

    @cached_property
    def _same(self) -> dict[str, list[Sentence]]:
        found: dict[str, list[Sentence]] = defaultdict(list)
        for sentence in self.sentences:
            found[words(self.read(sentence.text))].append(sentence)
        return found

    @cached_property
    def _grams(self) -> list[Grams]:
        return [grams(self.read(sentence.text)) for sentence in self.sentences]

    @cached_property
    def _index(self) -> Index:
        return Index(self._grams, self.weights)

    def find(self, text: str, without: Sequence[Article]) -> Sentence | None:
        """The sentence of an article not among ``without`` that says ``text``, which is given as compared; None where none does."""
        labels = {article.label for article in without}
        own = grams(text)
        for sentence in self._same.get(words(text), ()):
            if sentence.article not in labels:
                return sentence
        for place in self._index.nearest(own, 3):
            near = self.sentences[place]
            if near.article not in labels and self.weights.dice(own, self._grams[place]) >= TWIN:
                return near
        return None


def edits(olds: Sequence[Article], news: Sequence[Article], old: Whole, new: Whole) -> tuple[Edit, ...]:
    """What became of each sentence of ``olds`` in ``news``, in the order of the new text; a deleted one after the one it followed."""
    above = [sentence for article in olds for sentence in sentences(article)]
    below = [sentence for article in news for sentence in sentences(article)]
    first = [old.read(sentence.text) for sentence in above]
    second = [new.read(sentence.text) for sentence in below]
    same = _same([words(text) for text in first], [words(text) for text in second])
    replaced = _replaced(first, second, same, old.weights)
    kept = longest_rising(
        [j for _, j in same], [size_of((i, j), above[i].text, below[j].text) for i, j in same]
    )
    moved = {couple for place, couple in enumerate(same) if place not in kept}
    found: list[tuple[tuple[float, int], Edit]] = []
    partner = dict((*same, *replaced))
    for i, j in (*same, *replaced):
        kind = (
            EditKind.REPLACED if (i, j) in replaced else EditKind.MOVED if (i, j) in moved else EditKind.SAME
        )
        found.append(((float(j), -1), Edit(kind, above[i], below[j])))
    for j, sentence in enumerate(below):
        if j not in partner.values():
            came = old.find(second[j], olds)
            found.append(
                ((float(j), -1), Edit(EditKind.MOVED if came else EditKind.INSERTED, came, sentence))
            )
    for i, sentence in enumerate(above):
        if i not in partner:
            went = new.find(first[i], news)
            follows = max((k for k in partner if k < i), default=None)
            place = partner[follows] + 0.5 if follows is not None else -0.5
            found.append(((place, i), Edit(EditKind.MOVED if went else EditKind.DELETED, sentence, went)))
    return tuple(edit for _, edit in sorted(found, key=lambda item: item[0]))


def _same(first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for j, text in enumerate(second):
        places[text].append(j)
    return [(i, places[text].pop(0)) for i, text in enumerate(first) if places[text]]


def _replaced(
    first: Sequence[str], second: Sequence[str], same: Sequence[tuple[int, int]], weights: Weights
) -> set[tuple[int, int]]:
    left = {i: grams(text) for i, text in enumerate(first) if i not in {k for k, _ in same}}
    right = {j: grams(text) for j, text in enumerate(second) if j not in {k for _, k in same}}
    if len(left) == 1 and len(right) == 1 and len(first) == len(second) == 1:
        return {(0, 0)}  # two articles of one sentence are paired already
    scores = {}
    for i, one in left.items():
        for j, two in right.items():
            sizes = weights.size(one), weights.size(two)
            shared = weights.overlap(one, two)
            least = min(sizes)
            dice, part = 2 * shared / (sum(sizes) or 1), shared / (least or 1)
            if dice >= LIKE or part >= HELD:
                scores[i, j] = 0.6 * dice + 0.4 * part
    return best_couples(scores)

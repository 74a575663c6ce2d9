"""Terms and offices that the new version calls by another name throughout: told once, and no change of substance."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from policydiff.model import Renaming, Word
from policydiff.text import fold
from policydiff.topics.words import FIGURE, JOINT, OFFICE, PLACE, binding_words, words_of

OFTEN = 3
"""Articles in which a term must be exchanged for it to be a new name; an office changes its name with one."""
GONE = 0.1
"""Share of the articles that may still use the old name, or may have used the new one."""
LONGEST = 16
"""Characters; what is longer is no name."""


@dataclass(frozen=True)
class Names:
    """The new names, and texts with them in the place of the old ones."""

    renamings: tuple[Renaming, ...]

    @cached_property
    def _new(self) -> dict[str, str]:
        return {renaming.old: renaming.new for renaming in self.renamings}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, sorted(self._new, key=lambda name: (-len(name), name)))))

    def renewed(self, text: str) -> str:
        """``text`` with every old name replaced by the new one."""
        return self._pattern.sub(lambda match: self._new[match[0]], text) if self._new else text


def find_names(couples: Iterable[tuple[str, str]], olds: Sequence[str], news: Sequence[str]) -> Names:
    """The names exchanged in the ``couples`` of an article's old and new text; ``olds`` and ``news`` are all articles."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    offices: set[tuple[str, str]] = set()
    changed = [(old, new) for old, new in couples if old != new]
    for old, new in changed:
        for name, office in dict(_exchanged(fold(old), fold(new))).items():
            counts[name] += 1
            if office:
                offices.add(name)
    found: list[Renaming] = []
    # the shortest first: 市政公用事业单位 is told with 公用事业单位
    for old, new in sorted(counts, key=lambda name: (len(name[0]) + len(name[1]), name)):
        if any(_is_told(one, old, new) or old == one.old or new == one.new for one in found):
            continue
        count = sum(old in one and new in other for one, other in changed)
        if count < OFTEN and (old, new) not in offices:
            continue
        left, early = _used(old, news, besides=new), _used(new, olds, besides=old)
        if left <= GONE * _used(old, olds) and early <= GONE * _used(new, news):
            found.append(Renaming(old, new, count))
    return Names(tuple(sorted(found, key=lambda one: (-one.count, one.old))))


def _is_told(one: Renaming, old: str, new: str) -> bool:
    """Is a longer name exchanged because ``one``, with which it ends, was?"""
    return (
        old.endswith(one.old)
        and new.endswith(one.new)
        and old.removesuffix(one.old) == new.removesuffix(one.new)
    )


def _used(name: str, texts: Sequence[str], besides: str = "") -> int:
    """In how many of ``texts`` ``name`` stands, not as part of ``besides``."""
    if besides and name in besides:
        return sum(name in text.replace(besides, "") for text in texts)
    return sum(name in text for text in texts)


def _exchanged(old: str, new: str) -> Iterator[tuple[tuple[str, str], bool]]:
    """The names that stand in each other's place in two texts, and whether they are those of an office."""
    above, below = words_of(old), words_of(new)
    first, second = [word.text for word in above], [word.text for word in below]
    if first == second or len(first) * len(second) > _LARGEST:
        return
    for tag, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if tag == "equal" or not (_nominal(above[a:b]) and _nominal(below[c:d])):
            continue
        office = _office(above, a, b), _office(below, c, d)
        if office[0] and office[1]:
            yield (_FRONT.sub("", office[0]), _FRONT.sub("", office[1])), True
        elif tag == "replace" and _is_name(above[a:b]) and _is_name(below[c:d]):
            yield ("".join(first[a:b]), "".join(second[c:d])), False


_FRONT = re.compile("^[由向经对在报与](?:本?[市省区县旗州盟])?(?!政)")
"""What the segmenter may leave before the name of an office."""
_LARGEST = 1_000_000
"""Words of one text times words of the other up to which names are looked for."""


def _nominal(words: Sequence[Word]) -> bool:
    """May ``words`` stand inside a name?  推进 in the place of 鼓励 is no new name but another duty."""
    return all(
        (word.tag[:1] not in "wrpudm" and word.key != FIGURE and word.text not in binding_words())
        or word.text in {"和", "与", "及"}
        for word in words
    )


def _is_name(words: Sequence[Word]) -> bool:
    text = "".join(word.text for word in words)
    return 2 <= len(text) <= LONGEST and all(word.tag[:1] in "njlv" and word.key != JOINT for word in words)


def _office(words: Sequence[Word], start: int, end: int) -> str:
    """The name of the office that ``words[start:end]`` are in; empty where they are in none."""
    last = next(
        (
            k
            for k in range(max(start, end - 1), min(len(words), end + 3))
            if words[k].key == OFFICE and k >= start
        ),
        -1,
    )
    if last < 0 or any(not _inside(word) for word in words[end:last]):
        return ""
    first = start
    while first > 0 and start - first < 4 and _inside(words[first - 1]):
        first -= 1
    name = "".join(word.text for word in words[first : last + 1])
    return name if 3 <= len(name) <= LONGEST else ""


def _inside(word: Word) -> bool:
    """Is ``word`` part of an office's name rather than before it?"""
    return (
        word.tag[:1] in "njlbv"
        and word.key not in {PLACE, JOINT, OFFICE, FIGURE}
        and word.text not in binding_words()
    )

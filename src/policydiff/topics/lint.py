"""What is wrong with the lists of themes, concepts and opposites, the user's own included.

A list can be well written and still not work: a pattern that two concepts
claim, one that its own ``not`` takes away, opposites that hold each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from policydiff.lexicon import load
from policydiff.model import Wording
from policydiff.topics.concepts import CROSS, Concept, Exclusion, concepts, exclusions, plain, terms, uncover
from policydiff.topics.themes import themes
from policydiff.wording import say


@dataclass(frozen=True, slots=True)
class Flaw:
    """One fault of a list."""

    code: str
    file: str
    """The name of the list: ``concepts``, ``themes`` or ``opposites``."""
    key: str
    """The entry that is to be corrected."""
    message: Wording
    """What is wrong and what to do."""


def find_flaws() -> tuple[Flaw, ...]:
    """Every fault of the lists in use, in the order of the lists."""
    return (
        *_names("themes", [(theme.id, theme.zh, theme.en) for theme in themes().values()]),
        *_theme_words(),
        *_names("concepts", [(concept.id, concept.zh, concept.en) for concept in concepts().values()]),
        *_references(),
        *_shared_patterns(),
        *_patterns(),
        *_exclusions_of_others(),
        *_opposites(),
    )


def _flaw(code: str, file: str, key: str, **values: object) -> Flaw:
    return Flaw(code, file, key, say(f"flaw.{code}", **values))


def _names(file: str, entries: list[tuple[str, str, str]]) -> Iterator[Flaw]:
    for place in (1, 2):
        owners: dict[str, list[str]] = {}
        for entry in entries:
            owners.setdefault(entry[place], []).append(entry[0])
        for name, ids in owners.items():
            if len(ids) > 1:
                yield _flaw("same-name", file, ids[-1], name=name, ids="、".join(ids))


def _theme_words() -> Iterator[Flaw]:
    for entry in load("themes")["theme"]:
        for word in dict.fromkeys([*entry["heading"], *entry["strong"], *entry["words"]]):
            if len(plain(word)) < 2:
                yield _flaw("short-pattern", "themes", entry["id"], pattern=word)
        for word in entry["words"]:
            if word in entry["strong"]:
                yield _flaw("strong-and-weak", "themes", entry["id"], pattern=word)
        for other in entry["near"]:
            if other not in themes() or other == entry["id"]:
                yield _flaw("unknown-theme", "themes", entry["id"], theme=other)


def _references() -> Iterator[Flaw]:
    known = concepts()
    for concept in known.values():
        if concept.theme != CROSS and concept.theme not in themes():
            yield _flaw("unknown-theme", "concepts", concept.id, theme=concept.theme)
        for other in (*concept.kin, *concept.confused_with):
            if other not in known or other == concept.id:
                yield _flaw("unknown-concept", "concepts", concept.id, other=other)
    for concept in known.values():
        for other in concept.confused_with:
            if other in concept.kin or (other in known and concept.id in known[other].kin):
                yield _flaw("kin-and-confused", "concepts", concept.id, other=other)


def _shared_patterns() -> Iterator[Flaw]:
    owners: dict[tuple[bool, tuple[str, ...]], list[str]] = {}
    for own in terms().values():
        for term in own:
            owners.setdefault((term.gapped, term.parts), []).append(term.concept)
    for (gapped, parts), ids in owners.items():
        pattern = ("…" if gapped else " + ").join(parts)
        if len(set(ids)) > 1:
            yield _flaw("shared-pattern", "concepts", ids[-1], pattern=pattern, ids="、".join(ids))
        elif len(ids) > 1:
            yield _flaw("repeated-pattern", "concepts", ids[-1], pattern=pattern)


def _patterns() -> Iterator[Flaw]:
    """Patterns that are too short to mean anything, and those that never find their own concept."""
    for id_, own in terms().items():
        exclusion = exclusions().get(id_, Exclusion((), ()))
        for term in own:
            if len(term.longest) < 2:
                yield _flaw("short-pattern", "concepts", id_, pattern=term.text)
            example = ("一" if term.gapped else "，").join(term.parts)
            blocked = next((word for word in exclusion.anywhere if word in example), "")
            if not blocked and not term.find(uncover(example, exclusion.around)):
                blocked = next((word for word in exclusion.around if word in example), "")
                if not blocked:
                    yield _flaw("dead-pattern", "concepts", id_, pattern=term.text)
            if blocked:
                yield _flaw("excluded-pattern", "concepts", id_, pattern=term.text, word=blocked)


def _exclusions_of_others() -> Iterator[Flaw]:
    """A ``not`` that names another concept takes this one from every text that names both."""
    words = {term.longest: id_ for id_, own in terms().items() for term in own if len(term.parts) == 1}
    for id_, exclusion in exclusions().items():
        for word in exclusion.anywhere:
            inside = next((part for part in words if part in word and words[part] != id_), None)
            if inside is not None and _of_theme(words[inside]):
                yield _flaw(
                    "excludes-concept", "concepts", id_, word=word, pattern=inside, other=words[inside]
                )


def _of_theme(id_: str) -> Concept | None:
    concept = concepts()[id_]
    return None if concept.theme == CROSS else concept


def _opposites() -> Iterator[Flaw]:
    for name, members in load("opposites")["groups"].items():
        sides = [tuple(map(plain, member.split("|"))) for member in members]
        for first, second in combinations(sides, 2):
            for one in first:
                for two in second:
                    if one in two or two in one:
                        yield _flaw("overlapping-opposites", "opposites", name, one=one, two=two)

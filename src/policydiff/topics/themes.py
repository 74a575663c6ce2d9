"""The theme of a commitment, from its headings and its words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from policydiff.lexicon import any_of, derived, load

HEADING_WEIGHTS = (6.0, 4.0, 3.0)
"""What a theme's word is worth in the nearest heading, the next one, and those above."""
NAMING, STRONG, WEAK = 5.0, 3.0, 1.0
"""What a word is worth in the text: one that names the theme, one that belongs to it, one that hints at it."""


@dataclass(frozen=True, slots=True)
class Theme:
    """One entry of the list of themes."""

    id: str
    zh: str
    en: str
    near: tuple[str, ...]

    def name(self, lang: str = "zh") -> str:
        """The theme's name in ``lang``."""
        return self.en if lang == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Evidence:
    """One word that speaks for a theme, where it was found and what it is worth."""

    theme: str
    word: str
    place: str
    """``heading`` or ``text``."""
    worth: float
    rank: int = 0
    """Of a heading: 0 for the nearest, 1 for the one above it, …"""


@derived
def themes() -> dict[str, Theme]:
    """The themes by id, in the order of reports."""
    return {
        entry["id"]: Theme(entry["id"], entry["zh"], entry["en"], tuple(entry["near"]))
        for entry in load("themes")["theme"]
    }


_MOST = 3
"""Themes that are named to who wrote one that is none."""
_STEM = 3
"""Letters by which two English words are known as one: tax, taxes; electric, electricity."""


def themes_like(asked: str) -> tuple[str, ...]:
    """The ids of the themes that ``asked`` may mean, the likeliest first; at most three.

    By a word of the list in Chinese, by the beginning of an English word, by a slip of the pen in id or name.

    >>> themes_like("tax"), themes_like("税务"), themes_like("tenderring")
    (('paying-taxes',), ('paying-taxes',), ('tendering',))
    """
    words = [word for word in re.split(r"[^a-z]+", asked.lower()) if len(word) >= _STEM]
    found: dict[str, int] = {}
    for entry in load("themes")["theme"]:
        terms = (entry["zh"], *entry["heading"], *entry["strong"])
        known = re.split(r"[^a-z]+", f"{entry['id']} {entry['en']}".lower())
        shared = {word for word in words if any(one.startswith(word[:5]) for one in known)}
        rank = (
            2 * (asked in entry["zh"]) + (asked in terms) + any(asked in term for term in terms) + len(shared)
        )
        if asked and rank:
            found[entry["id"]] = rank
    if not found and len(asked) <= _LONGEST:
        names = {name: theme.id for theme in themes().values() for name in (theme.id, theme.zh, theme.en)}
        close = get_close_matches(asked, names, n=_MOST, cutoff=0.6)
        return tuple(dict.fromkeys(names[name] for name in close))
    return tuple(sorted(found, key=lambda id_: -found[id_])[:_MOST])


_LONGEST = 80
"""Characters of a name that may be a slip of the pen."""


@derived
def _owners() -> tuple[
    dict[str, tuple[tuple[str, float], ...]], re.Pattern[str], dict[str, tuple[str, ...]], re.Pattern[str]
]:
    words: dict[str, dict[str, float]] = {}
    headings: dict[str, list[str]] = {}
    for entry in load("themes")["theme"]:
        for word in entry["words"]:
            words.setdefault(word, {})[entry["id"]] = WEAK
        for word in entry["strong"]:
            words.setdefault(word, {})[entry["id"]] = NAMING if word in entry["heading"] else STRONG
        for word in entry["heading"]:
            headings.setdefault(word, []).append(entry["id"])
    return (
        {word: tuple(owners.items()) for word, owners in words.items()},
        re.compile(any_of(words)),
        {word: tuple(owners) for word, owners in headings.items()},
        re.compile(any_of(headings)),
    )


@derived
def _heading_evidence(heading: str, rank: int) -> tuple[Evidence, ...]:
    words, word_pattern, headings, heading_pattern = _owners()
    weight = HEADING_WEIGHTS[min(rank, len(HEADING_WEIGHTS) - 1)]
    found = [
        Evidence(theme, match, "heading", weight, rank)
        for match in dict.fromkeys(heading_pattern.findall(heading))
        for theme in headings[match]
    ]
    if not found:
        found = [
            Evidence(theme, match, "heading", weight * worth / STRONG / 2, rank)
            for match in dict.fromkeys(word_pattern.findall(heading))
            for theme, worth in words[match]
        ]
    return tuple(found)


def headings_above(text: str, headings: Sequence[str]) -> tuple[str, ...]:
    """``headings`` without a numbered sentence that stands as its own heading: it would count twice.

    >>> headings_above("推行一窗受理", ["一、重点任务", "11.推行一窗受理"])
    ('一、重点任务',)
    """
    return tuple(heading for heading in headings if not text or not heading.endswith(text))


def find_evidence(text: str, headings: Sequence[str] = ()) -> tuple[Evidence, ...]:
    """The words that speak for a theme; ``headings`` outermost first."""
    words, pattern, _, _ = _owners()
    above = headings_above(text, headings)
    found = [
        evidence
        for rank, heading in enumerate(reversed(above))
        for evidence in _heading_evidence(heading, rank)
    ]
    for match in dict.fromkeys(pattern.findall(text)):
        owners = words[match]
        # a word that several themes share says less of each
        found.extend(Evidence(theme, match, "text", worth / len(owners) ** 0.5) for theme, worth in owners)
    return tuple(found)


def find_places(evidence: Evidence, source: str) -> tuple[tuple[int, int], ...]:
    """The spans at which ``evidence`` was found in ``source``, the text or its heading.

    >>> find_places(find_evidence("获得电力和用电")[0], "获得电力和用电")
    ((2, 4),)
    """
    _, words, _, headings = _owners()
    patterns = (headings, words) if evidence.place == "heading" else (words,)
    for pattern in patterns:
        found = tuple(match.span() for match in pattern.finditer(source) if match[0] == evidence.word)
        if found:
            return found
    return ()


def find_theme(text: str, headings: Sequence[str] = ()) -> tuple[str, float]:
    """The theme of ``text`` under ``headings`` and how clear it is, 0 to 1.

    >>> find_theme("不动产抵押登记办理时限压缩至3个工作日内")[0]
    'property-registration'
    """
    totals: dict[str, float] = {}
    for evidence in find_evidence(text, headings):
        totals[evidence.theme] = totals.get(evidence.theme, 0.0) + evidence.worth
    if not totals:
        return "general", 0.0
    order = {theme: place for place, theme in enumerate(themes())}
    best = max(totals, key=lambda theme: (totals[theme], -order[theme]))
    rest = sum(worth for theme, worth in totals.items() if theme != best)
    return best, round(totals[best] / (totals[best] + rest / 2), 2)

"""Whether a clause that came or went is a duty, so that its article asks for more or less without it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policydiff.lexicon import derived, load
from policydiff.model import Clause, Dimension, Target
from policydiff.revision.grams import Weights, grams, words
from policydiff.text import fold
from policydiff.topics.words import empty_keys, words_of

LEAST = 8
"""Characters of which a duty must consist at least."""
TOWARDS, DOES = 2, 4
"""Ranks: a whole sentence that points the way is a promise; inside a sentence only what is to be done is."""
SAID, NAMED = 0.55, 0.75
"""Share of a clause's text, and of its content words, that must stand in a sentence for it to be said there."""


@derived
def _rules() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in load("revision")["duty"].items()}


def duty_of(clause: Clause, lead: str, least: int) -> str | None:
    """The word that makes ``clause`` a duty; None where it permits, defines, refers, punishes, or asks less than ``least``.

    An item of an enumeration of measures (采取下列措施：) is one whatever its verb.
    """
    if clause.lead or len(words(clause.text)) < LEAST or _rules()["none"].search(clause.folded):
        return None
    listed = _rules()["measures"].search(lead)
    if listed:
        return listed[0]
    governing = clause.governing
    if (
        governing is None
        or clause.rank is None
        or clause.rank < least
        or _rules()["free"].search(clause.folded)
    ):
        return None
    return governing[1].text


def asking(clauses: Sequence[Clause]) -> Sequence[Clause]:
    """Those of a sentence's ``clauses`` that can hold its duty: what stands before 应当 or 不得 only says when and for whom."""
    own = [clause for clause in clauses if not clause.lead]
    first = next((place for place, clause in enumerate(own) if _rules()["must"].search(clause.folded)), 0)
    return own[first:]


def limit_of(clause: Clause) -> Target | None:
    """The time or rate that ``clause`` promises; None where it sets none, or is no promise."""
    if _rules()["none"].search(clause.folded) or _rules()["free"].search(clause.folded):
        return None
    return next((figure for figure in clause.figures if figure.dimension in _LIMITS), None)


_LIMITS = frozenset({Dimension.TIME, Dimension.STEPS, Dimension.RATE})


def bans(clause: Clause) -> bool:
    """Does ``clause`` forbid something?  Then nothing that asks for something says it."""
    return _bans(clause.folded)


def _bans(text: str) -> bool:
    return _rules()["ban"].search(text) is not None


def said_in(clause: str, sentence: str, weights: Weights) -> bool:
    """Is most of ``clause`` said in ``sentence``, in whatever order?"""
    if _bans(clause) != _bans(sentence):
        return False
    if weights.share(grams(clause), grams(sentence)) >= SAID:
        return True
    own = [word.text for word in words_of(fold(clause)) if word.key not in empty_keys() and words(word.text)]
    total = sum(map(len, own))
    return bool(total) and sum(len(word) for word in own if word in sentence) >= NAMED * total


@derived
def _forceful() -> frozenset[str]:
    force = load("clauses")["force"]
    soft = {word for entry in force["soft"] for word in entry["words"]}
    return frozenset(soft.union(*(force[name] for name in ("act", "full", "absolute"))))


def forceful(verb: str) -> bool:
    """Is ``verb`` itself a word of force, not part of a longer name (建设工程)?"""
    return verb in _forceful()

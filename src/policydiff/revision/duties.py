"""Whether a clause that came or went is a duty, so that its article asks for more or less without it."""

from __future__ import annotations

import re

from policydiff.lexicon import derived, load
from policydiff.model import Clause
from policydiff.revision.grams import Weights, grams, words

LEAST = 8
"""Characters of which a duty must consist at least."""
BINDING = 3
"""Rank from which a verb asks for something; below it is tried, permitted, encouraged."""
SAID = 0.55
"""Share of a clause that must stand in the other version's article for it to be said there."""


@derived
def _rules() -> re.Pattern[str]:
    return re.compile(load("revision")["duty"]["none"])


def duty_of(clause: Clause) -> str | None:
    """The word that makes ``clause`` a duty; None where it permits, defines, refers or punishes."""
    governing = clause.governing
    if governing is None or clause.rank is None or clause.rank < BINDING or clause.lead:
        return None
    if len(words(clause.text)) < LEAST or _rules().search(clause.folded):
        return None
    return governing[1].text


def said_in(clause: str, text: str, weights: Weights) -> bool:
    """Is most of ``clause`` said in ``text``, in whatever order?"""
    return weights.share(grams(clause), grams(text)) >= SAID

"""An exception that one version alone makes, in sentences that are else the same."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from policydiff.lexicon import derived, load
from policydiff.model import Dimension, Finding, Relation, Sentence
from policydiff.revision.grams import words
from policydiff.wording import say

SAME = 80
"""Likeness, of 100, that the sentences must have without the exception."""
SAID = 0.7
"""Share of the exception's characters in pairs that, said in the other sentence, makes it no new one."""


@derived
def _rules() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = load("revision")["exception"]
    return re.compile(data["words"]), re.compile(data["saving"])


def exception_between(old: Sentence, new: Sentence) -> Finding | None:
    """The finding on an exception that only one of two sentences makes; None where both or neither do.

    What only restates that the law may say otherwise (法律另有规定的除外) excepts nobody.
    """
    above, below = _excepted(old.text), _excepted(new.text)
    if (above is None) == (below is None):
        return None
    with_it, without = (old, new) if above else (new, old)
    found = above or below
    assert found is not None
    rest = with_it.text[: found.start()] + with_it.text[found.end() :]
    if fuzz.ratio(words(rest), words(without.text)) < SAME or _said(found[0], without.text):
        return None
    relation = Relation.TIGHTENS if above else Relation.LOOSENS
    text = found[0].strip("，；。")
    return Finding(
        dimension=Dimension.SCOPE,
        relation=relation,
        reason=say("finding.exception-went" if above else "finding.exception-came", words=text),
        rule="exception-went" if above else "exception-came",
        upper_evidence=(old.span,),
        lower_evidence=(new.span,),
    )


def _excepted(text: str) -> re.Match[str] | None:
    pattern, saving = _rules()
    for match in pattern.finditer(text):
        if len(words(saving.sub("", match[0]))) >= _LEAST:
            return match
    return None


_LEAST = 3
"""Characters of an exception beside 法律另有规定."""


def _said(exception: str, text: str) -> bool:
    own = words(exception)
    pairs = [own[place : place + 2] for place in range(len(own) - 1)]
    return not pairs or sum(pair in text for pair in pairs) >= SAID * len(pairs)

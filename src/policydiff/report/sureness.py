"""The sureness of a verdict in words."""

from __future__ import annotations

from policydiff.labels import label, outcome_label
from policydiff.model import Sure, Verdict
from policydiff.wording import say


def sure_line(verdict: Verdict, lang: str = "zh") -> str:
    """How sure the verdict on a promise is, as a word and a number, and what would change it."""
    word = label("sure", verdict.sure.value, lang)
    outcome = outcome_label(verdict.outcome, lang)
    name = "sure.check" if verdict.sure is Sure.LOW and not verdict.confidence else "sure.line"
    line = say(name, outcome=outcome, word=word, confidence=f"{verdict.confidence:.0%}")
    hinge = verdict.hinge.text(lang) if verdict.hinge else ""
    return line.text(lang) + (f" {hinge}" if lang == "en" and hinge else hinge)

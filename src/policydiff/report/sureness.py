"""The sureness of a verdict in words."""

from __future__ import annotations

from policydiff.labels import label, outcome_label
from policydiff.model import Outcome, Verdict, Wording
from policydiff.wording import say


def sure_line(verdict: Verdict, lang: str = "zh") -> str:
    """What is said of a promise, how sure that is, as a word and a number, and what would change it."""
    line = say("sure.line", outcome=outcome_label(verdict.outcome, lang), sure=sure_word(verdict, lang))
    if verdict.outcome is Outcome.TO_CHECK:
        line = say("sure.check", outcome=outcome_label(verdict.outcome, lang))
    return _with_hinge(line, verdict, lang)


def sure_word(verdict: Verdict, lang: str = "zh") -> str:
    """How sure a verdict is, as a word and a number; the word alone where nothing is said."""
    word = label("sure", verdict.sure.value, lang)
    if verdict.outcome is Outcome.TO_CHECK:
        return word
    return say("sure.word", word=word, confidence=f"{verdict.confidence:.0%}").text(lang)


def hinge_text(verdict: Verdict, lang: str = "zh") -> str:
    """What would change a verdict; nothing where a reviewer settled it."""
    return verdict.hinge.text(lang) if verdict.hinge else ""


def sureness(verdict: Verdict) -> Wording | None:
    """The sureness of a verdict that stands beside it, and what would change it; None where a reviewer settled it."""
    if not verdict.hinge:
        return None
    if verdict.outcome is Outcome.TO_CHECK:
        return verdict.hinge
    zh, en = (
        _with_hinge(say("sure.beside", sure=sure_word(verdict, lang)), verdict, lang) for lang in ("zh", "en")
    )
    return Wording(zh, en)


def _with_hinge(line: Wording, verdict: Verdict, lang: str) -> str:
    hinge = hinge_text(verdict, lang)
    return line.text(lang) + (f" {hinge}" if lang == "en" and hinge else hinge)

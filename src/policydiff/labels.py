"""The fixed words of reports, from ``lexicon/labels.toml``."""

from __future__ import annotations

from policydiff.lexicon import load
from policydiff.model import Completeness, Concordance, Kind, Relation


def label(group: str, name: str, lang: str = "zh") -> str:
    """The word for ``name`` of ``group``, such as ``relation`` ``tightens``."""
    return str(load("labels")[group][name][lang])


def outcome_label(outcome: str, lang: str = "zh") -> str:
    """The word for a relation, or for ``missing``, ``unseen``, ``added`` or ``beyond``."""
    return label("relation" if outcome in set(Relation) else "unanswered", outcome, lang)


def sign(relation: str) -> str:
    """The sign that stands beside a relation's word, so that colour never speaks alone."""
    return str(load("labels")["relation"][relation]["sign"])


def missing_word(concordance: Concordance, lang: str = "zh") -> str:
    """缺失 where an absence proves something, 未见对应 where it does not."""
    return label("unanswered", "missing" if absence_proves(concordance) else "unseen", lang)


def missing_sense(concordance: Concordance, lang: str = "zh") -> str:
    """What the word for missing means here, in a clause."""
    if both_full(concordance) and law_against_plan(concordance):
        return label("unanswered", "unseen-kinds-long", lang)
    return label("unanswered", "missing-long" if both_full(concordance) else "unseen-long", lang)


def added_word(concordance: Concordance, lang: str = "zh") -> str:
    """新增 where the upper text is full, 摘编未涉及 where it is not."""
    return label("unanswered", "added" if upper_full(concordance) else "beyond", lang)


def both_full(concordance: Concordance) -> bool:
    """Are both texts full, so that an absence proves something?"""
    return upper_full(concordance) and concordance.lower.completeness is Completeness.FULL


def upper_full(concordance: Concordance) -> bool:
    """Is the upper text full, so that what only the lower one has is new?"""
    return concordance.upper.completeness is Completeness.FULL


def law_against_plan(concordance: Concordance) -> bool:
    """Is one side a regulation and the other a plan?  Neither has to repeat the other."""
    return {concordance.upper.kind, concordance.lower.kind} == {Kind.REGULATION, Kind.PLAN}


def absence_proves(concordance: Concordance) -> bool:
    """Does an upper commitment without an answer say something of the lower side?

    Not where a text is not full, and not between a regulation and a plan: a
    regulation holds without being repeated.
    """
    return both_full(concordance) and not law_against_plan(concordance)

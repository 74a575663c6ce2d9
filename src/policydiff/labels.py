"""The fixed words of reports, from ``lexicon/labels.toml``."""

from __future__ import annotations

from collections.abc import Iterable

from policydiff.lexicon import load
from policydiff.model import Concordance, Outcome, Relation
from policydiff.model.outcomes import law_against_plan, silence, upper_full, without_origin


def label(group: str, name: str, lang: str = "zh") -> str:
    """The word for ``name`` of ``group``, such as ``kind`` ``plan``."""
    return str(load("labels")[group][name][lang])


def aside(words: str, lang: str = "zh") -> str:
    """``words`` in brackets behind what they are about, those of each language.

    >>> f"奈曼旗{aside('县级')}", f"Naiman{aside('county', 'en')}"
    ('奈曼旗（县级）', 'Naiman (county)')
    """
    return f"（{words}）" if lang == "zh" else f" ({words})"


def headed(name: str, words: str, lang: str = "zh") -> str:
    """``words`` behind the colon of what they are.

    >>> headed("上级", "方案"), headed("upper", "plan", "en")
    ('上级：方案', 'upper: plan')
    """
    return f"{name}{'：' if lang == 'zh' else ': '}{words}"


def listed(words: Iterable[str], lang: str = "zh") -> str:
    """``words`` one after another, with the mark that parts them.

    >>> listed(["甲", "乙"]), listed(["one", "two"], "en")
    ('甲、乙', 'one, two')
    """
    return ("、" if lang == "zh" else ", ").join(words)


def outcome_label(outcome: Outcome, lang: str = "zh") -> str:
    """The word for ``outcome``."""
    return label("outcome", outcome.value, lang)


def relation_label(relation: Relation, lang: str = "zh") -> str:
    """The word for a relation of two sides, that of its outcome."""
    return outcome_label(Outcome.of(relation), lang)


def sign(outcome: Outcome) -> str:
    """The sign that stands beside an outcome's word, so that colour never speaks alone."""
    return str(load("labels")["outcome"][outcome.value]["sign"])


def absent(concordance: Concordance) -> Outcome:
    """Missing where an absence proves something, unseen where it does not."""
    return silence(concordance.upper, concordance.lower, kindred=concordance.kindred)


def fresh(concordance: Concordance) -> Outcome:
    """Added where the upper text is full, beyond where it is not."""
    return without_origin(concordance.upper)


def missing_word(concordance: Concordance, lang: str = "zh") -> str:
    """缺失 where an absence proves something, 未见对应 where it does not."""
    return outcome_label(absent(concordance), lang)


def added_word(concordance: Concordance, lang: str = "zh") -> str:
    """新增 where the upper text is full, 摘编未涉及 where it is not."""
    return outcome_label(fresh(concordance), lang)


def sense(outcome: Outcome, concordance: Concordance) -> str:
    """The name in ``labels.toml`` of what an outcome without a pair means here."""
    upper, lower = concordance.upper, concordance.lower
    if outcome is Outcome.UNSEEN and upper_full(upper) and upper_full(lower):
        if law_against_plan(upper, lower):
            return "unseen-kinds"
        if not concordance.kindred:
            return "unseen-strangers"
    return outcome.value

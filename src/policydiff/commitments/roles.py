"""What a commitment's sentence does in its document: measure, figure, aim, organisation, schedule, background.

Rules and words are in ``lexicon/data/roles.toml``.  Headings speak first, the
nearest before those above it, then the words of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from policydiff.lexicon import derived, load
from policydiff.model import Dimension, Kind, Target
from policydiff.model.clauses import Clause
from policydiff.model.vocabulary import Role
from policydiff.text import fold

_ORDER = (Role.SCHEDULE, Role.ORGANISATION, Role.BACKGROUND)
_SHORT = 4
"""Characters; what is shorter and holds no figure is a fragment of a table."""


@derived
def _rules() -> dict[str, re.Pattern[str]]:
    data = load("roles")
    return {f"{group}.{name}": re.compile(pattern) for group in data for name, pattern in data[group].items()}


def role_of(
    text: str,
    headings: Sequence[str],
    targets: Sequence[Target],
    clauses: Sequence[Clause],
    kind: Kind,
    year: int | None = None,
) -> Role:
    """The role of a sentence under ``headings``, outermost first, in a document of ``year``.

    >>> role_of("各地区、各部门要高度重视，压实责任", ["三、工作要求"], (), (), Kind.PLAN).value
    'organisation'
    >>> role_of("推行电子保函", ["二、重点任务"], (), (), Kind.PLAN).value
    'measure'
    """
    words = fold(text)
    rules = _rules()
    law = kind is Kind.REGULATION
    if not law:
        above = _by_headings(headings, figures=bool(targets))
        # a stage may hold measures of its own; what it only starts, checks or sums up is the schedule
        begins = above is not Role.SCHEDULE or rules["words.schedule"].search(words)
        # 安排补助资金300万元 is promised, also under 保障措施
        promised = above is Role.ORGANISATION and _promises(targets)
        if above is not None and begins and not promised:
            return above
    told = rules["words.background"].search(words) and not _lies_ahead(words, year)
    if told or _is_fragment(words, targets, clauses):
        return Role.BACKGROUND
    if not law and rules["words.organisation"].search(words) and not _promises(targets):
        return Role.ORGANISATION
    if targets:
        return Role.FIGURE
    if not law and _is_aim(words, headings, clauses):
        return Role.AIM
    return Role.MEASURE


def _by_headings(headings: Sequence[str], *, figures: bool) -> Role | None:
    """What the headings say, the nearest first; None where the words decide: goals, and ``figures`` of 总体要求."""
    for heading in reversed(headings):
        folded = fold(heading)
        for role in _ORDER:
            if _rules()[f"headings.{role.value}"].search(folded):
                overall = role is Role.BACKGROUND and _rules()["headings.overall"].search(folded)
                return None if figures and overall else role
        if _rules()["headings.aim"].search(folded):
            return None
    return None


def _lies_ahead(words: str, year: int | None) -> bool:
    """Does it say by when, and not since when: 截至2027年底 in a document of 2026?"""
    match = _rules()["words.ahead"].match(words)
    if match is None or year is None:
        return False
    return int(match["year"]) > year or (int(match["year"]) == year and match["end"] is not None)


def _promises(targets: Sequence[Target]) -> bool:
    """Is a quantity promised, and not only how many people are named or by when?"""
    return any(target.dimension not in {Dimension.DATE, Dimension.COUNT} for target in targets)


def _is_fragment(words: str, targets: Sequence[Target], clauses: Sequence[Clause]) -> bool:
    """Is it what fell out of a table: bare figures, the name of a place, a scrap?"""
    rules = _rules()
    return bool(
        (len(words) < _SHORT and not targets)
        or rules["words.figures"].search(words)
        or (rules["words.places"].search(words) and not any(clause.verb for clause in clauses))
    )


def _is_aim(words: str, headings: Sequence[str], clauses: Sequence[Clause]) -> bool:
    rules = _rules()
    if rules["words.effect"].search(words):
        return True
    if rules["words.does"].search(words):
        return False
    own = [clause for clause in clauses if not clause.lead]
    if headings and rules["headings.aim"].search(fold(headings[-1])):
        return all(clause.rank is None or clause.rank <= 3 for clause in own)
    return len(own) <= 2 and rules["words.aim"].search(words) is not None

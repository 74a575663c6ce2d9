"""Scope: is the same promise made for more, or for fewer?

Read only from couples of clauses that are one sentence with something changed:
a condition or an exception that one side makes, a word such as 全部 that one
side says, the whole against one part of it.  Longer lists: ``lists``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from policydiff.judging.couples import Couple
from policydiff.judging.findings import finding, whole
from policydiff.judging.lists import ALMOST, LINKS, burdens
from policydiff.lexicon import any_of, derived, load
from policydiff.model import Clause, Dimension, Finding, Part, Relation, Word
from policydiff.text import fold
from policydiff.topics.words import empty_keys, generic_keys

# ---- how far


def compare_extent(couple: Couple, upper_text: str, lower_text: str) -> Finding | None:
    """全部, 所有, 全程 in one of two clauses that else say the same, and nowhere in what answers it."""
    if burdens(couple):
        return None
    elsewhere = {"upper": lower_text, "lower": upper_text}
    wide = {
        name: [p for p in clause.extent if p.text in wide_words() and not _in_verb(clause, p)]
        for name, clause in _sides(couple)
    }
    if bool(wide["upper"]) == bool(wide["lower"]):
        return None
    relation = Relation.LOOSENS if wide["upper"] else Relation.TIGHTENS
    only = couple.lost if wide["upper"] else couple.gained
    other = couple.gained if wide["upper"] else couple.lost
    side = "upper" if wide["upper"] else "lower"
    every = wide[side]
    part = next((one for one in every if one.text not in elsewhere[side]), None)
    if part is None:
        return None
    clause, plain = (couple.upper, couple.lower) if wide["upper"] else (couple.lower, couple.upper)
    whole_clause = (couple.twin or couple.contained) and not _other(_outside(only, every))
    # 所有危桥 → 主要危桥: what speaks of a part is nothing else than what spoke of all
    if _beside_verb(plain, _outside(other, plain.extent)) or not (
        whole_clause or _leads_to_shared(clause, part, only)
    ):
        return None
    return finding(
        Dimension.SCOPE,
        relation,
        "wide-upper" if wide["upper"] else "wide-lower",
        upper=(couple.upper, part if wide["upper"] else whole(couple.upper)),
        lower=(couple.lower, whole(couple.lower) if wide["upper"] else part),
        words={"word": part.text},
    )


def _outside(only: Sequence[Word], parts: Sequence[Part]) -> list[Word]:
    return [word for word in only if not any(part.start <= word.start < part.end for part in parts)]


def _beside_verb(clause: Clause, only: Sequence[Word]) -> list[Word]:
    """What only ``clause`` says, but for its verb, which is judged as its force."""
    return [word for word in _other(only) if not clause.verb_holds(word)]


def _in_verb(clause: Clause, part: Part) -> bool:
    """全面推行 is how strictly, not how far."""
    return clause.verb is not None and clause.verb.start <= part.start < clause.verb.end


def _leads_to_shared(clause: Clause, part: Part, only: Sequence[Word]) -> bool:
    """Does all that stands behind ``part`` in its object stand on the other side too: 服务和全程通关 against 通关?"""
    behind = [word for word in clause.words if word.start >= part.end]
    return (
        clause.object is not None
        and part.start > clause.object.start
        and sum(len(word.text) for word in behind) >= _ENOUGH
        and not any(word.start >= part.end for word in only)
    )


_ENOUGH = 6
"""Characters behind a word such as 全程 from which it is said of them."""


def _sides(couple: Couple) -> tuple[tuple[str, Clause], tuple[str, Clause]]:
    return ("upper", couple.upper), ("lower", couple.lower)


@derived
def wide_words() -> frozenset[str]:
    """全部, 所有, 全程: words that speak of all."""
    return frozenset(load("clauses")["extent"]["wide"])


def _other(only: Sequence[Word]) -> list[Word]:
    """The words only one side has that are more than a turn of phrase."""
    return [word for word in only if word.key not in generic_keys() and word.key not in empty_keys()]


# ---- conditions and exceptions


def compare_conditions(couple: Couple, upper_text: str, lower_text: str) -> Finding | None:
    """A condition that only one of two clauses makes: it says less.  One before a penalty is nobody's promise."""
    return _limits(couple, "condition", upper_text, lower_text)


def compare_exceptions(couple: Couple, upper_text: str, lower_text: str) -> Finding | None:
    """A new exception loosens, an exception given up tightens; one in other words or in the next sentence changes nothing."""
    return _limits(couple, "exception", upper_text, lower_text)


def _limits(couple: Couple, name: str, upper_text: str, lower_text: str) -> Finding | None:
    parts = {
        side: clause.conditions if name == "condition" else clause.exceptions
        for side, clause in _sides(couple)
    }
    if bool(parts["upper"]) == bool(parts["lower"]) or not _one_promise(couple, parts):
        return None
    if any(_penalty().search(clause.folded) for _, clause in _sides(couple)):
        return None
    limited = "upper" if parts["upper"] else "lower"
    part = parts[limited][0]
    only = couple.lost if limited == "upper" else couple.gained
    own = "".join(word.text for word in only if part.start <= word.start < part.end)
    if _said(own, lower_text if limited == "upper" else upper_text):
        return None
    relation = Relation.TIGHTENS if limited == "upper" else Relation.LOOSENS
    return finding(
        Dimension.SCOPE,
        relation,
        f"{name}-{limited}",
        upper=(couple.upper, part if limited == "upper" else whole(couple.upper)),
        lower=(couple.lower, whole(couple.lower) if limited == "upper" else part),
        words={"word": part.text, "exception": part.text},
    )


def _one_promise(couple: Couple, parts: dict[str, tuple[Part, ...]]) -> bool:
    """Are the two clauses the same sentence once the condition is taken out?"""
    held = [part for side in parts.values() for part in side]
    only = couple.lost if parts["upper"] else couple.gained
    other = couple.gained if parts["upper"] else couple.lost
    outside = [word for word in only if not any(part.start <= word.start < part.end for part in held)]
    return not _other(other) and not _other(outside)


def _said(words: str, text: str) -> bool:
    """Does ``text`` say the same condition or exception, if in another order?"""
    own = [char for char in words if char not in "除外以之的但，、"]
    pairs = ["".join(own[place : place + 2]) for place in range(len(own) - 1)]
    return not pairs or sum(pair in text for pair in pairs) >= 0.6 * len(pairs)


@derived
def _penalty() -> re.Pattern[str]:
    return re.compile(load("scope")["penalty"]["words"])


# ---- the whole and one part of it


def compare_breadth(
    couple: Couple, upper_text: str, lower_text: str, *, above: Sequence[str] = (), below: Sequence[str] = ()
) -> Finding | None:
    """One side speaks of the whole, the other of one part of it only, in clauses that else say the same.

    ``upper_text`` and ``lower_text`` are all that answers each other here: when
    together they name the whole or two parts of it, nothing is narrower.
    ``above`` and ``below`` is what every commitment of both documents says: a
    part that one of them takes up elsewhere is not given up.
    """
    for breadth, parts in _breadths():
        for wide, narrow, every, elsewhere, side in (
            (couple.upper, couple.lower, lower_text, below, "lower"),
            (couple.lower, couple.upper, upper_text, above, "upper"),
        ):
            full = breadth.search(wide.folded)
            if full is None or breadth.search(every):
                continue
            named = [match for part in parts if (match := part.search(narrow.folded))]
            if len(named) != 1 or any(part.search(wide.folded) for part in parts):
                continue
            if sum(part.search(every) is not None for part in parts) > 1 or not _else_same(
                couple, couple.gained if side == "lower" else couple.lost, named[0]
            ):
                continue
            others = [part for part in parts if not part.search(narrow.folded)]
            if _taken_up(wide, full, narrow, others, elsewhere):
                continue
            relation = Relation.LOOSENS if side == "lower" else Relation.TIGHTENS
            one = Part(*full.span(), wide.text[full.start() : full.end()])
            two = Part(*named[0].span(), narrow.text[named[0].start() : named[0].end()])
            first, second = (one, two) if side == "lower" else (two, one)
            return finding(
                Dimension.SCOPE,
                relation,
                f"part-{side}",
                upper=(couple.upper, first),
                lower=(couple.lower, second),
                words={"whole": full[0], "part": named[0][0]},
            )
    return None


def _taken_up(
    wide: Clause, full: re.Match[str], narrow: Clause, parts: Sequence[re.Pattern[str]], texts: Sequence[str]
) -> bool:
    """Does one of ``texts`` say of another part what both clauses say of the whole and of the one (…价格)?"""
    own = {word.key for word in narrow.words}
    said = [
        word.text
        for word in wide.words
        if word.start >= full.end() and word.key in own and word.key not in generic_keys() | LINKS
    ]
    return any(
        any(part.search(text) for part in parts) and any(word in text for word in said) for text in texts
    )


def _else_same(couple: Couple, narrow: Sequence[Word], part: re.Match[str]) -> bool:
    """Does the narrower clause say nothing of its own but the part?"""
    return couple.likeness >= ALMOST and not any(
        word.text not in part[0] and part[0] not in word.text and word.key not in generic_keys()
        for word in narrow
    )


@derived
def _breadths() -> tuple[tuple[re.Pattern[str], tuple[re.Pattern[str], ...]], ...]:
    def pattern(words: str) -> re.Pattern[str]:
        return re.compile(any_of(map(fold, words.split("|"))))

    return tuple(
        (pattern(entry["whole"]), tuple(map(pattern, entry["parts"]))) for entry in load("scope")["broader"]
    )

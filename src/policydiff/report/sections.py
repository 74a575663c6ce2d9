"""The rows of a page in their order: sections, groups, and one block for each upper commitment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from policydiff.labels import absent, fresh, sense
from policydiff.model import Commitment, Concordance, Outcome, Pair
from policydiff.model.outcomes import ANSWERS
from policydiff.report.essentials import first_absent, first_open
from policydiff.report.rows import Rows, RowView, SideView
from policydiff.report.terms import Term, Terms
from policydiff.topics.themes import themes
from policydiff.verdicts import outcomes_of

CHUNK = 20
"""Blocks that a browser lays out together; it skips portions far from the screen."""


@dataclass(frozen=True, slots=True)
class BlockView:
    """One upper commitment with all its answers, or one commitment alone."""

    first: int
    """Number of its first row; rows are numbered from 1 through the page."""
    rows: tuple[RowView, ...]
    """The best answer first; of one that is to be checked the question itself, then its doubtful pairs."""
    head: SideView | None = None
    """The upper commitment of a question: what may answer it stands side by side beneath."""
    near: tuple[RowView, ...] = ()
    """What else may answer a question, so that there are three to choose from."""

    @property
    def every(self) -> tuple[RowView, ...]:
        """All rows in their order on the page."""
        return self.rows + self.near


@dataclass(frozen=True, slots=True)
class GroupView:
    """The blocks of one kind in a section."""

    kind: str
    heading: Term
    sense: Term
    blocks: tuple[BlockView, ...]
    folded: bool = True

    @property
    def rows(self) -> tuple[RowView, ...]:
        """The rows in their order as a table holds them: of a question its doubtful pairs, else itself."""
        return tuple(
            row for block in self.blocks for row in (block.rows[1:] if block.head else ()) or block.rows
        )

    @property
    def every(self) -> tuple[RowView, ...]:
        """All rows in their order on the page."""
        return tuple(row for block in self.blocks for row in block.every)

    @property
    def chunks(self) -> tuple[tuple[BlockView, ...], ...]:
        """The blocks in portions that a browser lays out together."""
        return tuple(self.blocks[start : start + CHUNK] for start in range(0, len(self.blocks), CHUNK))


@dataclass(frozen=True, slots=True)
class SectionView:
    """The answers under one theme, or all that stands without an answer in one of its kinds."""

    id: str
    name: Term
    groups: tuple[GroupView, ...]
    size: int
    """How many upper commitments, or lower ones where there is no upper."""


def meant(outcome: Outcome, concordance: Concordance, terms: Terms) -> tuple[Term, Term]:
    """The word for an outcome without a pair, and what it means here."""
    return terms.outcome(outcome), terms.word("sense", sense(outcome, concordance))


_BLANK = Term("", "")
_THREE = 3
"""How many candidates a reviewer chooses from."""
Found = tuple[Commitment, tuple[RowView, ...]]
"""A commitment with its rows."""


def sections(concordance: Concordance, maker: Rows, terms: Terms) -> Iterable[SectionView]:
    """Answers theme by theme; then what is to be checked, what has no answer, what is new, what was taken apart."""
    answers: dict[str, list[Pair]] = {}
    for pair in concordance.pairs:
        answers.setdefault(pair.upper.id, []).append(pair)
    verdicts = outcomes_of(concordance)
    blocks: dict[Outcome, list[Found]] = {}
    for commitment in concordance.upper.commitments:
        if commitment.id in answers:
            outcome = verdicts.get(commitment.id, Outcome.NOT_JUDGED)
            blocks.setdefault(outcome, []).append((commitment, maker.answers(answers[commitment.id])))
    number = 1

    def section(
        id_: str,
        name: Term,
        groups: Iterable[tuple[str, Term, Term, Sequence[Found]]],
        *,
        folded: bool = True,
    ) -> Iterable[SectionView]:
        nonlocal number
        made = []
        for kind, heading, meaning, found in groups:
            shown = []
            for commitment, rows in found:
                shown.append(_block(number, commitment, rows, maker))
                number += len(shown[-1].every)
            if shown:
                made.append(GroupView(kind, heading, meaning, tuple(shown), folded))
        if made:
            yield SectionView(id_, name, tuple(made), sum(len(group.blocks) for group in made))

    answered = [block for outcome in ANSWERS for block in blocks.get(outcome, ())]
    order = {commitment.id: place for place, commitment in enumerate(concordance.upper.commitments)}
    answered.sort(key=lambda block: order[block[0].id])
    for id_ in themes():
        found = [block for block in answered if block[0].theme == id_]
        yield from section(id_, terms.theme(id_), [("pairs", _BLANK, _BLANK, found)], folded=False)
    word, meaning = meant(Outcome.TO_CHECK, concordance, terms)
    alone = ((c, (maker.missing(c),)) for c in concordance.missing)
    near = [block for block in alone if block[1][0].counted == Outcome.TO_CHECK]
    asked = sorted([*blocks.get(Outcome.TO_CHECK, ()), *near], key=lambda found: first_open(found[0]))
    yield from section(
        "to-check",
        word,
        [("to-check", terms.word("page", "choose"), meaning, asked)],
    )
    yield from section(
        "absent", terms.outcome(absent(concordance)), _absent_groups(concordance, maker, terms)
    )
    word, meaning = meant(Outcome.NOT_JUDGED, concordance, terms)
    unasked = [(c, (maker.missing(c),)) for c in concordance.not_judged]
    apart = [*blocks.get(Outcome.NOT_JUDGED, ()), *unasked]
    yield from section("not-judged", word, [("not-judged", terms.word("page", "unasked"), meaning, apart)])
    yield from section("fresh", terms.outcome(fresh(concordance)), _added_groups(concordance, maker, terms))
    rejected = [(pair.upper, (maker.pair(pair, rejected=True),)) for pair in concordance.rejected]
    heading, meaning = (terms.word("page", name) for name in ("rejected", "rejected-long"))
    yield from section("taken-apart", heading, [("rejected", heading, meaning, rejected)])


def _block(number: int, commitment: Commitment, rows: tuple[RowView, ...], maker: Rows) -> BlockView:
    if rows[0].counted != Outcome.TO_CHECK:
        return BlockView(number, rows)
    doubtful = tuple(row for row in rows if row.kind == "pair")
    near = maker.near(commitment, _THREE - len(doubtful))
    return BlockView(number, (maker.question(commitment), *doubtful), maker.side(commitment), near)


def _absent_groups(
    concordance: Concordance, maker: Rows, terms: Terms
) -> Iterable[tuple[str, Term, Term, Sequence[Found]]]:
    """What has no answer: first where something is near, then where nothing is; figures and named units first."""
    near: list[Found] = []
    alone: list[Found] = []
    for commitment in sorted(concordance.missing, key=first_absent):
        row = maker.missing(commitment)
        if row.counted == Outcome.TO_CHECK:
            continue
        something = any(not one.far for one in concordance.candidates.get(commitment.id, ()))
        (near if something else alone).append((commitment, (row,)))
    _, meaning = meant(absent(concordance), concordance, terms)
    yield "absent", terms.word("page", "absent-near"), meaning, near
    yield "absent-alone", terms.word("page", "absent-alone"), meaning, alone


def _added_groups(
    concordance: Concordance, maker: Rows, terms: Terms
) -> Iterable[tuple[str, Term, Term, Sequence[Found]]]:
    """What is new, theme by theme: beyond an upper commitment, or the lower government's own."""
    found: dict[tuple[str, str], list[Found]] = {}
    for commitment in concordance.added:
        row = maker.added(commitment)
        kind = row.outcome
        if kind == Outcome.ADDED:
            kind = "added-beyond" if commitment.id in maker.origins else "added-own"
        found.setdefault((row.theme, kind), []).append((commitment, (row,)))
    meanings = {kind: terms.word("page", kind) for kind in ("added-beyond", "added-own")}
    meanings[Outcome.BEYOND.value] = terms.word("sense", sense(Outcome.BEYOND, concordance))
    for id_ in themes():
        for kind, meaning in meanings.items():
            yield kind, terms.theme(id_), meaning, found.get((id_, kind), ())

"""Cheap rules that propose candidate pairs; each pair remembers which proposed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policydiff.model import CandidatePair
from policydiff.pairing.likeness import same_texts
from policydiff.pairing.profiles import Profile
from policydiff.pairing.wording import Near, ranked

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from policydiff.pairing.wording import Figures, Places

NEAREST = 8
"""How many of the most alike lower commitments each upper one is tried with, and the other way round."""
COPIES = 8
"""With how many of the same text each is tried where a text stands more often; all of them would say nothing more."""
ALIKE = 0.13
"""Cosine from which a pair is always tried."""
FAINT = 0.02
"""Cosine up to which nearness alone is no reason to try a pair."""
RULES = ("verbatim", "concept", "wording", "nearest")
"""The rules: the same text; both name the same concept; alike enough; among the most alike of one of the two."""


@dataclass(frozen=True)
class Proposed:
    """The pairs that are tried, among those that are near."""

    near: Near
    found: NDArray[Any]
    """For each pair of ``near`` (rows) which of RULES propose it (columns)."""

    def places(self) -> list[int]:
        """Where in ``near`` the proposed pairs are."""
        import numpy as np

        places: list[int] = np.flatnonzero(self.found.any(axis=1)).tolist()
        return places

    def of(self, upper: int, lower: int) -> CandidatePair | None:
        """The pair of these two; None when no rule proposes it."""
        place = self.near.place(upper, lower)
        return None if place is None or not self.found[place].any() else self.pair(place)

    def pair(self, place: int) -> CandidatePair:
        """The pair at this place of ``near``."""
        return CandidatePair(
            int(self.near.rows[place]),
            int(self.near.columns[place]),
            tuple(rule for rule, holds in zip(RULES, self.found[place], strict=True) if holds),
            float(self.near.cosines[place]),
        )


def propose(uppers: Sequence[Profile], lowers: Sequence[Profile], near: Near) -> Proposed:
    """Which of the ``near`` pairs are tried, and why."""
    import numpy as np

    couples = list(zip(near.rows.tolist(), near.columns.tolist(), strict=True))
    verbatim = np.fromiter((uppers[i].words == lowers[j].words for i, j in couples), np.bool_, len(couples))
    concept = np.fromiter(
        (not uppers[i].concepts.keys().isdisjoint(lowers[j].concepts) for i, j in couples),
        np.bool_,
        len(couples),
    )
    wording = near.cosines >= ALIKE
    nearest = near.cosines > FAINT
    nearest &= _among_best(near.rows, near.cosines) | _among_best(near.columns, near.cosines)
    found = np.column_stack([verbatim, concept, wording, nearest])
    copies = np.isin(near.rows * len(lowers) + near.columns, same_texts(uppers, lowers, COPIES))
    found[verbatim & ~copies] = False
    return Proposed(near, found)


def _among_best(owners: Places, cosines: Figures) -> NDArray[Any]:
    import numpy as np

    order, rank = ranked(owners, cosines)
    found = np.zeros(len(owners), np.bool_)
    found[order[rank < NEAREST]] = True
    return found

"""Which document stands above: what levels and dates say against the order in which two were given."""

from __future__ import annotations

from collections.abc import Iterator

from policydiff.corpus.places import depth
from policydiff.model import Completeness, Document, Notice
from policydiff.wording import notice


def order_doubts(upper: Document, lower: Document) -> Iterator[Notice]:
    """A notice where the two may have been exchanged: the upper one is of a lower level, or is the later one.

    Where the levels are as they should be, an upper document that is later says only that the lower one does not answer it.
    """
    above, below = depth(upper.jurisdiction), depth(lower.jurisdiction)
    if above > below >= 0:
        yield notice("swapped-levels", upper=upper.title, lower=lower.title)
        return
    full = upper.completeness is lower.completeness is Completeness.FULL
    if full and upper.issued and lower.issued and upper.issued > lower.issued:
        code = "lower-earlier" if 0 <= above < below else "swapped-dates"
        yield notice(code, upper=upper.issued, lower=lower.issued)

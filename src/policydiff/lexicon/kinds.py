"""What may stand in a field of a word list: a text, a word, a pattern, an amount."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

from policydiff.model import Dimension

Text = NewType("Text", str)
"""Words of a human language, not blank."""
Word = NewType("Word", str)
"""A way to write something; “…”, “|” and “ + ” put parts together, none of them empty."""
Pattern = NewType("Pattern", str)
"""A regular expression."""
Amount = NewType("Amount", object)
"""A positive number, or one in quotation marks where floats would not hold it."""
Measured = NewType("Measured", str)
"""A dimension that units have."""

NO_TEXT, ONE = Text(""), Amount(1)
"""What stands where a field may be left out."""

Texts = tuple[Text, ...]
Words = tuple[Word, ...]
Some = NewType("Some", Words)
"""At least one word."""
Rivals = NewType("Rivals", Words)
"""At least two words, of which each excludes the others."""

MEASURED = (
    Dimension.TIME,
    Dimension.STEPS,
    Dimension.RATE,
    Dimension.MONEY,
    Dimension.CAPACITY,
    Dimension.COUNT,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A section of words."""

    words: Texts

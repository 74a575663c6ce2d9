"""cn2an with a search for digits behind it: what it wrote anew, and every number that stood in digits already."""

from __future__ import annotations

from datetime import date

import with_cn2an
from items import Item


def read(text: str, day: date) -> list[Item]:
    """All numbers of cn2an's text."""
    return with_cn2an.read(text, day, digits=True)

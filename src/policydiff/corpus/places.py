"""Places: the levels of GB/T 2260 codes, and how two places stand to each other."""

from __future__ import annotations

from policydiff.model import Jurisdiction, Level, Lineage


def level_of(code: str) -> Level:
    """The level that the digits of a GB/T 2260 code say: 150000 region, 150600 city, 150624 banner.

    >>> [level_of(c).value for c in ("100000", "150000", "150600", "150624")]
    ['country', 'region', 'city', 'banner']
    """
    if code[:2] in {"10", "00"} and code.endswith("0000"):
        return Level.COUNTRY
    if code.endswith("0000"):
        return Level.REGION
    return Level.CITY if code.endswith("00") else Level.BANNER


_MUNICIPALITIES = {"11", "12", "31", "50"}


def parent_of(code: str) -> str | None:
    """The code one level up, by the digits of GB/T 2260; None for the country.

    Districts of the four municipalities and counties run by a province lie
    right below it: their middle digits name no city.

    >>> [parent_of(c) for c in ("100000", "150000", "150600", "150624", "310114", "500229", "429004")]
    [None, '100000', '150000', '150600', '310000', '500000', '420000']
    """
    match level_of(code):
        case Level.COUNTRY:
            return None
        case Level.REGION:
            return "100000"
        case Level.CITY:
            return code[:2] + "0000"
        case _ if code[:2] in _MUNICIPALITIES or code[2:4] == "90":
            return code[:2] + "0000"
        case _:
            return code[:4] + "00"


_DEPTH = {Level.COUNTRY: 0, Level.REGION: 1, Level.CITY: 2, Level.BANNER: 3}


def depth(jurisdiction: Jurisdiction | None) -> int:
    """How far below the country a jurisdiction lies, 0 to 3; -1 when unknown."""
    return -1 if jurisdiction is None else _DEPTH[jurisdiction.level]


def lineage_of(upper: Jurisdiction | None, lower: Jurisdiction | None) -> Lineage:
    """How ``lower`` stands to ``upper``: under it, beside it under a common region, or neither."""
    if upper is None or lower is None:
        return Lineage.UNRELATED
    if upper.code != lower.code and upper.code in ancestors(lower):
        return Lineage.SUBORDINATE
    if upper.code == lower.code:
        return Lineage.PEER
    common = {*ancestors(upper), upper.code} & {*ancestors(lower), lower.code} - {"100000"}
    return Lineage.PEER if common else Lineage.UNRELATED


def of_one_level(upper: Jurisdiction | None, lower: Jurisdiction | None) -> bool:
    """Are both places known and of one level, so that what each reaches in all may be compared?"""
    return upper is not None and lower is not None and upper.level is lower.level


def ancestors(jurisdiction: Jurisdiction) -> tuple[str, ...]:
    """The codes above ``jurisdiction``, nearest first."""
    found: list[str] = []
    code = jurisdiction.parent
    while code is not None and code not in found:
        found.append(code)
        code = parent_of(code)
    return tuple(found)

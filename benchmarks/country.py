"""A country of invented plans, the same for the same numbers: 31 regions, 333 cities, 2,844 counties.

    python benchmarks/country.py FOLDER [REGIONS CITIES COUNTIES [PROMISES]]

Writes a corpus with its catalogue.  Each region makes a plan of its own out of
a list that all share in part; each city answers its region's, each county its
city's (see `invented.py`).  The places and their names are invented too.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from invented import Plan, answer, in_order, plan, text

REGIONS, CITIES, COUNTIES, PROMISES = 31, 333, 2844, 260
"""As many as there are; promises for each plan of a region, which are cut into some 300 commitments."""
FIRST = [code for code in range(13, 100) if code not in {31, 50}]
"""The first two figures of the codes of regions: none of a municipality, which has no cities."""
NAMES = "岚沐澄曦筠霁翎沅笙榆钰皓珩璟琅琬瑄瑾瓒甫畅皎睿稷穗竹筱粟素绮"


@dataclass(frozen=True, slots=True)
class Place:
    """An invented place with its plan."""

    code: str
    name: str
    plan: Plan

    @property
    def title(self) -> str:
        """What its plan is called."""
        return f"{self.name}优化营商环境实施方案"


def name(*numbers: int) -> str:
    """The name of the place with these numbers, without its kind."""
    return "".join(NAMES[number % len(NAMES)] for number in numbers)


def country(regions: int, cities: int, counties: int, promises: int) -> Iterator[Place]:
    """Every place, each behind the one above it."""
    shared = plan(2 * promises, "country")
    for r in range(regions):
        code = f"{FIRST[r]:02}"
        chance = Random(code)
        common = chance.sample(shared, promises * 2 // 3)
        above = answer(in_order([*common, *plan(promises - len(common), code)]), f"{code}/own", 0.0, 0.0)
        yield Place(f"{code}0000", f"{name(r, r + 7)}省", above)
        for c in range(cities // regions + (r < cities % regions)):
            middle = answer(above, f"{code}{c + 1:02}")
            yield Place(f"{code}{c + 1:02}00", f"{name(r, c, c + 11)}市", middle)
            number = r + regions * c  # of this city among all
            for k in range(counties // cities + (number < counties % cities)):
                below = answer(middle, f"{code}{c + 1:02}{k + 1:02}")
                yield Place(f"{code}{c + 1:02}{k + 1:02}", f"{name(r, c, k, k + 13)}县", below)


def write(folder: Path, places: Iterator[Place]) -> int:
    """The corpus of ``places`` in ``folder``; how many documents."""
    folder.mkdir(parents=True, exist_ok=True)
    entries: list[str] = []
    for place in places:
        (folder / f"{place.code}.txt").write_text(text(place.title, place.plan), encoding="utf-8")
        entries += [
            "[[jurisdiction]]", f'code = "{place.code}"', f'name = "{place.name}"', "",
            "[[document]]", f'id = "plan-{place.code}"', f'file = "{place.code}.txt"',
            f'title = "{place.title}"', f'code = "{place.code}"', "date = 2022-03-01", "",
        ]  # fmt: skip
    (folder / "catalog.toml").write_text("\n".join(entries), encoding="utf-8")
    return entries.count("[[document]]")


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[2:]]
    regions, cities, counties, promises = numbers + [REGIONS, CITIES, COUNTIES, PROMISES][len(numbers) :]
    print(f"{write(Path(sys.argv[1]), country(regions, cities, counties, promises))} documents")

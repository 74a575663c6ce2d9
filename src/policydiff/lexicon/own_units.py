"""What a user's own units must keep to among themselves and with the built-in ones."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from policydiff.lexicon.checking import File, Table

OWN_UNITS = ("日", "%", "‰", "成", "倍")
"""Units that the program itself reckons with; they stay as they are."""


def check_units(file: File, given: Iterable[str], found: Mapping[str, Table]) -> None:
    """Note which of the ``given`` ones share a spelling with another unit, or a kind but no dimension."""
    owners: dict[str, list[str]] = {}
    for name, entry in found.items():
        for spelling in entry["spellings"]:
            owners.setdefault(_one_width(spelling), []).append(name)
    for name in given:
        for spelling in found[name]["spellings"]:
            if spelling[:1].isdecimal():
                file.wrong(f"{name}.spellings", f"里的“{spelling}”以数字开头：只写单位，数字由程序读")
            others = [other for other in owners[_one_width(spelling)] if other != name]
            if others:
                file.wrong(
                    f"{name}.spellings",
                    f"里的“{spelling}”已是 {others[0]} 的写法：留一处，或停用 {others[0]}",
                )
        for other in found.values():
            if found[name]["kind"] == other["kind"] and found[name]["dimension"] != other["dimension"]:
                file.wrong(f"{name}.kind", f"和 {other['name']} 同类，维度却不同：改成一样，或换一个 kind")


def _one_width(spelling: str) -> str:
    return unicodedata.normalize("NFKC", spelling)

"""Whether a word list fits its record: every fault is noted, with its place and what to do, and none stops the next."""

from __future__ import annotations

import difflib
import re
import reprlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING, Any, get_origin

from policydiff.lexicon import kinds
from policydiff.model import Dimension, Direction, Modality

if TYPE_CHECKING:
    from cattrs import Converter

Table = dict[str, Any]
Structure = Callable[[Any, Any], Any]

LIST = '带引号的写法组成的列表，如 ["甲", "乙"]'
_MOST, _LEAST = Decimal("1e12"), Decimal("1e-12")
"""How far one unit may be from another."""


class Unfit(ValueError):
    """A value that is not what its field asks for; says what to do."""


@dataclass(slots=True)
class File:
    """One file of the user, with the list of problems that all files share."""

    name: str
    data: Table
    problems: list[str] = field(default_factory=list)

    def wrong(self, key: str, what: str) -> None:
        """Note a fault of the entry ``key``, and what to do."""
        self.problems.append(f"{self.name}.toml［{key}］{what}" if key else f"{self.name}.toml {what}")

    def fits(self, key: str, kind: Any, value: Any) -> bool:
        """Whether ``value``, which stands at ``key``, is a ``kind``; notes every fault of it."""
        found = list(faults(kind, value))
        for place, what in found:
            self.wrong(".".join(filter(None, (key, place))), what)
        return not found

    def replaces(self) -> bool:
        """Whether the file stands in the place of the built-in list."""
        value = self.data.get("replace", False)
        return self.fits("replace", bool, value) and value

    def only(self, *sections: str) -> None:
        """Note what is none of ``sections``."""
        for name in self.data:
            if name not in {*sections, "replace"}:
                self.wrong(name, f"没有这一节{near(name, sections)}：可用 {'、'.join(sections)}")

    def section(self, name: str) -> Table:
        """The section ``name``; empty, and the fault noted, where it is no section."""
        value = self.data.get(name, {})
        if isinstance(value, dict):
            return value
        self.wrong(name, f"写成 [{name}]，下面一行一个")
        return {}

    def refers(self, key: str, ids: Iterable[str], known: Iterable[str], what: str) -> None:
        """Note the ``ids`` that nothing bears."""
        for id_ in ids:
            if id_ not in known:
                self.wrong(key, f"里的 {id_} 不是{what}{near(id_, known)}")

    def remove(self, key: str, id_: str, found: dict[str, Any]) -> None:
        """Take the entry ``id_`` out of ``found``."""
        if id_ not in found:
            self.wrong(key, f"要停用的这一项不在内置词表里{near(id_, found)}")
        found.pop(id_, None)


def near(name: str, known: Iterable[str]) -> str:
    """The one of ``known`` that ``name`` may stand for, as a question; empty when none is like it."""
    # a name of that length is no slip of the pen, and comparing it takes long
    found = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6) if len(name) <= 80 else []
    return f"（是不是 {found[0]}？）" if found else ""


def faults(kind: Any, value: Any) -> Iterator[tuple[str, str]]:
    """Where ``value`` is no ``kind``, a field or record of ``lexicon/schema.py``, and what to do there."""
    from cattrs import BaseValidationError

    try:
        _converter().structure(value, kind)
    except (BaseValidationError, Unfit) as error:
        yield from _told(error, "")


def _told(error: Exception, place: str) -> Iterator[tuple[str, str]]:
    """Each fault of ``error`` with its place; what is wrong with a member of a list is said of the list."""
    from cattrs import BaseValidationError, ForbiddenExtraKeysError

    if isinstance(error, ForbiddenExtraKeysError):
        known = [_key(item.name) for item in fields(error.cl)]
        for name in sorted(map(str, error.extra_fields)):
            yield _joined(place, name), f"没有这个字段{near(name, known)}；可用 {'、'.join(known)}"
    elif isinstance(error, BaseValidationError):
        for inner in error.exceptions:
            step = _step(inner)
            if isinstance(inner, KeyError):
                yield place, f"缺 {step}：补上这一项"
            else:
                yield from _told(inner, _joined(place, step))
    else:
        yield place, str(error)


def _step(error: Exception) -> str:
    """The field or key that ``error`` stands at within its record or table; empty for a member of a list."""
    from cattrs.errors import AttributeValidationNote, IterableValidationNote

    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            return _key(note.name)
        if isinstance(note, IterableValidationNote):
            return note.index if isinstance(note.index, str) else ""
    return ""


def _joined(*steps: str) -> str:
    return ".".join(filter(None, steps))


def _key(name: str) -> str:
    """What the list calls a field."""
    return name.rstrip("_")


@cache
def _converter() -> Converter:
    """What reads a record: strictly, since a list that is half understood is worse than one refused."""
    from cattrs import Converter
    from cattrs.cols import list_structure_factory
    from cattrs.gen import make_dict_structure_fn, make_mapping_structure_fn, override

    converter = Converter(forbid_extra_keys=True, detailed_validation=True)

    def record(kind: Any) -> Structure:
        names: Any = {
            item.name: override(rename=_key(item.name)) for item in fields(kind) if item.name.endswith("_")
        }
        inner = make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True, **names)
        return _if(Mapping, '不是一项的写法：写成 { zh = "…", any = ["…"] } 这样', inner)

    def members(kind: Any) -> Structure:
        return _if(list, f"应是{LIST}", list_structure_factory(list[kind.__args__[0]], converter))

    def table(kind: Any) -> Structure:
        inner = make_mapping_structure_fn(kind, converter, detailed_validation=True)
        return _if(Mapping, '应是一行一个 "写法" = "文字"', inner)

    def of(origin: type) -> Callable[[Any], bool]:
        return lambda kind: get_origin(kind) is origin

    def plain(kind: Any, check: Callable[[Any], Any]) -> None:
        converter.register_structure_hook(kind, lambda value, _: check(value))

    converter.register_structure_hook_factory(is_dataclass, record)
    converter.register_structure_hook_factory(of(tuple), members)
    converter.register_structure_hook_factory(of(dict), table)
    for closed in (Dimension, Direction, Modality):
        plain(closed, _one_of(tuple(closed)))
    plain(kinds.Measured, _one_of(kinds.MEASURED))
    for kind, check in (
        (str, _string), (bool, _truth), (int, _whole), (float, _number), (kinds.Text, _text),
        (kinds.Word, _word), (kinds.Pattern, _pattern), (kinds.Amount, _amount),
    ):  # fmt: skip
        plain(kind, check)
    plain(kinds.Some, lambda value: _enough(converter.structure(value, kinds.Words), 1))
    plain(kinds.Rivals, lambda value: _enough(converter.structure(value, kinds.Words), 2))
    return converter


def _if(kind: Any, otherwise: str, inner: Structure) -> Structure:
    def structure(value: Any, type_: Any) -> Any:
        if not isinstance(value, kind):
            raise Unfit(otherwise)
        return inner(value, type_)

    return structure


def _one_of(values: Sequence[str]) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if value not in list(values):
            hint = near(value, values) if isinstance(value, str) else ""
            raise Unfit(f"只能是 {'、'.join(values)} 之一{hint}")
        return value

    return check


def _enough(words: Any, fewest: int) -> Any:
    if len(words) < fewest:
        told = "太少：至少写两种写法" if words else "是空的：至少写一种写法"
        raise Unfit(f"{told}；停用写 {{ enabled = false }}")
    return words


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise Unfit(f"里的 {reprlib.repr(value)} 应是一段带引号的文字：加上引号")
    return value


def _text(value: Any) -> str:
    if not _string(value).strip():
        raise Unfit("是空的：写上内容，或删去这一项")
    return str(value)


def _word(value: Any) -> str:
    parts = re.split(r"…|\|| \+ ", _string(value))
    if not all(part.strip("“”‘’《》「」 \t\n　") for part in parts):
        raise Unfit(f"里的“{value}”缺字：“…”“|”“ + ”的两边都要有字")
    return str(value)


def _pattern(value: Any) -> str:
    try:
        re.compile(_string(value))
    except re.error as error:
        raise Unfit(f"不是正则：{error}") from error
    return str(value)


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unfit("应是 true 或 false")
    return value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Unfit("应是整数")
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < float("inf"):
        raise Unfit("应是数")
    return float(value)


def _amount(value: Any) -> Any:
    try:
        usable = isinstance(value, str | int | float) and not isinstance(value, bool)
        usable = usable and _LEAST <= Decimal(str(value)) <= _MOST
    except InvalidOperation:
        usable = False
    if not usable:
        raise Unfit('应是正数，如 1000 或 "0.001"')
    return value

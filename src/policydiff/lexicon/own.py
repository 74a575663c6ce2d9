"""A user's own word lists, merged with the built-in ones.

A folder holds files named like the built-in lists.  Of each list the entries
go by their id: an id that is given again replaces the entry,
``enabled = false`` removes it, a new id is added; ``replace = true`` at the top
of a file leaves the built-in list out altogether.  All problems of all files
are told at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from policydiff.errors import InvalidCatalogue, InvalidLexicon
from policydiff.files import read_toml
from policydiff.lexicon import kinds, schema
from policydiff.lexicon.checking import File, Table, near
from policydiff.lexicon.own_units import OWN_UNITS, check_units
from policydiff.lexicon.weight_records import Weights

LISTS = ("themes", "concepts", "opposites", "agencies", "units")
"""The lists that a user may replace or extend; the others are rules of the program."""
FALLBACK = "general"
"""The theme of what no word places; it cannot be removed."""
CROSS = "cross"


def merged(folder: Path, built_in: Mapping[str, Table]) -> dict[str, Table]:
    """The lists that ``folder`` changes, changed; raises InvalidLexicon with every problem."""
    problems: list[str] = []
    files = _read(folder, problems)
    lists: dict[str, Table] = dict(built_in)
    for name, merge in _MERGES.items():
        # concepts stand under themes: where themes go, their concepts go, whether the user gave concepts or not
        if name in files or (name == "concepts" and "themes" in files):
            file = File(name, files.get(name, {}), problems)
            lists[name] = merge(file, lists)
    if problems:
        raise InvalidLexicon(problems, where=str(folder))
    changed = {*files, "concepts"} if "themes" in files else {*files}
    return {name: lists[name] for name in changed}


def own_weights(given: Path | Mapping[Any, Any]) -> Table:
    """The weights of a file or a table in the place of the built-in ones; raises InvalidLexicon with every problem."""
    # a key that is no text is an unknown one; older libraries stumble over it
    data = (
        {str(key): value for key, value in given.items()} if isinstance(given, Mapping) else read_toml(given)
    )
    file = File("weights", data)
    if not file.fits("", Weights, data):
        raise InvalidLexicon(file.problems, where="" if isinstance(given, Mapping) else str(given))
    return data


def _read(folder: Path, problems: list[str]) -> dict[str, Table]:
    wanted = "、".join(f"{name}.toml" for name in LISTS)
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".toml")
    except (OSError, ValueError) as error:  # a null byte is a ValueError
        raise InvalidLexicon(
            ["不是能打开的文件夹，或者不存在：给出装着词表（*.toml）的文件夹"], where=str(folder)
        ) from error
    if not paths:
        raise InvalidLexicon([f"文件夹里没有词表：放入 {wanted} 中的任意几个"], where=str(folder))
    files: dict[str, Table] = {}
    for path in paths:
        if path.stem not in LISTS:
            problems.append(f"{path.name} 不是能在这里改的词表{near(path.stem, LISTS)}：可以放 {wanted}")
            continue
        try:
            files[path.stem] = read_toml(path)
        except InvalidCatalogue as error:
            problems.append(f"{error.what}：{error.hint}")
    return files


def _stays(
    file: File, kind: Any, given: Iterable[tuple[str, Any, Any]], found: dict[str, Table]
) -> Iterator[tuple[str, str, Table]]:
    """The sound ones of the entries, each with its place and id; one that is switched off leaves ``found``."""
    seen: set[str] = set()
    for key, id_, entry in given:
        if id_ in seen:
            file.wrong(key, "写了两次：留一处")
        elif isinstance(id_, str) and isinstance(entry, dict) and entry.get("enabled") is False:
            file.remove(key, id_, found)
        elif file.fits(key, kind, entry):
            yield key, id_, {name: value for name, value in entry.items() if name != "enabled"}
        if isinstance(id_, str):
            seen.add(id_)


def _tables(file: File, section: str, id_field: str) -> Iterator[tuple[str, Any, Any]]:
    """The entries of ``[[section]]``, each with its place and what it gives as its id."""
    entries = file.data.get(section, [])
    if not isinstance(entries, list):
        file.wrong(section, f"写成 [[{section}]]，两层方括号")
        return
    for number, entry in enumerate(entries, 1):
        id_ = entry.get(id_field) if isinstance(entry, dict) else None
        id_ = id_ if isinstance(id_, str) else None
        yield id_ or f"第 {number} 个 {section}", id_, entry


def _themes(file: File, lists: Mapping[str, Table]) -> Table:
    file.only("theme")
    found = {} if file.replaces() else {entry["id"]: entry for entry in lists["themes"]["theme"]}
    given: list[str] = []
    for key, id_, entry in _stays(file, schema.Theme, _tables(file, "theme", "id"), found):
        given.append(id_)
        if id_ == CROSS:
            file.wrong(key, "是概念表的专用名：换一个编号")
        base: Table = {"en": entry["zh"], **{name: [] for name in _WORDS}}
        if entry.get("add"):
            if id_ not in found:
                file.wrong(f"{key}.add", "没有这个内置主题，不能在它上面加词：去掉 add，或改成已有的编号")
            base |= found.get(id_, {})
            entry = {**entry, **{name: _joined(base[name], entry.get(name, [])) for name in _WORDS}}
        found[id_] = {**base, **{name: value for name, value in entry.items() if name != "add"}}
    if FALLBACK not in found:
        file.wrong(FALLBACK, "不能停用：归不到别处的承诺归在这里；换全表时也要写上这一项")
    for id_ in given:
        file.refers(f"{id_}.near", found[id_]["near"], found, "主题")
    # what the user removed can no longer be named by what stays
    kept = [
        {**entry, "near": [other for other in entry["near"] if other in found]} for entry in found.values()
    ]
    return {"theme": kept}


_WORDS = ("heading", "strong", "words", "near")


def _joined(first: Iterable[str], second: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*first, *second]))


def _concepts(file: File, lists: Mapping[str, Table]) -> Table:
    sections = [*(entry["id"] for entry in lists["themes"]["theme"]), CROSS]
    base = {} if file.replaces() else lists["concepts"]
    where = {id_: theme for theme, entries in base.items() if theme in sections for id_ in entries}
    found = {id_: base[theme][id_] for id_, theme in where.items()}
    rows: list[tuple[str, str, Any]] = []
    for theme in file.data:
        if theme not in {*sections, "replace"}:
            file.wrong(theme, f"没有这个主题{near(theme, sections)}：先写进 themes.toml，或改成已有的主题")
    for theme in sections:
        rows += [(f"{theme}.{id_}", id_, entry) for id_, entry in file.section(theme).items()]
    given: dict[str, str] = {}
    for key, id_, entry in _stays(file, schema.Concept, rows, found):
        given[id_] = key
        where[id_] = key.removesuffix(f".{id_}")
        found[id_] = {"en": entry["zh"], **entry}
    # an entry with faults of its own is named all the same: that is not one more
    known = dict.fromkeys([*(id_ for _, id_, entry in rows if not _is_off(entry)), *found])
    for id_, key in given.items():
        for name in ("kin", "confused_with"):
            file.refers(f"{key}.{name}", found[id_].get(name, ()), known, "概念")
    for id_, entry in found.items():
        for name in ("kin", "confused_with"):
            if not all(other in found for other in entry.get(name, ())):
                found[id_] = entry = {**entry, name: [other for other in entry[name] if other in found]}
    return {theme: {id_: entry for id_, entry in found.items() if where[id_] == theme} for theme in sections}


def _is_off(entry: Any) -> bool:
    return isinstance(entry, dict) and entry.get("enabled") is False


def _lines(file: File, section: str, base: Mapping[str, Any], kind: Any) -> Table:
    """The lines of words of ``section`` by name, the user's in the place of the built-in ones."""
    found = dict(base)
    for name, words in file.section(section).items():
        if words == {"enabled": False}:
            file.remove(f"{section}.{name}", name, found)
        elif file.fits(f"{section}.{name}", kind, words):
            found[name] = words
    return found


def _opposites(file: File, lists: Mapping[str, Table]) -> Table:
    file.only("groups", "acts")
    built_in = lists["opposites"]
    groups = _lines(file, "groups", {} if file.replaces() else built_in["groups"], kinds.Rivals)
    acts = {**built_in["acts"], **file.section("acts")}
    file.fits("acts", schema.Acts, acts)
    return {"groups": groups, "acts": acts}


def _agencies(file: File, lists: Mapping[str, Table]) -> Table:
    file.only("agency")
    return {
        "agency": _lines(file, "agency", {} if file.replaces() else lists["agencies"]["agency"], kinds.Some)
    }


def _units(file: File, lists: Mapping[str, Table]) -> Table:
    file.only("unit", "count", "per", "other_words")
    built_in = lists["units"]
    kept = [entry for entry in built_in["unit"] if not file.replaces() or entry["name"] in OWN_UNITS]
    found = {entry["name"]: entry for entry in kept}
    rows = []
    for key, name, entry in _tables(file, "unit", "name"):
        if name in OWN_UNITS:
            file.wrong(key, "是程序计算要用的单位，不能改，也不能停用")
        else:
            rows.append((key, name, entry))
    given: list[str] = []
    for _, name, entry in _stays(file, schema.Unit, rows, found):
        given.append(name)
        found[name] = {"kind": name, **entry, "factor": str(entry.get("factor", 1))}
    check_units(file, given, found)
    own: dict[str, Table] = {}
    for section, kind in {
        "count": schema.Count,
        "per": schema.Per,
        "other_words": dict[str, kinds.Text],
    }.items():
        given_section = file.section(section)
        own[section] = given_section if file.fits(section, kind, given_section) else {}
    counted = built_in["count"]
    measures = dict.fromkeys([*counted["measures"], *own["count"].get("measures", ())])
    nouns = {**counted["nouns"], **own["count"].get("nouns", {})}
    for noun, measure in nouns.items():
        file.refers(f"count.nouns.{noun}", [measure], [*measures, *found], "量词或单位")
    return {
        "unit": list(found.values()),
        "count": {
            "measures": list(measures),
            "nouns": nouns,
            "verbs": [*counted["verbs"], *own["count"].get("verbs", ())],
        },
        "per": {
            "nouns": [*built_in["per"]["nouns"], *own["per"].get("nouns", ())],
            **{
                name: {**built_in["per"][name], **own["per"].get(name, {})} for name in ("letters", "english")
            },
        },
        "other_words": {**built_in["other_words"], **own["other_words"]},
    }


_MERGES: dict[str, Callable[[File, Mapping[str, Table]], Table]] = {
    "themes": _themes,
    "concepts": _concepts,
    "opposites": _opposites,
    "agencies": _agencies,
    "units": _units,
}

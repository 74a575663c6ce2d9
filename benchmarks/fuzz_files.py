"""What people write beside plans: decisions, answers, word lists, catalogues, stores and annotations, spoilt in every way.

The parts of ``fuzz.py`` that are no documents.  An input is either the file as
it stands (its first byte is below 128), or a list of changes to a sound one:
two bytes choose a value in it, one what stands in its place.
"""

from __future__ import annotations

import copy
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path
from typing import Any

Run = Callable[[bytes], None]

_UPPER = """某市优化营商环境行动方案
一、企业开办
（一）压缩开办时间。2022年底前企业开办时间压缩至1个工作日以内，申请材料不超过3份。（责任单位：市市场监管局）
（二）网上可办率达到95%以上。
二、办理建筑许可
（三）全面推行联合验收，建立项目审批绿色通道。（责任单位：市住房城乡建设局；完成时限：2022年6月底）
"""
_LOWER = """某县优化营商环境行动方案
一、企业开办
（一）压缩开办时间。2023年底前企业开办时间压缩至2个工作日以内，申请材料不超过3份。（责任单位：县市场监管局）
（二）网上可办率达到90%以上。
二、其他
（三）组建营商环境专班，每季度召开会议。
"""
_ODD: tuple[Any, ...] = (
    None, True, 0, -1, 7, 10**20, 1e308, 0.5, "", " ", "\0", "\x1b[2J", "\u202e", "甲" * 3000, "[", "9" * 400, "../x",
    "con.txt", "2024-13-45", "9999-12-31T23:59:59.999Z", [], {}, [[]], {"": {}}, ["甲", 1], "(", "\\", ".*", "=1+1",
)  # fmt: skip
"""What stands where something else was meant."""


def bent(value: Any, changes: bytes) -> Any:
    """A copy of ``value``, made of tables and lists, with one place changed for every three bytes, up to 20."""
    whole = [copy.deepcopy(value)]
    for at in range(0, min(len(changes) - 2, 60), 3):
        places = list(islice(_places(whole), 2000))
        holder, key = places[int.from_bytes(changes[at : at + 2]) % len(places)]
        kind = changes[at + 2]
        if kind < 200:
            holder[key] = copy.deepcopy(_ODD[kind % len(_ODD)])
        elif kind < 220 and holder is not whole:
            del holder[key]
        elif kind < 240:  # what stands in one place stands in another too
            other, name = places[kind * 31 % len(places)]
            with suppress(IndexError, KeyError):  # taken out by the change before
                holder[key] = copy.deepcopy(other[name])
        elif isinstance(holder, list):
            holder.extend(copy.deepcopy(holder[:10]))
    return whole[0]


def _places(holder: Any) -> Iterator[tuple[Any, Any]]:
    """Each place of a value within ``holder``: the table or list, and the key."""
    for key, value in list(holder.items() if isinstance(holder, dict) else enumerate(holder)):
        yield holder, key
        if isinstance(value, dict | list):
            yield from _places(value)


def _documents() -> tuple[Any, Any]:
    from policydiff.commitments.parse import parse
    from policydiff.model import SourceText

    upper, lower = (
        parse(SourceText(f"{name}.txt", "txt", text, sha256=name), id=name)
        for name, text in (("upper", _UPPER), ("lower", _LOWER))
    )
    return upper, lower


def _json_lines(rows: list[Any]) -> bytes:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode("utf-8", "surrogatepass")


def _put(path: Path, data: bytes, sound: Any, written: Callable[[Any], bytes]) -> None:
    """The file that ``data`` stands for: itself, or ``sound`` with changes."""
    raw = data[:1] < b"\x80"
    path.write_bytes(data[1:] if raw else written(bent(sound, data[1:])))


def review(place: Path) -> tuple[Run, list[bytes]]:
    """A file of decisions, put together with others and honoured."""
    from policydiff.concordance import compare
    from policydiff.decisions import conflicts, decisions_json, digest, honour, merge
    from policydiff.report.filled import read_review
    from policydiff.report.jsonio import dumps

    upper, lower = _documents()
    concordance = compare(upper, lower)
    rows = [
        {
            "upper_document": upper.id, "lower_document": lower.id, "upper": above.id, "lower": below.id,
            "upper_digest": digest(above.text), "lower_digest": digest(below.text), "reviewer": f"复核人{n % 2}",
            "verdict": ("accept", "reject", "relation", "note")[n % 4], "relation": "tightens" if n % 4 == 2 else None, "outcome": None,
            "comment": "依据", "at": f"2024-03-0{n + 1}T08:00:00.000Z", "over": [{"reviewer": "甲", "at": None}],
            "partner": lower.commitments[0].id, "partner_digest": digest(lower.commitments[0].text),
        }
        for n, (above, below) in enumerate(zip(upper.commitments, lower.commitments, strict=False))
    ]  # fmt: skip
    sound = {"schema": "policydiff.review/1", "decisions": rows}
    path = place / "review.json"

    def run(data: bytes) -> None:
        _put(path, data, sound, lambda value: json.dumps(value).encode())
        found = merge(read_review(path).decisions)
        conflicts(found)
        dumps(decisions_json(found))
        honour(concordance, found)

    return run, [b"\0" + json.dumps({**sound, "decisions": [row]}).encode() for row in rows]


def answers(place: Path) -> tuple[Run, list[bytes]]:
    """A file of answers that a second reader gave."""
    from policydiff.second_reader.answers import read_answers

    lines = _annotations("second_reader/henan-shangqiu-2026-11-27.jsonl", 2)
    path = place / "answers.jsonl"

    def run(data: bytes) -> None:
        _put(path, data, lines, lambda value: _json_lines(value if isinstance(value, list) else [value]))
        read_answers(path, reader="甲")

    return run, [b"\0" + _json_lines([line]) for line in lines]


def gold(place: Path) -> tuple[Run, list[bytes]]:
    """A file of annotations of each kind, scored against two documents."""
    from policydiff.evaluate import score_file

    documents = _documents()
    pair = {"kind": "pair", "theme": "general", "upper": "网上可办率达到95%以上", "lower": "网上可办率达到90%以上",
            "relation": "looser", "dimension": "rate"}  # fmt: skip
    kinds: list[list[dict[str, Any]]] = [
        [pair, {"kind": "missing", "theme": "general", "upper": "全面推行联合验收"}, {"kind": "added", "theme": "general", "lower": "组建营商环境专班"}],
        [{"kind": "pair", "upper_article": label, "lower_article": label, "relation": "loosens"} for label in ("（一）", "（二）", "（三）")],
        [{"doc": "upper", "quote": "网上可办率达到95%以上", "dimension": "rate", "comparator": ">=", "value": 95, "unit": "%"},
         {"doc": "upper", "kind": "range", "from": "一、企业开办", "to": "二、办理建筑许可"}],
        [{"kind": "evidence", "theme": "general", "commitment": "网上可办率达到95%以上", "statement": "网上可办率达到90%以上", "status": "progress"},
         {"kind": "unplanned", "theme": "general", "statement": "组建营商环境专班", "status": "progress", "commitment": None}],
    ]  # fmt: skip
    path = place / "gold.jsonl"

    def run(data: bytes) -> None:
        sound = kinds[data[1] % len(kinds)] if len(data) > 1 else kinds[0]
        _put(
            path, data, sound, lambda value: _json_lines(value if isinstance(value, list) else [value])
        )  # the byte that chooses the kind is the first of the changes too
        score_file(path, documents)

    return run, [b"\0" + _json_lines(rows) for rows in kinds]


def _annotations(name: str, count: int) -> list[Any]:
    with (Path(__file__).parent / name).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in islice(lines, count)]


def lexicon(place: Path) -> tuple[Run, list[bytes]]:
    """A word list of one's own; the text is read with the lists that are sound."""
    import tomlkit

    from policydiff.engine import Engine
    from policydiff.lexicon import Lexicon
    from policydiff.lexicon.own import LISTS
    from policydiff.model import SourceText

    source = SourceText("plan.txt", "txt", _UPPER, sha256="0")
    examples = Path(__file__).parent.parent / "docs/examples"
    sound: dict[str, Any] = {
        **{
            path.stem: tomlkit.parse(path.read_text(encoding="utf-8")).unwrap()
            for path in sorted(examples.glob("air-quality/lexicon/*.toml"))
        },
        "opposites": {
            "groups": {"voltage": ["低压", "高压|中压"], "bids": {"enabled": False}},
            "acts": {"opening": ["企业开办"]},
        },
        "agencies": {"agency": {"market": ["市场监管", "市监局"], "housing": ["住建"]}},
    }
    # the themes of the example stand in another file than its concepts
    sound["concepts"] = {
        "general": {
            id_: entry
            for group in sound["concepts"].values()
            if isinstance(group, dict)
            for id_, entry in group.items()
        }
    }

    def run(data: bytes) -> None:
        name = LISTS[data[1] % len(LISTS)] if len(data) > 1 else LISTS[0]
        folder = place / "lists"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        _put(folder / f"{name}.toml", data[:1] + data[2:], sound[name], _toml)
        Engine(Lexicon(folder)).parse(source, id="plan")

    return run, [
        bytes([0, number]) + tomlkit.dumps(sound[name]).encode()[:3500] for number, name in enumerate(LISTS)
    ]


def _toml(value: Any) -> bytes:
    """``value`` as TOML; what TOML has no way to write stays out."""
    import tomlkit

    with suppress(TypeError, ValueError, AttributeError):
        return tomlkit.dumps(_told(value)).encode("utf-8", "surrogatepass")
    return b""


def _told(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _told(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_told(inner) for inner in value if inner is not None]
    return value


def catalogue(place: Path) -> tuple[Run, list[bytes]]:
    """A catalogue of three documents: opened, checked, and asked what is compared with what."""
    from policydiff.corpus.accession import check_corpus
    from policydiff.corpus.catalogue import read_catalogue
    from policydiff.corpus.couples import couples

    root = place / "corpus"
    root.mkdir()
    for name in "abc":
        (root / f"{name}.txt").write_text(f"某市{name}方案\n第一条 可办率达到95%。\n", encoding="utf-8")
    sound = {
        "jurisdiction": [{"code": "150000", "name": "内蒙古自治区"}, {"code": "150600", "name": "鄂尔多斯市"}],
        "document": [
            {"id": name, "file": f"{name}.txt", "title": f"{name}方案", "code": code, "kind": "plan", "issued": "2022-03-18",
             "number": f"某政发〔2022〕{number}号", "issuer": "某市人民政府", "completeness": "full", "supersedes": ["c"] if name == "a" else []}
            for number, (name, code) in enumerate(zip("abc", ("150000", "150600", "150600"), strict=True))
        ],
    }  # fmt: skip

    def run(data: bytes) -> None:
        _put(root / "catalog.toml", data, sound, _toml)
        found, _ = read_catalogue(root)
        couples(found)
        [found.successor(id_) for id_ in found.entries]
        check_corpus(root)

    return run, [b"\0" + _toml(sound)]


def store(place: Path) -> tuple[Run, list[bytes]]:
    """A store: bytes of its file changed (four say where and what), or values by hand."""
    from policydiff.concordance import compare
    from policydiff.corpus import Given, load_catalogue
    from policydiff.report.store_data import answer_bytes
    from policydiff.store import Question, answers, documents, due, opened, targets
    from policydiff.store.summing import place_summary, whole
    from policydiff.store.working import Work

    sound, path = place / "sound.sqlite", place / "store.sqlite"
    for name, text in (("upper", _UPPER), ("lower", _LOWER)):
        (place / f"{name}.txt").write_text(text, encoding="utf-8")
    known = load_catalogue()
    compare(*_documents())
    with opened(sound, create=True) as connection:
        work = Work(connection)
        for name in ("upper", "lower"):
            work.take(str(place / f"{name}.txt"), Given(), known, replace=False)
        work.ask(["upper"], ["lower"])
        work.settle()
    with closing(sqlite3.connect(sound)) as plain:
        columns = [
            (table, column[1])
            for (table,) in plain.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for column in plain.execute(f"PRAGMA table_info({table})")
        ]
    start = sound.read_bytes()

    def run(data: bytes) -> None:
        if data[:1] < b"\x80":
            file = bytearray(start)
            for at in range(1, len(data) - 3, 4):
                file[int.from_bytes(data[at : at + 3]) % len(file)] = data[at + 3]
            path.write_bytes(file)
        else:
            path.write_bytes(start)
            with closing(sqlite3.connect(path)) as plain:
                for at in range(1, min(len(data) - 2, 60), 3):
                    table, column = columns[data[at] % len(columns)]
                    value = _ODD[data[at + 1] % len(_ODD)]
                    value = bytes(data[at:]) if isinstance(value, list | dict) or value == 10**20 else value
                    with suppress(sqlite3.Error):  # the tables do not take it
                        plain.execute(
                            f"UPDATE {table} SET {column} = ? WHERE rowid % 3 = ?"
                            if table == "documents"
                            else f"UPDATE {table} SET {column} = ?",
                            (value, data[at + 2] % 3) if table == "documents" else (value,),
                        )
                        plain.commit()
        with opened(path) as connection:
            for verb in (answers, targets, documents):
                found = verb(connection, Question())
                for format in ("text", "json", "csv"):
                    answer_bytes(verb.__name__, found, format)
            whole(connection)
            place_summary(connection, "lower")
            due(connection)
            work = Work(connection)
            work.reread((), known)
            work.settle()

    return run, [
        b"\0" + bytes(4),
        b"\0" + bytes([0, 80, 0, 255]),
        *(bytes([128, n, n, n]) for n in range(64)),
    ]


PARTS = {
    "review": review, "answers": answers, "gold": gold, "lexicon": lexicon, "catalogue": catalogue, "store": store,
}  # fmt: skip
"""The name of each part, and what makes its run and its seeds in a folder."""

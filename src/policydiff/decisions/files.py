"""Files of decisions: as JSON, and inside a reviewed report; read whole or refused with the place of the first fault."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from policydiff.decisions.log import TEXTS, merge
from policydiff.errors import UnreadableSource
from policydiff.files import read_plain
from policydiff.model import Decision, Outcome, Relation, Ruling
from policydiff.model.outcomes import ANSWERS

SCHEMA = "policydiff.review/1"
LARGEST = 20_000_000
"""Bytes of a file of decisions; 10,000 decisions have 8,000,000."""
MOST = 2_000_000
"""Tables, lists and texts of a file of decisions; 10,000 decisions have 350,000."""
LARGEST_PAGE = 80_000_000
"""Bytes of a reviewed report; one of 5,000 rows has 20,000,000."""

_IN_PAGE = re.compile(r'<script type="application/json" id="decisions">([^<]*)</script>')
"""Where a page carries its decisions; inside them ``<`` is written as an escape."""
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def decision_json(decision: Decision) -> dict[str, Any]:
    """``decision`` as it stands in a file; what is empty is null."""
    return {
        **{name: getattr(decision, name) or None for name in TEXTS},
        "comment": decision.comment,
        "verdict": decision.verdict.value,
        "relation": decision.relation.value if decision.relation else None,
        "outcome": decision.outcome.value if decision.outcome else None,
        "over": [{"reviewer": reviewer, "at": at or None} for reviewer, at in decision.over],
    }


def decisions_json(decisions: Iterable[Decision]) -> dict[str, Any]:
    """A file of decisions."""
    return {"schema": SCHEMA, "decisions": [decision_json(decision) for decision in decisions]}


def read_decisions(path: Path) -> tuple[Decision, ...]:
    """The decisions in the file ``path``, a file of decisions or a reviewed report; UnreadableSource where it is neither."""
    content = read_plain(path, LARGEST_PAGE if path.suffix.lower() in {".html", ".htm"} else LARGEST)
    try:
        text = content.decode("utf-8-sig")
        inside = _IN_PAGE.search(text) if text.lstrip()[:1] == "<" else None
        text = inside[1] if inside else text
        # each of these takes a hundred bytes of memory where it takes three in the file
        if text.count("[") + text.count("{") + text.count('"') // 2 > MOST:
            raise UnreadableSource("复核文件里的内容太碎、太多", where=str(path), hint="分成几份，再逐份并入")
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableSource(
            "复核文件不是完整的 JSON", where=str(path), hint="请从报告页面重新导出"
        ) from error
    return parse_decisions(data, str(path))


def parse_decisions(data: Any, where: str = "") -> tuple[Decision, ...]:
    """The decisions in ``data``, the content of a file; raises UnreadableSource with the place of the first fault."""
    if (
        not isinstance(data, dict)
        or data.get("schema") != SCHEMA
        or not isinstance(data.get("decisions"), list)
    ):
        raise UnreadableSource(
            f"不是复核文件（没有 {SCHEMA}）", where=where, hint="请给出报告页面导出的 JSON 文件"
        )
    found = []
    for number, entry in enumerate(data["decisions"], 1):
        try:
            found.append(_decision(entry))
        except ValueError as error:
            raise UnreadableSource(
                f"复核文件第 {number} 条意见不对：{error}", where=where, hint="请从报告页面重新导出"
            ) from error
    return merge(found)


def _decision(entry: Any) -> Decision:
    if not isinstance(entry, dict):
        raise ValueError("不是一条记录")
    texts = {name: _text(entry, name) for name in TEXTS}
    if not texts["reviewer"].strip():
        raise ValueError("没有写明复核人")
    if not (texts["upper_document"] and texts["lower_document"] and (texts["upper"] or texts["lower"])):
        raise ValueError("没有写明是哪两份文件的哪一条")
    if texts["at"] and not _is_time(texts["at"]):
        raise ValueError("时间不是 2024-03-01T08:00:00.000Z 这样的写法")
    try:
        verdict = Ruling(_text(entry, "verdict"))
        relation = Relation(entry["relation"]) if entry.get("relation") is not None else None
        outcome = Outcome(entry["outcome"]) if entry.get("outcome") is not None else None
    except ValueError as error:
        raise ValueError("没有这种结论") from error
    alone = not (texts["upper"] and texts["lower"])
    if verdict is Ruling.RELATION and (alone or relation is None):
        raise ValueError("改判没有写明成对的两条和新的结果")
    if verdict is Ruling.REPAIR and (texts["lower"] or not texts["partner"]):
        raise ValueError("改配没有写明配哪一条")
    if outcome is not None and outcome not in (_ALONE if alone else ANSWERS):
        raise ValueError("这样的一行不能有这种结果")
    over = entry.get("over") or []
    if not isinstance(over, list) or not all(isinstance(item, dict) for item in over):
        raise ValueError("over 不是列表")
    return Decision(
        **texts,
        verdict=verdict,
        relation=relation,
        outcome=outcome,
        over=tuple((_text(item, "reviewer"), _text(item, "at")) for item in over),
    )


def _is_time(text: str) -> bool:
    """A time that there is, and one after it."""
    try:
        return bool(_TIME.fullmatch(text)) and datetime.fromisoformat(text).year < 9999
    except ValueError:
        return False


_ALONE = frozenset({Outcome.MISSING})
"""What may be said of an upper commitment alone."""


def _text(entry: dict[str, Any], name: str) -> str:
    value = entry.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{name} 不是文字")
    try:
        value.encode()
    except UnicodeEncodeError:  # half of a surrogate pair can be written in JSON but in no file
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value

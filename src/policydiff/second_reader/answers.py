"""Answers: checked against ids, outcomes and words of their questions, and made decisions.

An answer that breaks a rule is named and dropped; what is good beside it is kept.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from policydiff.as_read import place_of_words
from policydiff.decisions import SECOND, digest
from policydiff.errors import InvalidRequest, UnreadableSource
from policydiff.labels import label
from policydiff.model import Decision, Outcome, Ruling
from policydiff.model.outcomes import ANSWERS
from policydiff.readers.plain import decode_bytes
from policydiff.second_reader.questions import NONE, UNSURE, Question, Side, question_of, read_bytes
from policydiff.topics.concepts import plain

_DIRECTED = frozenset({Outcome.TIGHTENS, Outcome.LOOSENS, Outcome.MIXED, Outcome.INCOMPARABLE})
_SHORTEST = 2
"""Characters that deciding words have at least."""
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """One candidate that answers, with its outcome and the words that decide."""

    lower: Side
    outcome: Outcome
    upper_words: str
    lower_words: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reader says of one question: choices, or none, or that it cannot be told."""

    choices: tuple[Choice, ...] = ()
    none: bool = False
    unsure: bool = False
    note: str = ""
    doubted: frozenset[str] = frozenset()
    """Candidates that were chosen in a way that breaks a rule: nothing is said of them."""


@dataclass(frozen=True, slots=True)
class Fault:
    """An answer or a part of one that was dropped: where, and why."""

    where: str
    what: str


@dataclass(slots=True)
class Answered:
    """What a file of answers comes to."""

    decisions: list[Decision] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    asked: int = 0
    answered: int = 0
    unsure: int = 0


# ---- one answer


def read_answer(question: Question, data: Any) -> tuple[Answer | None, list[str]]:
    """The answer in ``data`` as far as it is good, and every fault; None where nothing of it is."""
    entries = data.get("choices") if isinstance(data, Mapping) else None
    if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
        return None, ["没有 choices 列表"]
    names = [_string(entry, "choice") for entry in entries]
    if NONE in names or UNSURE in names:
        if len(set(names)) > 1:
            return None, [f"{NONE}、{UNSURE} 不能和别的选择写在一起"]
        return Answer(none=names[0] == NONE, unsure=names[0] == UNSURE, note=_string(entries[0], "note")), []
    if not entries:
        return None, [f"没有选择；一条都不应答写 {NONE}，看不出来写 {UNSURE}"]
    found: dict[str, Choice] = {}
    faults: list[str] = []
    doubted: set[str] = set()
    for name, entry in zip(names, entries, strict=True):
        try:
            choice = _choice(question, name, entry)
            if name in found or name in doubted:
                raise ValueError("选了两次")
            found[name] = choice
        except ValueError as error:
            faults.append(f"{name or '（空）'}：{error}")
            doubted.add(name)
            found.pop(name, None)
    if not found:
        return None, faults
    return Answer(choices=tuple(found.values()), doubted=frozenset(doubted)), faults


def _choice(question: Question, name: str, entry: Mapping[str, Any]) -> Choice:
    lower = question.candidate(name)
    if lower is None:
        raise ValueError("候选里没有这个编号")
    outcome = _outcomes().get(_string(entry, "outcome").strip())
    if outcome is None:
        raise ValueError(f"没有“{_string(entry, 'outcome')[:20]}”这种结果")
    words = {}
    for side, name_, text in (("上级", "upper_words", question.upper), ("下级", "lower_words", lower)):
        words[name_] = _string(entry, name_).strip()
        if len(plain(words[name_])) < _SHORTEST:
            raise ValueError(f"没有写{side}一边所据的文字")
        if place_of_words(text.whole, words[name_]) is None:
            raise ValueError(f"{side}原文里没有“{words[name_][:30]}”")
    if outcome in _DIRECTED and plain(words["upper_words"]) == plain(words["lower_words"]):
        raise ValueError("两边所据的文字相同，看不出差别")
    return Choice(lower, outcome, words["upper_words"], words["lower_words"], _string(entry, "note"))


def _outcomes() -> dict[str, Outcome]:
    """The outcomes of a pair by code and by word."""
    return {
        word: outcome
        for outcome in ANSWERS
        for word in (
            outcome.value,
            label("outcome", outcome.value, "zh"),
            label("outcome", outcome.value, "en"),
        )
    }


def _string(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    if value is None:
        return ""
    # half of a surrogate pair can be written in JSON but in no file
    return (
        value.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(value, str) else "?"
    )


# ---- decisions


def decisions_of(question: Question, answer: Answer, reader: str) -> Iterator[Decision]:
    """What the answer decides, row by row.

    Each choice is a pair with its outcome; a pair of the program that was not
    chosen is none; where nothing was chosen, the upper commitment has no
    answer among the near ones.  Who cannot tell leaves a comment.
    """

    def entry(
        lower: Side | None, verdict: Ruling, comment: str = "", choice: Choice | None = None
    ) -> Decision:
        missing = Outcome.MISSING if verdict is Ruling.ACCEPT else None
        outcome = choice.outcome if choice else missing
        return Decision(
            upper_document=question.upper_document,
            lower_document=question.lower_document,
            upper=question.upper.id,
            lower=lower.id if lower else "",
            upper_digest=digest(question.upper.text),
            lower_digest=digest(lower.text) if lower else "",
            upper_text=question.upper.text,
            lower_text=lower.text if lower else "",
            verdict=verdict,
            outcome=outcome,
            relation=outcome.relation if outcome else None,
            upper_words=choice.upper_words if choice else "",
            lower_words=choice.lower_words if choice else "",
            comment=comment,
            reviewer=SECOND + reader,
        )

    if answer.unsure:
        yield entry(None, Ruling.NOTE, answer.note or label("question", "unsure"))
        return
    chosen = {choice.lower.id for choice in answer.choices}
    for choice in answer.choices:
        yield entry(choice.lower, Ruling.RELATION, choice.note, choice)
    for candidate in question.candidates:
        if candidate.paired and candidate.id not in chosen | answer.doubted:
            yield entry(candidate, Ruling.REJECT)
    if answer.none:
        yield entry(None, Ruling.ACCEPT, answer.note)


# ---- files


def read_answers(path: Path, asked: Path | None = None, reader: str = "") -> Answered:
    """The decisions in a file of answers: lines of JSON, or a table (.csv).

    A line holds its question, or only the ``id`` of one in the file ``asked``.
    ``reader`` names who answered where a line does not.  Raises
    UnreadableSource where a file cannot be read, InvalidRequest where nobody is named.
    """
    known = read_questions(asked) if asked else {}
    result = Answered()
    seen: dict[str, str] = {}
    spoken = _table(path, known) if path.suffix.lower() == ".csv" else _lines(path, known)
    for where, question, data in spoken:
        if isinstance(question, str):
            result.faults.append(Fault(where, question))
            continue
        result.asked += 1
        if data is None:
            continue
        if question.id in seen:
            result.faults.append(Fault(where, f"{question.upper.id} 在{seen[question.id]}已经答过"))
            continue
        seen[question.id] = where
        who = _name(data.get("reader") if isinstance(data, Mapping) else None) or _name(reader)
        if not who:
            raise InvalidRequest(
                "答案没有写明是谁答的", where=f"{path}，{where}", hint="用 --reader 写上名称"
            )
        answer, faults = read_answer(question, data)
        result.faults += [Fault(where, f"{question.upper.id} {fault}") for fault in faults]
        if answer is None:
            continue
        result.answered += 1
        result.unsure += answer.unsure
        result.decisions += decisions_of(question, answer, who)
    result.asked = max(result.asked, len(known))
    return result


def _name(value: Any) -> str:
    text = value if isinstance(value, str) else ""
    return "".join(char for char in text if char.isprintable()).strip()[:_LONGEST_NAME]


def read_questions(path: Path) -> dict[str, Question]:
    """The questions of a file by id; raises UnreadableSource with the first line that is none."""
    found = {}
    for number, line in _numbered(path):
        try:
            question = question_of(_object(line))
        except ValueError as error:
            raise UnreadableSource(
                str(error), where=f"{path}，第 {number} 行", hint="用 policydiff questions 重新写一份"
            ) from error
        found[question.id] = question
    if not found:
        raise UnreadableSource("里面没有题目", where=str(path), hint="用 policydiff questions 写一份")
    return found


def _numbered(path: Path) -> Iterator[tuple[int, str]]:
    text, _, _ = decode_bytes(read_bytes(path), str(path))
    return ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def _object(line: str) -> Mapping[str, Any]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError("不是完整的 JSON") from error
    if not isinstance(data, dict):
        raise ValueError("不是一条记录")
    return data


Spoken = Iterable[tuple[str, Question | str, Any]]
"""Where it stands, the question or what is wrong with it, the answer or None."""


def _lines(path: Path, known: Mapping[str, Question]) -> Spoken:
    for number, line in _numbered(path):
        where = f"第 {number} 行"
        try:
            data = _object(line)
            question = _asked(data, known)
        except ValueError as error:
            yield where, str(error), None
            continue
        yield where, question, data.get("answer")


def _asked(data: Mapping[str, Any], known: Mapping[str, Question]) -> Question:
    id_ = data.get("id")
    whole = question_of(data) if isinstance(data.get("upper"), dict) else None
    if known:
        found = known.get(id_) if isinstance(id_, str) else None
        if found is None:
            raise ValueError(f"没有这道题：{str(id_)[:40]}")
        return found
    if whole is None:
        raise ValueError("这一行没有题目，另用 --questions 给出题目文件")
    return whole


COLUMNS = ("id", "choice", "outcome", "upper_words", "lower_words", "note")
"""What of a table is read."""


def _table(path: Path, known: Mapping[str, Question]) -> Spoken:
    """The rows of a table, put together question by question; a row without an outcome is not chosen."""
    if not known:
        raise InvalidRequest("表格里没有题目", where=str(path), hint="另用 --questions 给出题目文件")
    text, _, _ = decode_bytes(read_bytes(path), str(path))
    reader = csv.DictReader(io.StringIO(text))
    try:
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise UnreadableSource("表格读不了", where=str(path), hint="另存为 CSV 再试") from error
    lacking = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if lacking:
        raise UnreadableSource(
            f"表格缺少这些列：{'、'.join(lacking)}",
            where=str(path),
            hint="用 policydiff questions -o 题目.csv 写的表来填",
        )
    found: dict[str, tuple[str, list[dict[str, Any]]]] = {}
    for number, row in rows:
        chosen = found.setdefault((row["id"] or "").strip(), (f"第 {number} 行", []))[1]
        said = (row["outcome"] or "").strip()
        if not said:
            continue
        name = (row["choice"] or "").strip()
        unsure = said in {UNSURE, label("question", "unsure")}
        chosen.append({**row, "choice": UNSURE if unsure else name, "outcome": said})
    for id_, (where, chosen) in found.items():
        yield where, known.get(id_, f"没有这道题：{id_[:40]}"), {"choices": chosen} if chosen else None


def table_rows(questions: Iterable[Question]) -> list[dict[str, object]]:
    """The questions as a table to be filled in: a row for each candidate and one for none of them."""
    rows: list[dict[str, object]] = []
    for question in questions:
        blank: dict[str, object] = dict.fromkeys(COLUMNS[2:], "")
        upper = " › ".join((*question.upper.trail, question.upper.label)) + "\n" + _shown(question.upper)
        for one in question.candidates:
            lower = " › ".join((*one.trail, one.label)) + "\n" + _shown(one)
            rows.append({"id": question.id, "choice": one.id, "upper": upper, "lower": lower, **blank})
        lower = label("question", NONE)
        rows.append({"id": question.id, "choice": NONE, "upper": upper, "lower": lower, **blank})
    return rows


def _shown(side: Side) -> str:
    """Lead and text, then deadline and units."""
    return "\n".join(part for part in (side.lead + side.text, side.deadline, "、".join(side.units)) if part)

"""Questions: what a reader needs to say which candidates answer an upper commitment, one self-contained line each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policydiff.decisions import LARGEST, digest
from policydiff.errors import UnreadableSource
from policydiff.files import read_plain
from policydiff.labels import label
from policydiff.model import Outcome
from policydiff.model.outcomes import ANSWERS, JUDGED_ROLES
from policydiff.wording import say

SCHEMA = "policydiff.question/1"
RESULT = "policydiff.concordance/1"
NONE = "none"
"""The choice: none of the candidates answers."""
UNSURE = "unsure"
"""The choice: the reader cannot tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A commitment as a reader sees it."""

    id: str
    label: str = ""
    trail: tuple[str, ...] = ()
    """The headings above it."""
    lead: str = ""
    """The words of an enclosing sentence that govern it."""
    text: str
    deadline: str = ""
    units: tuple[str, ...] = ()
    near: str = ""
    """Of a candidate: its clause that is likest to one of the upper commitment."""
    upper_near: str = ""
    """That clause of the upper commitment."""
    paired: bool = False
    """Of a candidate: does the program pair them?"""

    @property
    def whole(self) -> str:
        """All its words: what words of an answer must stand in."""
        return "\n".join((self.lead, self.text, self.deadline, *self.units))


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which of the candidates answer the upper commitment, and how?"""

    upper_document: str
    lower_document: str
    upper_title: str = ""
    lower_title: str = ""
    upper: Side
    candidates: tuple[Side, ...]

    @property
    def id(self) -> str:
        """Changes with the documents, the commitments and their texts; not with the order of the candidates."""
        sides = (self.upper, *sorted(self.candidates, key=lambda one: one.id))
        return digest(
            json.dumps(
                [self.upper_document, self.lower_document, *((one.id, digest(one.whole)) for one in sides)]
            )
        )

    def candidate(self, id_: str) -> Side | None:
        """The candidate of that id."""
        return next((one for one in self.candidates if one.id == id_), None)


# ---- from a result


def read_result(path: Path) -> dict[str, Any]:
    """The result of a comparison that `compare --format json` wrote; UnreadableSource where it is none."""
    hint = "请给出 policydiff compare … --format json 写的文件"
    data = read_json(read_bytes(path), str(path), hint)
    if not isinstance(data, dict) or data.get("schema") != RESULT:
        raise UnreadableSource(f"不是对照的结果（没有 {RESULT}）", where=str(path), hint=hint)
    if "open_questions" not in data:
        raise UnreadableSource("这份结果是较早的版本写的", where=str(path), hint="重新对照一次")
    return data


def read_bytes(path: Path) -> bytes:
    """The content of a file of sensible size; UnreadableSource where there is none."""
    return read_plain(path, LARGEST)


def read_json(data: bytes, where: str, hint: str) -> Any:
    """The value that ``data`` writes; UnreadableSource where it is no JSON."""
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UnreadableSource("不是完整的 JSON", where=where, hint=hint) from error


def questions(result: Mapping[str, Any], *, every: bool = False) -> tuple[Question, ...]:
    """The open questions of a result, in the order of the upper document.

    ``every`` asks of each upper commitment that has a pair or a candidate, also
    where the program is sure.  Raises UnreadableSource where the result is damaged.
    """
    try:
        asking, open_ = Asking(result), set(result["open_questions"])
        asked = (
            asking.about(id_, asking.near(id_))
            for id_, entry in asking.uppers.items()
            if id_ in open_ or (every and (id_ in asking.paired or entry["role"] in JUDGED_ROLES))
        )
        return tuple(question for question in asked if question.candidates)
    except (KeyError, TypeError, AttributeError) as error:
        raise UnreadableSource("对照的结果不完整", hint="重新对照一次") from error


class Asking:
    """A result by ids: what a question about one of its upper commitments holds."""

    def __init__(self, result: Mapping[str, Any]) -> None:
        self._result = result
        self.uppers = {entry["id"]: entry for entry in result["upper"]["commitments"]}
        self._lowers = {entry["id"]: entry for entry in result["lower"]["commitments"]}
        self.paired: dict[str, dict[str, Mapping[str, Any]]] = {}
        """By ids of the upper and the lower commitment, the surest first."""
        for pair in sorted(result["pairs"], key=lambda pair: -pair["confidence"]):
            self.paired.setdefault(pair["upper"], {})[pair["lower"]] = pair

    def near(self, upper: str) -> tuple[str, ...]:
        """The lower commitments that the program pairs with an upper one, then its candidates."""
        candidates = self._result["candidates"].get(upper, ())
        return (*self.paired.get(upper, ()), *(one["lower"] for one in candidates))

    def about(self, upper: str, lowers: Iterable[str]) -> Question:
        """The question which of ``lowers`` answer ``upper``; KeyError where the result has no such commitment."""
        result, own = self._result, self.paired.get(upper, {})
        known = {one["lower"]: one for one in result["candidates"].get(upper, ())} | own
        return Question(
            upper_document=result["upper"]["id"],
            lower_document=result["lower"]["id"],
            upper_title=result["upper"]["title"],
            lower_title=result["lower"]["title"],
            upper=_side(self.uppers[upper]),
            candidates=tuple(
                _side(self._lowers[id_], known.get(id_, {}).get("clauses"), paired=id_ in own)
                for id_ in lowers
            ),
        )


def _side(
    entry: Mapping[str, Any], clauses: Mapping[str, Any] | None = None, *, paired: bool = False
) -> Side:
    return Side(
        id=entry["id"],
        label=entry["label"],
        trail=tuple(entry["trail"]),
        lead=entry["lead"],
        text=entry["text"],
        deadline=entry["deadline_text"] or "",
        units=(*entry["lead_units"], *entry["responsible_units"]),
        near=clauses["lower"]["text"] if clauses else "",
        upper_near=clauses["upper"]["text"] if clauses else "",
        paired=paired,
    )


# ---- lines


def question_json(question: Question) -> dict[str, Any]:
    """``question`` as a line holds it, with what is asked and which answers there are."""
    return {
        "schema": SCHEMA,
        "id": question.id,
        "upper_document": question.upper_document,
        "lower_document": question.lower_document,
        "upper_title": question.upper_title,
        "lower_title": question.lower_title,
        "upper": _side_json(question.upper),
        "candidates": [_candidate_json(one) for one in question.candidates],
        "ask": {"zh": say("question.ask").zh, "en": say("question.ask").en},
        "allowed": allowed(question),
        "answer": None,
    }


def allowed(question: Question) -> dict[str, Any]:
    """The choices and outcomes of an answer, each with its meaning."""
    return {
        "choice": [*(one.id for one in question.candidates), NONE, UNSURE],
        "outcome": {outcome.value: _meaning(outcome) for outcome in ANSWERS},
    }


def _meaning(outcome: Outcome) -> dict[str, str]:
    meaning = say(f"question.{outcome.value}")
    return {
        lang: f"{label('outcome', outcome.value, lang)}{colon}{meaning.text(lang)}"
        for lang, colon in (("zh", "："), ("en", ": "))
    }


def _side_json(side: Side) -> dict[str, Any]:
    return {
        "id": side.id,
        "label": side.label,
        "trail": list(side.trail),
        "lead": side.lead,
        "text": side.text,
        "deadline": side.deadline,
        "units": list(side.units),
        "digest": digest(side.text),
    }


def _candidate_json(side: Side) -> dict[str, Any]:
    return {
        **_side_json(side),
        "clauses": {"upper": side.upper_near, "lower": side.near} if side.near else None,
        "paired": side.paired,
    }


def lines_of(questions: Iterable[Question], answers: Mapping[str, Any] | None = None) -> str:
    """``questions`` as the lines of a file, with the ``answers`` by id where there are any."""
    found = answers or {}
    return "".join(
        json.dumps({**question_json(one), "answer": found.get(one.id)}, ensure_ascii=False) + "\n"
        for one in questions
    )


def question_of(data: Mapping[str, Any]) -> Question:
    """The question that a line holds; ValueError with what is wrong, also where a text is not the one asked about."""
    try:
        question = Question(
            upper_document=_text(data["upper_document"]),
            lower_document=_text(data["lower_document"]),
            upper_title=_text(data.get("upper_title", "")),
            lower_title=_text(data.get("lower_title", "")),
            upper=_side_of(data["upper"]),
            candidates=tuple(_side_of(one) for one in data["candidates"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("这一行不是完整的题目") from error
    if question.id != data.get("id"):
        raise ValueError("题目里的原文或编号改过")
    return question


def _side_of(data: Mapping[str, Any]) -> Side:
    clauses = data.get("clauses") or {}
    side = Side(
        id=_text(data["id"]),
        label=_text(data.get("label", "")),
        trail=_texts(data.get("trail", [])),
        lead=_text(data.get("lead", "")),
        text=_text(data["text"]),
        deadline=_text(data.get("deadline", "")),
        units=_texts(data.get("units", [])),
        near=_text(clauses.get("lower", "")),
        upper_near=_text(clauses.get("upper", "")),
        paired=data.get("paired") is True,
    )
    if data.get("digest") != digest(side.text):
        raise ValueError("题目里的原文改过")
    return side


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _texts(values: Any) -> tuple[str, ...]:
    if not isinstance(values, Sequence) or isinstance(values, str):
        raise TypeError
    return tuple(map(_text, values))

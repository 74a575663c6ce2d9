"""A matrix as JSON and as rows of tables."""

from __future__ import annotations

from typing import Any

from policydiff.labels import label, outcome_label, sign
from policydiff.levels.matrix import Cell, Matrix, Place, Row, Value, share_answered
from policydiff.model import Outcome, Pair
from policydiff.report.jsonio import document_json, notice_json
from policydiff.report.levels import FORMATS, answered_json, document_facts, value_json, written
from policydiff.report.matrix_page import render_matrix, sentence
from policydiff.report.tables import Table, percent
from policydiff.topics.themes import themes

MATRIX_SCHEMA = "policydiff.matrix/1"


def matrix_json(matrix: Matrix) -> dict[str, Any]:
    """``matrix`` with its upper document, places, rows and rankings; ids and texts as in a concordance."""
    return {
        "schema": MATRIX_SCHEMA,
        "upper": document_json(matrix.upper),
        "themes": list(matrix.themes),
        "places": [_place(place) for place in matrix.places],
        "rows": [_row(row, matrix) for row in matrix.rows],
        "most_missed": [
            {"upper": row.upper.id, "missing": row.count(Outcome.MISSING), "comparable": len(matrix.ranked())}
            for row in matrix.gaps()
        ],
        "widest_coverage": [place.document.id for _, place in matrix.ranked()],
        "not_ranked": [place.document.id for _, place in matrix.apart()],
        # by theme, in the order of the places
        "coverage": {
            theme: [share_answered(rows, number) for number in range(len(matrix.places))]
            for theme, rows in matrix.by_theme()
        },
        "notices": [notice_json(notice) for notice in matrix.notices],
    }


def _place(place: Place) -> dict[str, Any]:
    own = document_json(place.document)
    return {
        "document": {name: own[name] for name in own if name not in {"schema", "commitments", "notices"}},
        "lineage": place.lineage.value,
        "comparable": place.comparable,
        "counts": {outcome.value: count for outcome, count in place.counts.items()},
        "answered": place.answered,
        "coverage": place.coverage,
        "strictest": place.strictest,
        "added": [commitment.id for commitment in place.added],
        "notices": [notice.message.zh for notice in place.notices],
    }


def _row(row: Row, matrix: Matrix) -> dict[str, Any]:
    return {
        "upper": row.upper.id,
        "theme": row.upper.theme,
        "values": value_json(row.values),
        "cells": [
            {
                "lower_document": place.document.id,
                "outcome": cell.outcome.value,
                "confidence": cell.confidence,
                "strictest": cell.strictest,
                **answered_json(cell),
            }
            for place, cell in zip(matrix.places, row.cells, strict=True)
        ],
    }


def answer_rows(matrix: Matrix, lang: str = "zh") -> list[dict[str, object]]:
    """One row an upper commitment, place and answer; one row where nothing answers."""
    rows: list[dict[str, object]] = []
    for row in matrix.rows:
        for place, cell in zip(matrix.places, row.cells, strict=True):
            head: dict[str, object] = {
                "主题": themes()[row.upper.theme].name(lang),
                "上级编号": row.upper.id,
                "上级标号": row.upper.label,
                "上级原文": row.upper.text,
                "上级数值": _joined(row.values),
                "地方": place.name,
                "下级文件": place.document.id,
                "结果": outcome_label(cell.outcome, lang),
                "最严": label("levels", "strictest", lang) if cell.strictest else "",
            }
            rows.extend({**head, **_answer(pair, lang)} for pair in cell.pairs)
            if not cell.pairs:
                rows.append({**head, **_silence(cell)})
    return rows


def _answer(pair: Pair, lang: str) -> dict[str, object]:
    return {
        "本条关系": outcome_label(pair.shown, lang),
        "把握": pair.confidence,
        "下级编号": pair.lower.id,
        "下级标号": pair.lower.label,
        "下级原文": pair.lower.text,
        "下级单位": "、".join(pair.lower.units),
        "下级时限": pair.lower.deadline.isoformat() if pair.lower.deadline else "",
        "理由": "；".join(finding.reason.text(lang) for finding in pair.findings),
        "最接近的下级条目": "",
    }


def _silence(cell: Cell) -> dict[str, object]:
    blank = dict.fromkeys(
        ("本条关系", "把握", "下级编号", "下级标号", "下级原文", "下级单位", "下级时限", "理由"), ""
    )
    near = "\n".join(f"{c.lower.id}（{percent(c.confidence)}）{c.lower.text}" for c in cell.candidates)
    return {**blank, "最接近的下级条目": near}


def _joined(values: tuple[Value, ...]) -> str:
    return "；".join(map(str, values))


def gap_rows(matrix: Matrix, lang: str = "zh") -> list[dict[str, object]]:
    """One row an upper commitment that comparable places miss, most missed first."""
    comparable = len(matrix.ranked())
    return [
        {
            "主题": themes()[row.upper.theme].name(lang),
            "上级编号": row.upper.id,
            "上级标号": row.upper.label,
            "上级原文": row.upper.text,
            "上级单位": "、".join(row.upper.units),
            "缺失地数": row.count(Outcome.MISSING),
            "可比地数": comparable,
            "缺失的地方": "、".join(
                place.name
                for place, cell in zip(matrix.places, row.cells, strict=True)
                if cell.outcome is Outcome.MISSING
            ),
        }
        for row in matrix.gaps()
    ]


def place_rows(matrix: Matrix, lang: str = "zh") -> list[dict[str, object]]:
    """One row a place, the ranked ones first, widest coverage first."""
    rows: list[dict[str, object]] = []
    for rank, (_, place) in enumerate(matrix.ranked(), 1):
        rows.append({"名次": rank, **_place_row(place, lang), "说明": ""})
    for _, place in matrix.apart():
        rows.append({"名次": "", **_place_row(place, lang), "说明": label("levels", "not-ranked", lang)})
    return rows


def _place_row(place: Place, lang: str) -> dict[str, object]:
    return {
        "地方": place.name,
        "下级文件": place.document.title,
        "完整性": label("completeness", place.document.completeness.value, lang),
        "关系": label("lineage", place.lineage.value, lang),
        "应答率": "" if place.coverage is None else round(place.coverage, 3),
        "应答合计": place.answered,
        **{outcome_label(outcome, lang): number for outcome, number in place.counts.items()},
        "最严": place.strictest,
        "下级多出": len(place.added),
    }


def wide_rows(matrix: Matrix, lang: str = "zh") -> list[dict[str, object]]:
    """One row an upper commitment, one column a place: sign, word, figures and confidence."""
    names = column_names(matrix)
    return [
        {
            "主题": themes()[row.upper.theme].name(lang),
            "上级编号": row.upper.id,
            "上级标号": row.upper.label,
            "上级原文": row.upper.text,
            "上级数值": _joined(row.values),
            **{name: cell_text(cell, lang) for name, cell in zip(names, row.cells, strict=True)},
            "缺失地数": row.count(Outcome.MISSING),
        }
        for row in matrix.rows
    ]


def column_names(matrix: Matrix) -> tuple[str, ...]:
    """A name for each place; two documents of one place are told apart by their ids."""
    names = [place.name for place in matrix.places]
    return tuple(
        name if names.count(name) == 1 else f"{name}（{place.document.id}）"
        for name, place in zip(names, matrix.places, strict=True)
    )


def cell_text(cell: Cell, lang: str = "zh") -> str:
    """A cell in one line of text."""
    parts = [f"{sign(cell.outcome)} {outcome_label(cell.outcome, lang)}"]
    if cell.strictest:
        parts.append(f"★{label('levels', 'strictest', lang)}")
    parts.extend(value.text(lang) for value in cell.values[:3])
    if cell.confidence is not None:
        parts.append(f"（{percent(cell.confidence)}）")
    return " ".join(parts)


def matrix_tables(matrix: Matrix, lang: str = "zh") -> list[Table]:
    """The sheets of a workbook: the matrix, every answer, what is most missed, the places, notes."""
    notes = [f"{matrix.upper.title}（{document_facts(matrix.upper, lang)}）", sentence(matrix, lang)]
    notes += [notice.message.text(lang) for notice in matrix.notices]
    for place in matrix.places:
        notes.append(f"{place.name}：{place.document.title}（{document_facts(place.document, lang)}）")
        notes += [f"　{notice.message.text(lang)}" for notice in place.notices]
    return [
        Table(label("levels", "matrix", lang), wide_rows(matrix, lang), still=4, signed=column_names(matrix)),
        Table(label("levels", "answers", lang), answer_rows(matrix, lang)),
        Table(label("levels", "most-missed", lang), gap_rows(matrix, lang)),
        Table(label("levels", "places", lang), place_rows(matrix, lang)),
        Table(label("levels", "notes", lang), head=notes),
    ]


def matrix_bytes(matrix: Matrix, format: str, lang: str = "zh") -> bytes:
    """``matrix`` as the bytes of a file of ``format``, one of MATRIX_FORMATS."""
    return written(
        format,
        lang,
        page=lambda: render_matrix(matrix, lang),
        tables=lambda: matrix_tables(matrix, lang),
        rows=lambda: answer_rows(matrix, lang),
        data=lambda: matrix_json(matrix),
    )


MATRIX_FORMATS = FORMATS

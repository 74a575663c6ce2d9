"""A chain as JSON and as rows of tables."""

from __future__ import annotations

import math
from typing import Any

from policydiff.labels import label, relation_label
from policydiff.levels.amplification import Amplification, Step
from policydiff.levels.chain import Chain, Link, Station, Thread
from policydiff.report.chain_page import (
    factor,
    group_name,
    index_numbers,
    link_sign,
    link_word,
    render_chain,
    sentences,
)
from policydiff.report.jsonio import document_json, notice_json
from policydiff.report.levels import FORMATS, answered_json, document_facts, written
from policydiff.report.tables import Table, percent
from policydiff.topics.themes import themes

CHAIN_SCHEMA = "policydiff.chain/1"
CHAIN_FORMATS = FORMATS
_PLACES = 6
"""Decimal places of the figures of the index."""


def chain_json(chain: Chain) -> dict[str, Any]:
    """``chain`` with its levels, threads, steps and index."""
    return {
        "schema": CHAIN_SCHEMA,
        "levels": [_station(station) for station in chain.stations],
        "themes": list(chain.themes),
        "threads": [_thread(thread) for thread in chain.threads],
        "steps": [_step(step) for step in chain.steps],
        "index": {
            "total": _index(chain.total),
            "by_step": [_index(index) for index in chain.by_step],
            "by_theme": [_index(index) for index in chain.by_theme],
            "by_dimension": [_index(index) for index in chain.by_dimension],
        },
        "notices": [notice_json(notice) for notice in chain.notices],
    }


def _station(station: Station) -> dict[str, Any]:
    place = station.jurisdiction
    own = document_json(station.document) if station.document else None
    return {
        "code": place.code if place else None,
        "name": station.name,
        "full": station.full,
        "document": own and {name: own[name] for name in own if name not in {"schema", "notices"}},
    }


def _thread(thread: Thread) -> dict[str, Any]:
    return {
        "origin": thread.origin.id,
        "theme": thread.origin.theme,
        "begins": thread.begins,
        "course": thread.course.value,
        "contradicts": thread.contradicts,
        "links": [_link(link) for link in thread.links],
    }


def _link(link: Link) -> dict[str, Any]:
    return {
        "state": link.state.value,
        "against": link.against,
        "outcome": link.outcome.value if link.outcome else None,
        "commitments": [commitment.id for commitment in link.commitments],
        **answered_json(link),
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "upper_level": step.upper_level,
        "lower_level": step.lower_level,
        "theme": step.theme,
        "dimension": step.dimension.value,
        "relation": step.relation.value,
        "log_ratio": _rounded(step.log_ratio),
        "upper": step.upper,
        "lower": step.lower,
        "upper_value": step.upper_value,
        "lower_value": step.lower_value,
    }


def _index(index: Amplification) -> dict[str, Any]:
    return {
        "group": index.group,
        "couples": index.couples,
        "tightened": index.tightened,
        "loosened": index.loosened,
        "unchanged": index.unchanged,
        "share": _rounded(index.share),
        "share_interval": _both(index.share_interval),
        "p_value": _rounded(index.p_value),
        "measured": index.measured,
        "index": _rounded(index.index),
        "median": _rounded(index.median),
        "median_interval": _both(index.median_interval),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _PLACES)


def _both(interval: tuple[float, float] | None) -> list[float] | None:
    return None if interval is None else [round(end, _PLACES) for end in interval]


def thread_rows(chain: Chain, lang: str = "zh") -> list[dict[str, object]]:
    """One row a commitment: where it begins, what each level says, its course."""
    names = _names(chain)
    text, reasons = label("column", "原文", lang), label("column", "理由", lang)
    rows: list[dict[str, object]] = []
    for thread in chain.threads:
        row: dict[str, object] = {
            "主题": themes()[thread.origin.theme].name(lang),
            "编号": thread.origin.id,
            "标号": thread.origin.label,
            "原文": thread.origin.text,
            "起于": chain.stations[thread.begins].name,
        }
        for name, link in zip(names, thread.links, strict=True):
            row[name] = _link_text(link, lang)
            row[f"{name}·{text}"] = "\n".join(commitment.text for commitment in link.commitments)
            row[f"{name}·{reasons}"] = "；".join(
                finding.reason.text(lang) for pair in link.pairs for finding in pair.findings
            )
        row["走向"] = label("levels", thread.course.value, lang)
        row["核对"] = label("levels", "check", lang) if thread.contradicts else ""
        rows.append(row)
    return rows


def _names(chain: Chain) -> list[str]:
    return [f"{number}.{station.name}" for number, station in enumerate(chain.stations, 1)]


def _link_text(link: Link, lang: str) -> str:
    parts = [f"{link_sign(link)} {link_word(link, lang)}", *(value.text(lang) for value in link.values[:3])]
    if link.pairs:
        parts.append(f"（{percent(link.pairs[0].confidence)}）")
    return " ".join(parts)


def index_rows(chain: Chain, lang: str = "zh") -> list[dict[str, object]]:
    """One row a group of the index."""
    columns = [
        label("levels", name, lang)
        for name in (
            "couples", "tightened", "loosened", "unchanged", "share", "p-value", "measured", "factor", "median"
        )
    ]  # fmt: skip
    groups = (
        ("by-step", (*chain.by_step, chain.total)),
        ("by-theme", chain.by_theme),
        ("by-dimension", chain.by_dimension),
    )
    return [
        {
            label(
                "levels", "group", lang
            ): f"{label('levels', heading, lang)} · {group_name(index.group, chain, lang)}",
            **dict(zip(columns, index_numbers(index), strict=True)),
        }
        for heading, lines in groups
        for index in lines
    ]


def step_rows(chain: Chain, lang: str = "zh") -> list[dict[str, object]]:
    """One row a target that two neighbouring levels state: what the index is made of."""
    return [
        {
            "上级": chain.stations[step.upper_level].name,
            "下级": chain.stations[step.lower_level].name,
            "主题": themes()[step.theme].name(lang),
            "维度": label("dimension", step.dimension.value, lang),
            "结果": relation_label(step.relation, lang),
            "收紧倍数": "" if step.log_ratio is None else factor(math.exp(step.log_ratio)),
            "上级编号": step.upper,
            "上级数值": step.upper_value,
            "下级编号": step.lower,
            "下级数值": step.lower_value,
        }
        for step in chain.steps
    ]


def chain_tables(chain: Chain, lang: str = "zh") -> list[Table]:
    """The sheets of a workbook: the commitments down the levels, the index, the targets it is made of, notes."""
    notes = [*sentences(chain, lang), label("levels", "index-note", lang)]
    notes += [notice.message.text(lang) for notice in chain.notices]
    for station in chain.stations:
        facts = (
            document_facts(station.document, lang) if station.document else label("levels", "no-text", lang)
        )
        notes.append(f"{station.name}：{station.document.title if station.document else '—'}（{facts}）")
    return [
        Table(label("levels", "chain", lang), thread_rows(chain, lang), still=4, signed=_names(chain)),
        Table(label("levels", "index", lang), index_rows(chain, lang)),
        Table(label("levels", "couples", lang), step_rows(chain, lang)),
        Table(label("levels", "notes", lang), head=notes),
    ]


def chain_bytes(chain: Chain, format: str, lang: str = "zh") -> bytes:
    """``chain`` as the bytes of a file of ``format``, one of CHAIN_FORMATS."""
    return written(
        format,
        lang,
        page=lambda: render_chain(chain, lang),
        tables=lambda: chain_tables(chain, lang),
        rows=lambda: thread_rows(chain, lang),
        data=lambda: chain_json(chain),
    )

"""Rows for spreadsheets, and CSV; pandas is imported only when a table is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from policydiff.decisions import current, decision_json, merge
from policydiff.labels import added_word, label, missing_word, upper_full
from policydiff.lexicon import load
from policydiff.model import Commitment, Concordance, Decision, Document, Pair, Review
from policydiff.report.jsonio import number_json, plain_value
from policydiff.report.origin import counterparts
from policydiff.report.rows import said_line
from policydiff.report.terms import Terms, visible
from policydiff.report.view import named_counts
from policydiff.topics.themes import themes

if TYPE_CHECKING:
    from pandas import DataFrame


def pair_rows(concordance: Concordance, lang: str = "zh") -> list[dict[str, object]]:
    """One row a pair, in the order of the upper document."""
    said = _Said(concordance, lang)
    return [_pair_row(pair, said, lang) for pair in concordance.pairs]


def rejected_rows(concordance: Concordance, lang: str = "zh") -> list[dict[str, object]]:
    """One row a pair that reviewers took apart."""
    said = _Said(concordance, lang)
    return [
        {**_pair_row(pair, said, lang), "结果": label("page", "rejected", lang)}
        for pair in concordance.rejected
    ]


def _pair_row(pair: Pair, said: _Said, lang: str) -> dict[str, object]:
    return {
        "主题": themes()[pair.upper.theme].name(lang),
        "结果": label("relation", pair.relation.value, lang),
        **_side("上级", pair.upper),
        **_side("下级", pair.lower),
        "理由": "；".join(finding.reason.text(lang) for finding in pair.findings),
        "把握": pair.confidence,
        "程序原判": label("relation", pair.judged.value, lang) if pair.judged else "",
        **said.of(pair.upper.id, pair.lower.id),
    }


def _side(side: str, commitment: Commitment) -> dict[str, object]:
    return {
        f"{side}编号": commitment.id,
        f"{side}标号": commitment.label,
        f"{side}原文": commitment.text,
        f"{side}标题": " › ".join(commitment.trail),
        f"{side}单位": _units(commitment),
        f"{side}时限": commitment.deadline.isoformat() if commitment.deadline else "",
    }


class _Said:
    """What reviewers said, row by row."""

    def __init__(self, concordance: Concordance, lang: str) -> None:
        self._terms = Terms(lang)
        self._lang = lang
        self._reviews: dict[tuple[str, str], list[Review]] = {}
        for review in concordance.reviews:
            self._reviews.setdefault((review.upper, review.lower), []).append(review)

    def of(self, upper: str, lower: str) -> dict[str, object]:
        """The cells on one row."""
        found = self._reviews.get((upper, lower), ())
        return {
            "复核": "、".join(label("standing", review.standing.value, self._lang) for review in found),
            "复核意见": "\n".join(
                said_line(entry, self._terms) for review in found for entry in current(review.decisions)
            ),
        }


def missing_rows(concordance: Concordance, lang: str = "zh") -> list[dict[str, object]]:
    """One row an unanswered upper commitment, with its nearest candidates."""
    rows: list[dict[str, object]] = []
    said = _Said(concordance, lang)
    for commitment in concordance.missing:
        near = concordance.candidates.get(commitment.id, ())
        rows.append(
            {
                **_commitment_row(commitment, lang),
                "最接近的下级条目": "\n".join(
                    f"{candidate.lower.id}（{candidate.confidence:.0%}）{candidate.lower.text}"
                    for candidate in near
                ),
                "为何不够": "\n".join(candidate.reason.text(lang) for candidate in near),
                **said.of(commitment.id, ""),
            }
        )
    return rows


def added_rows(concordance: Concordance, lang: str = "zh") -> list[dict[str, object]]:
    """One row a lower commitment without origin; where the upper text is full, own initiative or beyond what."""
    said = _Said(concordance, lang)
    beyond = counterparts(concordance)
    rows: list[dict[str, object]] = []
    for commitment in concordance.added:
        found = beyond.get(commitment.id)
        kind = label("page", "added-beyond" if found else "added-own", lang)
        rows.append(
            {
                **_commitment_row(commitment, lang),
                "类别": kind if upper_full(concordance) else added_word(concordance, lang),
                "上级相关条目": f"{found.upper.id} {found.upper.text}" if found else "",
                "依据": found.reason.text(lang) if found else "",
                **said.of("", commitment.id),
            }
        )
    return rows


def decision_rows(concordance: Concordance) -> list[dict[str, object]]:
    """One row an entry of the reviewers, with every field of its record, and what became of it."""
    found: dict[Decision, list[str]] = {}
    for review in concordance.reviews:
        for entry in review.decisions:
            found.setdefault(entry, []).append(review.standing.value)
    return [
        {
            **{name: value if value is not None else "" for name, value in decision_json(entry).items()},
            "over": "\n".join(f"{reviewer} {at}".strip() for reviewer, at in entry.over),
            "standing": "、".join(dict.fromkeys(found[entry])),
        }
        for entry in merge(found)
    ]


def target_rows(document: Document, lang: str = "zh") -> list[dict[str, object]]:
    """One row a target of ``document``."""
    return [
        {
            "编号": commitment.id,
            "标号": commitment.label,
            "对象": target.object,
            "维度": label("dimension", target.dimension.value, lang),
            "限定": target.comparator.value,
            "数值": plain_value(target.value),
            "单位": target.unit,
            "约数": "约" if target.approximate else "",
            "基数": "" if target.baseline is None else number_json(target.baseline),
            "范围": target.scope,
            "性质": label("status", target.status.value, lang),
            "力度": label("modality", commitment.modality.value, lang),
            "时限": str(target.due or commitment.deadline or ""),
            "责任单位": _units(commitment),
            "原文": target.text,
            "起": target.span.start,
            "止": target.span.end,
            "规则": target.rule,
        }
        for commitment in document.commitments
        for target in commitment.targets
    ]


def commitment_rows(document: Document, lang: str = "zh") -> list[dict[str, object]]:
    """One row a commitment of ``document``."""
    return [_commitment_row(commitment, lang) for commitment in document.commitments]


def _commitment_row(commitment: Commitment, lang: str) -> dict[str, object]:
    return {
        "编号": commitment.id,
        "标号": commitment.label,
        "标题": " › ".join(commitment.trail),
        "原文": commitment.text,
        "主题": themes()[commitment.theme].name(lang),
        "牵头单位": "、".join(commitment.lead_units),
        "责任单位": "、".join(commitment.responsible_units),
        "时限": commitment.deadline.isoformat() if commitment.deadline else "",
        "力度": label("modality", commitment.modality.value, lang),
    }


def _units(commitment: Commitment) -> str:
    return "、".join((*commitment.lead_units, *commitment.responsible_units))


def summary_rows(concordance: Concordance, lang: str = "zh") -> list[dict[str, object]]:
    """One row a theme and one for the total."""
    rows: list[dict[str, object]] = []
    for name, count in named_counts(concordance, lang):
        rows.append(
            {
                "主题": name,
                **{label("relation", relation, lang): number for relation, number in count.relations.items()},
                missing_word(concordance, lang): count.missing,
                added_word(concordance, lang): count.added,
                "上级承诺": count.uppers,
                "有应答": count.answered,
                "应答率": "" if count.coverage is None else round(count.coverage, 3),
            }
        )
    return rows


def frame(rows: Sequence[Mapping[str, object]], lang: str = "zh") -> DataFrame:
    """``rows`` as a table with its columns named in ``lang``."""
    import pandas as pd

    names = load("labels")["column"]
    table = pd.DataFrame(list(rows), dtype=object)
    return table.rename(columns={name: names[name][lang] for name in table.columns if name in names})


_HARMFUL = ("=", "+", "-", "@", "\t", "\r")


def _inert(value: object) -> object:
    """Text that a spreadsheet would take for a formula, made text."""
    if not isinstance(value, str):
        return value
    text = visible(value)
    return f"'{text}" if text.startswith(_HARMFUL) else text


def csv_bytes(rows: Sequence[Mapping[str, object]], lang: str = "zh") -> bytes:
    """``rows`` as CSV with a byte-order mark, so that Excel and WPS read the Chinese."""
    table = frame([{name: _inert(value) for name, value in row.items()} for row in rows], lang)
    text = table.to_csv(index=False, lineterminator="\r\n")
    return b"\xef\xbb\xbf" + text.encode("utf-8")


def concordance_csv(concordance: Concordance, lang: str = "zh") -> bytes:
    """Pairs, missing and added of ``concordance`` in one CSV, the result in the second column."""
    said = _Said(concordance, lang)
    rows = pair_rows(concordance, lang)
    for commitments, word, side in (
        (concordance.missing, missing_word(concordance, lang), "上级"),
        (concordance.added, added_word(concordance, lang), "下级"),
    ):
        for commitment in commitments:
            rows.append(
                {
                    "主题": themes()[commitment.theme].name(lang),
                    "结果": word,
                    **_side(side, commitment),
                    **(said.of(commitment.id, "") if side == "上级" else said.of("", commitment.id)),
                }
            )
    columns = dict.fromkeys(column for row in rows for column in row)
    return csv_bytes([{column: row.get(column, "") for column in columns} for row in rows], lang)

"""Rows for spreadsheets; pandas and XlsxWriter are imported only when a table is made."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from policydiff.labels import added_word, label, missing_word
from policydiff.model import Commitment, Concordance, Document
from policydiff.output.jsonio import number_json, plain_value
from policydiff.output.view import named_counts, summary
from policydiff.themes import themes

if TYPE_CHECKING:
    from pandas import DataFrame


def pair_rows(concordance: Concordance, lang: str = "zh") -> list[dict[str, object]]:
    """One row a pair, in the order of the upper document."""
    return [
        {
            "主题": themes()[pair.upper.theme].name(lang),
            "结果": label("relation", pair.relation.value, lang),
            "上级编号": pair.upper.id,
            "上级标号": pair.upper.label,
            "上级原文": pair.upper.text,
            "上级单位": _units(pair.upper),
            "下级编号": pair.lower.id,
            "下级标号": pair.lower.label,
            "下级原文": pair.lower.text,
            "下级单位": _units(pair.lower),
            "下级时限": pair.lower.deadline.isoformat() if pair.lower.deadline else "",
            "理由": "；".join(finding.reason.text(lang) for finding in pair.findings),
            "把握": pair.confidence,
        }
        for pair in concordance.pairs
    ]


def missing_rows(concordance: Concordance, lang: str = "zh") -> list[dict[str, object]]:
    """One row an unanswered upper commitment, with its nearest candidates."""
    rows: list[dict[str, object]] = []
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
            }
        )
    return rows


def added_rows(concordance: Concordance, lang: str = "zh") -> list[dict[str, object]]:
    """One row a lower commitment without origin."""
    return [_commitment_row(commitment, lang) for commitment in concordance.added]


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
            "时限": commitment.deadline.isoformat() if commitment.deadline else "",
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


def frame(rows: Sequence[Mapping[str, object]]) -> DataFrame:
    """``rows`` as a table."""
    import pandas as pd

    return pd.DataFrame(list(rows))


_HARMFUL = ("=", "+", "-", "@", "\t", "\r")


def _inert(value: object) -> object:
    """Text that a spreadsheet would take for a formula, made text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_HARMFUL) else value


def csv_bytes(rows: Sequence[Mapping[str, object]]) -> bytes:
    """``rows`` as CSV with a byte-order mark, so that Excel and WPS read the Chinese."""
    table = frame([{name: _inert(value) for name, value in row.items()} for row in rows])
    text = table.to_csv(index=False, lineterminator="\r\n")
    return b"\xef\xbb\xbf" + text.encode("utf-8")


def concordance_csv(concordance: Concordance, lang: str = "zh") -> bytes:
    """Pairs, missing and added of ``concordance`` in one CSV, the result in the second column."""
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
                    f"{side}编号": commitment.id,
                    f"{side}标号": commitment.label,
                    f"{side}原文": commitment.text,
                    f"{side}单位": _units(commitment),
                    **(
                        {"下级时限": commitment.deadline.isoformat()}
                        if side == "下级" and commitment.deadline
                        else {}
                    ),
                }
            )
    columns = list(pair_rows(concordance, lang)[0]) if concordance.pairs else list(rows[0]) if rows else []
    return csv_bytes([{column: row.get(column, "") for column in columns} for row in rows])


_WIDE = {
    "原文",
    "上级原文",
    "下级原文",
    "理由",
    "标题",
    "最接近的下级条目",
    "为何不够",
    "责任单位",
    "对象",
    "范围",
}


def xlsx_bytes(concordance: Concordance, lang: str = "zh") -> bytes:
    """A workbook: summary, pairs, missing, added and the targets of both sides.

    No text is ever taken for a formula or a link; the header stays in sight
    and every column has a filter.
    """
    sheets: list[tuple[str, list[dict[str, object]]]] = [
        (label("page", "themes", lang).replace("×", "x"), summary_rows(concordance, lang)),
        (label("page", "pairs", lang), pair_rows(concordance, lang)),
        (missing_word(concordance, lang), missing_rows(concordance, lang)),
        (added_word(concordance, lang), added_rows(concordance, lang)),
        ("上级指标" if lang == "zh" else "upper targets", target_rows(concordance.upper, lang)),
        ("下级指标" if lang == "zh" else "lower targets", target_rows(concordance.lower, lang)),
    ]
    head = [concordance.upper.title, concordance.lower.title, summary(concordance, lang)]
    head += [notice.message.text(lang) for notice in concordance.notices]
    return workbook(sheets, head)


def rows_xlsx(name: str, rows: Sequence[Mapping[str, object]]) -> bytes:
    """A workbook with one sheet."""
    return workbook([(name, [dict(row) for row in rows])], [])


def workbook(sheets: Sequence[tuple[str, Sequence[Mapping[str, object]]]], head: Sequence[str]) -> bytes:
    """A workbook of named sheets; the lines of ``head`` stand above the first one's table."""
    from datetime import datetime

    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    # a fixed date, so that the same input gives the same bytes
    book.set_properties({"created": datetime(2000, 1, 1), "author": "policydiff"})
    bold = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#EEEEEE", "border": 1}
    )
    cell = book.add_format({"text_wrap": True, "valign": "top"})
    for place, (name, rows) in enumerate(sheets):
        sheet = book.add_worksheet(name[:31])
        first = 0
        if place == 0:
            for line in head:
                sheet.write_string(first, 0, line)
                first += 1
            first += 1 if head else 0
        columns = list(rows[0]) if rows else []
        for column, title in enumerate(columns):
            sheet.write_string(first, column, title, bold)
            sheet.set_column(column, column, 48 if title in _WIDE else 14)
        for index, row in enumerate(rows, first + 1):
            for column, title in enumerate(columns):
                value = row.get(title, "")
                if isinstance(value, (int, float)):
                    sheet.write_number(index, column, value, cell)
                else:
                    sheet.write_string(index, column, str(value)[:32_000], cell)
        if columns:
            sheet.freeze_panes(first + 1, 0)
            sheet.autofilter(first, 0, first + len(rows), len(columns) - 1)
    book.close()
    return buffer.getvalue()

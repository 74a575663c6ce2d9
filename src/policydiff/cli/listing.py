"""Commands that list: what has no answer; and commitments named as a report names them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from policydiff.cli.speech import spoken
from policydiff.concordance import compare, refuse_same
from policydiff.corpus import load_catalogue, open_document
from policydiff.errors import InvalidRequest
from policydiff.labels import missing_word
from policydiff.model import Concordance, Document
from policydiff.readers import SUFFIXES
from policydiff.report.couple import absent_rows
from policydiff.report.jsonio import dumps
from policydiff.report.render import check_formats
from policydiff.report.tables import Table, csv_bytes
from policydiff.report.terminal import gaps_text
from policydiff.report.workbooks import workbook
from policydiff.verdicts import outcomes_of


def gaps_bytes(
    upper: str, lowers: Sequence[str], themes: Sequence[str], unit: str, format: str, output: str, lang: str
) -> str | bytes:
    """The upper commitments without an answer in each lower document, as a text for people or the bytes of another format.

    Raises InvalidRequest for a document set against itself and for a workbook to standard output.
    """
    check_formats((format,), ("text", "json", "csv", "xlsx"))
    if output == "-" and format == "xlsx":
        raise InvalidRequest("xlsx 不能写到标准输出", hint="用 -o 给出文件名，如 -o 缺失.xlsx")
    above = open_document(upper, newest=True)
    found: list[Concordance] = []
    for name in lowers:
        below = open_document(name, newest=True)
        refuse_same(above, below)
        concordance = compare(above, below, themes)
        found.append(_of_unit(concordance, unit) if unit else concordance)
    if format == "text":
        return "".join(gaps_text(one, spoken()) for one in found)
    if format == "json":
        return dumps({"schema": "policydiff.gaps/1", "gaps": [_gaps(one) for one in found]}).encode()
    if format == "csv":
        rows = [{"下级": one.lower.id, **row} for one in found for row in absent_rows(one, lang)]
        return csv_bytes(rows, lang)
    return workbook(
        [Table(f"{missing_word(one, lang)} {one.lower.id}"[:31], absent_rows(one, lang)) for one in found],
        lang,
    )


def _of_unit(concordance: Concordance, unit: str) -> Concordance:
    """``concordance`` with only what names ``unit`` on the upper side left without an answer."""
    if not any(unit in name for commitment in concordance.upper.commitments for name in commitment.units):
        raise InvalidRequest(
            f"上级文件没有点名“{unit}”的承诺",
            hint="写单位名称或其中一段，如 税务局；页面的“单位”一栏列出全部",
        )
    missing, apart = (
        tuple(one for one in side if any(unit in name for name in one.units))
        for side in (concordance.missing, concordance.not_judged)
    )
    verdicts = tuple(one for one in concordance.verdicts if any(unit in name for name in one.upper.units))
    return replace(concordance, missing=missing, not_judged=apart, verdicts=verdicts)


def _gaps(concordance: Concordance) -> dict[str, object]:
    said = outcomes_of(concordance)
    return {
        "upper": concordance.upper.id,
        "lower": concordance.lower.id,
        "missing": [
            {
                "upper": commitment.id,
                "text": commitment.text,
                "theme": commitment.theme,
                "lead_units": list(commitment.lead_units),
                "responsible_units": list(commitment.responsible_units),
                "outcome": said[commitment.id].value,
                "candidates": [
                    {"lower": near.lower.id, "confidence": near.confidence}
                    for near in concordance.candidates.get(commitment.id, ())
                ],
            }
            for commitment in concordance.missing
        ],
    }


def named(name: str) -> tuple[Document, str]:
    """The document and the commitment that ``name`` names: an id as a report shows it, or ``DOC#ID``, or ``DOC#WORDS``.

    An id begins with that of its document: one of the catalogue, or the name
    without ending of a file in the working folder, else in a folder in it.  Raises
    InvalidRequest where that is no document or several.
    """
    doc, mark, which = name.rpartition("#")
    if mark and doc and which:
        return open_document(doc), which
    doc, slash, which = name.partition("/")
    if slash and doc and which and not mark:
        if doc in load_catalogue().entries:
            return open_document(doc), which
        files = _files_of(doc, "*") or _files_of(doc, "*/*")
        if len(files) == 1:
            return open_document(str(files[0])), which
        if files:
            raise InvalidRequest(
                f"有几个文件都叫“{doc}”：{'、'.join(map(str, files))}", hint=f"写成 {files[0]}#{which}"
            )
        raise InvalidRequest(
            f"这里没有叫“{doc}”的文件，目录里也没有这个编号",
            hint=f"到这份文件所在的文件夹里运行，或写出路径：文件夹/{doc}.docx#{which}",
        )
    raise InvalidRequest(
        f"“{name}”没有说是哪一条", hint="写报告里的编号，如 ordos-2021/17/3/3；或 文件#编号、文件#其中的文字"
    )


def _files_of(name: str, where: str) -> list[Path]:
    """The documents called ``name`` but for their ending, among those that the pattern ``where`` finds here."""
    return sorted(
        path for path in Path().glob(where) if path.stem == name and path.suffix.lower() in SUFFIXES
    )

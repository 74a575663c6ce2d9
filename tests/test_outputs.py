"""Every output says the same, and nothing in a text can break out of it."""

from __future__ import annotations

import base64
import csv
import hashlib
import html
import io
import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import CASES, ROOT, report_case, same_as_file, small
from policydiff import coverage
from policydiff.commitments.parse import parse
from policydiff.concordance import compare
from policydiff.decisions import digest, honour
from policydiff.labels import added_word, missing_word
from policydiff.model import (
    Candidate,
    Commitment,
    Comparison,
    Completeness,
    Concordance,
    Decision,
    Dimension,
    Document,
    Finding,
    Jurisdiction,
    Kind,
    Level,
    Notice,
    Outcome,
    Pair,
    Relation,
    Role,
    Ruling,
    SourceText,
    Wording,
)
from policydiff.model.outcomes import ANSWERS, JUDGED_ROLES, OF_UPPERS
from policydiff.report import couple, offline
from policydiff.report.book import xlsx_bytes
from policydiff.report.docx import docx_bytes
from policydiff.report.html import render_html, render_index
from policydiff.report.jsonio import concordance_json, document_json, dumps
from policydiff.report.render import FORMATS, render
from policydiff.report.rows import anchor
from policydiff.report.sureness import hinge_text, sure_word
from policydiff.report.terminal import width, wrap
from policydiff.report.textdiff import diff
from policydiff.report.view import summary, view
from policydiff.text import visible

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "\"'><svg onload=x>",
    "=HYPERLINK(1)",
    "+1+1",
    "@SUM(A1)",
    "\u202eabc\u202c",
    "长" * 10_000,
    "x" * 10_000,
    "\u2067\u2028]]>\u200f",
    "<!-- --> &lt;b&gt; &amp;#60;",
    "{{ view.title }} %(x)s {0} {sentence}",
    "\x00\x0b\x1f",
]
MARKS = {"b", "i", "u", "span"}
"""Tags that depend on what two texts share."""


class Texts(HTMLParser):
    """All text of a page that a reader sees, and every tag and address."""

    def __init__(self) -> None:
        super().__init__()
        self.silent = False
        self.text: list[str] = []
        self.tags: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.silent = tag in {"script", "style"}
        self.addresses += [
            value or "" for name, value in attrs if name in {"src", "href", "action", "srcset"}
        ]

    def handle_endtag(self, tag: str) -> None:
        self.silent = False

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.text.append(data)


def read_page(page: str) -> Texts:
    parser = Texts()
    parser.feed(page)
    return parser


# ---- JSON: the contract


def test_the_json_of_a_document_has_every_field_of_the_contract(naiman: object) -> None:
    data = document_json(naiman)  # type: ignore[arg-type]
    assert data["schema"] == "policydiff.document/1"
    assert set(data) >= {
        "schema",
        "id",
        "title",
        "kind",
        "jurisdiction",
        "number",
        "date",
        "completeness",
        "commitments",
    }
    assert data["jurisdiction"] == {"code": "150525", "name": "奈曼旗", "level": "banner", "parent": "150500"}
    for commitment in data["commitments"]:
        assert set(commitment) >= {
            "id", "label", "trail", "text", "start", "end", "page", "theme", "theme_score",
            "lead_units", "responsible_units", "deadline", "modality", "targets",
        }  # fmt: skip
        for target in commitment["targets"]:
            assert set(target) >= {
                "text", "start", "end", "object", "dimension", "comparator", "value", "unit", "scope", "direction"
            }  # fmt: skip
            assert target["comparator"] in {"<=", ">=", "==", "<", ">", "reduce_by", "increase_by"}
            assert target["dimension"] in {"time", "steps", "rate", "date", "money", "capacity", "count"}


def test_the_json_of_a_concordance_has_every_field_of_the_contract(concordance: Concordance) -> None:
    data = json.loads(dumps(concordance_json(concordance)))
    assert data["schema"] == "policydiff.concordance/1"
    assert set(data) >= {"schema", "upper", "lower", "lineage", "pairs", "missing", "candidates", "added"}
    assert data["lineage"] == "peer"
    uppers = {c["id"] for c in data["upper"]["commitments"]}
    lowers = {c["id"] for c in data["lower"]["commitments"]}
    for pair in data["pairs"]:
        assert set(pair) >= {"upper", "lower", "confidence", "theme", "relation", "findings", "review"}
        assert pair["upper"] in uppers
        assert pair["lower"] in lowers
        assert pair["relation"] in {relation.value for relation in Relation}
        assert pair["outcome"] in set(ANSWERS)
        assert pair["sure"] in {"high", "medium"}
        for finding in pair["findings"]:
            assert set(finding) >= {"dimension", "relation", "upper_target", "lower_target", "reason"}
            assert finding["reason"]
            assert set(finding["evidence"]) == {"upper", "lower"}
    assert {c["role"] for c in data["upper"]["commitments"]} <= set(Role)
    answered = {(pair["upper"], pair["lower"]) for pair in data["pairs"]}
    assert {(v["upper"], lower) for v in data["verdicts"] for lower in v["pairs"]} <= answered
    assert {v["outcome"] for v in data["verdicts"]} <= set(OF_UPPERS)
    asked = [c["id"] for c in data["upper"]["commitments"] if c["role"] in JUDGED_ROLES]
    assert [verdict["upper"] for verdict in data["verdicts"]] == asked
    for upper, near in data["candidates"].items():
        assert len(near) <= 3
        assert not {(upper, candidate["lower"]) for candidate in near} & answered
        assert [c["confidence"] for c in near] == sorted((c["confidence"] for c in near), reverse=True)
    assert set(data["candidates"]) & {upper for upper, _ in answered}, "not only for what is missing"
    assert {pair["upper"] for pair in data["pairs"]} | set(data["missing"]) | set(
        data["not_judged"]
    ) == uppers
    assert {pair["lower"] for pair in data["pairs"]} | set(data["added"]) == lowers


# ---- the same figures in every form


def test_every_form_adds_up_to_the_same_figures(concordance: Concordance) -> None:
    total = coverage.total(coverage.by_theme(concordance))
    data = concordance_json(concordance)
    asked = {verdict["upper"] for verdict in data["verdicts"]}
    answers = [pair for pair in data["pairs"] if not pair["to_check"] and pair["upper"] in asked]
    every, alone = len(data["pairs"]), len(data["missing"]) + len(data["not_judged"])
    assert 0 < total.pairs == len(answers) < every, "a pair to check is counted nowhere"
    assert every == len(couple.pair_rows(concordance))
    assert alone == len(list(couple.alone_rows(concordance)))
    absent = [v for v in data["verdicts"] if v["outcome"] in {"missing", "unseen"}]
    assert 0 < total.missing == len(absent) <= len(data["missing"])
    assert len(data["added"]) == total.added == len(couple.added_rows(concordance))
    page = render_html(concordance)
    assert page.count('<article class="row pair ') == every
    questions = {pair["upper"] for pair in data["pairs"] if pair["to_check"]} - {
        pair["upper"] for pair in data["pairs"] if not pair["to_check"]
    }
    asked_alone = page.count('<article class="row question ') - len(questions & asked)
    assert page.count('<article class="row missing ') + asked_alone == alone
    assert len(re.findall('<article class="row missing (?:missing|unseen)"', page)) == total.missing
    assert page.count('<article class="row added ') == total.added
    rows = list(csv.DictReader(io.StringIO(couple.concordance_csv(concordance).decode("utf-8-sig"))))
    assert len(rows) == every + alone + total.added
    assert f"{total.uppers} 条承诺中 {total.answered} 条得到应答" in summary(concordance)
    text = render(concordance, "md").decode()
    assert len(re.findall(r"^- \*\*[▲▼◆＝√≠※]", text, re.M)) == every


def test_the_workbook_holds_every_row_with_filters_and_a_frozen_header(concordance: Concordance) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(concordance)))
    assert book.sheetnames == ["摘要", "指标对照", "逐条", "缺失", "新增", "待核", "候选", "说明"]
    doubtful = {v.upper.id for v in concordance.verdicts if v.outcome is Outcome.TO_CHECK}
    answers = [pair for pair in concordance.pairs if pair.upper.id not in doubtful]
    alone = (*concordance.missing, *concordance.not_judged)
    rows = {
        "指标对照": len(concordance.figures),
        "逐条": len(answers),
        "缺失": len([c for c in alone if c.id not in doubtful]),
        "新增": len(concordance.added),
        "待核": len(doubtful),
    }
    assert {name: book[name].max_row - 1 for name in rows} == rows
    choices = [cell.value for line in book["待核"].iter_rows(min_row=2) for cell in line]
    for pair in concordance.pairs:
        if pair.upper.id in doubtful:
            assert any(pair.lower.text in str(value) for value in choices)
    pairs = book["逐条"]
    assert pairs.freeze_panes == "B2"
    assert pairs.auto_filter.ref
    assert {pairs.cell(row, 3).value for row in range(2, 2 + len(answers))} == {p.upper.text for p in answers}
    assert pairs["C2"].alignment.wrap_text
    heads = {cell.value: cell for cell in pairs[1]}
    assert pairs.column_dimensions[heads["上级编号"].column_letter].hidden
    assert pairs.cell(2, heads["把握"].column).number_format == "0%"
    assert all(line[0].value[0] in "▲▼◆＝√≠※○" for line in pairs.iter_rows(min_row=2))
    assert pairs["A2"].value[0] in "▲▼◆≠", "what differs stands first"


LAPTOP = 1366
"""Pixels across the screen; the numbers of the rows take 40 of them."""


def test_the_columns_that_are_not_folded_fit_the_screen_of_a_laptop(concordance: Concordance) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    for lang in ("zh", "en"):
        book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(concordance, lang)))
        for sheet in book.worksheets[:-1]:
            wide = 0
            for dimension in sheet.column_dimensions.values():
                if not dimension.hidden:
                    wide += (dimension.max - dimension.min + 1) * (round(dimension.width * 7) + 1)
            assert wide + 40 <= LAPTOP, sheet.title


def test_a_row_of_the_workbook_is_as_high_as_its_text(concordance: Concordance) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(concordance)))
    for name in ("逐条", "缺失", "新增", "待核"):
        sheet = book[name]
        wide = {
            column: dimension.width
            for dimension in sheet.column_dimensions.values()
            if not dimension.hidden
            for column in range(dimension.min, dimension.max + 1)
        }
        for line in sheet.iter_rows(min_row=2):
            # ten points to a Chinese character, and never less than 13 to a line
            shown = [(str(cell.value or ""), wide[cell.column]) for cell in line if cell.column in wide]
            lines = max(sum(-(-width(part) * 4 // int(size * 4)) or 1 for part in text.split("\n")) for text, size in shown)  # fmt: skip
            height = sheet.row_dimensions[line[0].row].height or 15  # the usual height is not written
            assert height >= min(405, lines * 13), (name, line[0].row)


def test_two_renderings_give_the_same_bytes(concordance: Concordance) -> None:
    for name in FORMATS:
        assert render(concordance, name) == render(concordance, name), name


# ---- words for texts that are not whole


def test_against_a_digest_nothing_is_called_missing_or_added(digest_concordance: Concordance) -> None:
    assert digest_concordance.upper.completeness is Completeness.DIGEST
    assert missing_word(digest_concordance) == "未见对应"
    assert added_word(digest_concordance) == "摘编未涉及"
    assert "缺失" not in summary(digest_concordance)
    page = "".join(read_page(render_html(digest_concordance)).text)
    headings = re.findall(
        r"缺失|新增", page.replace("不等于缺失", "").replace("不能断定是新增", "").replace("不能称为新增", "")
    )
    corpus_words = "".join(
        c.text for c in (*digest_concordance.upper.commitments, *digest_concordance.lower.commitments)
    )
    assert all(word in corpus_words for word in headings)


def test_peers_of_different_level_are_called_a_benchmark_in_every_output(concordance: Concordance) -> None:
    assert any("不隶属" in notice.message.zh for notice in concordance.notices)
    for name in ("html", "md", "json"):
        assert "奈曼旗不隶属于鄂尔多斯市" in render(concordance, name).decode(), name


# ---- the page


def test_the_page_asks_for_nothing_from_outside(concordance: Concordance) -> None:
    page = render_html(concordance)
    read = read_page(page)
    assert all(address.startswith("#") for address in read.addresses)
    assert re.findall(r"url\(([^)]*)\)", page) == ["#hatch"]
    assert not re.search(r"\b(fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|import)\b\s*\(", page)


def test_the_policy_of_the_page_allows_only_its_own_style_and_scripts(concordance: Concordance) -> None:
    page = render_html(concordance)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    directives = dict(part.strip().split(" ", 1) for part in html.unescape(policy[1]).split(";"))
    assert directives["default-src"] == "'none'"
    assert "unsafe" not in policy[1]
    for tag, directive in (("style", "style-src"), ("script", "script-src")):
        texts = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.S)
        assert texts
        digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
        assert directives[directive].split() == [f"'sha256-{digest}'" for digest in digests]
    assert not re.search(r'\s(style|on\w+)="', page)


def test_templates_hold_no_logic_but_if_for_and_macros() -> None:
    words = {"if", "elif", "else", "endif", "for", "endfor", "macro", "endmacro", "call", "endcall", "set",
             "block", "endblock", "extends", "from", "import"}  # fmt: skip
    templates = sorted((ROOT / "templates").glob("*.html"))
    assert len(templates) >= 5
    for path in templates:
        used = set(re.findall(r"{%-?\s*(\w+)", path.read_text(encoding="utf-8")))
        assert used <= words, path.name


def test_scripts_never_write_markup() -> None:
    scripts = sorted((ROOT / "templates").glob("*.js"))
    assert len(scripts) >= 3
    for path in scripts:
        text = path.read_text(encoding="utf-8")
        assert not re.search(
            r"(?:inner|outer)HTML\s*\+?=[^=]|innerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function",
            text,
        )
        assert "</script" not in text
        assert len(text.splitlines()) <= 620


def test_the_page_shows_both_texts_of_every_pair_and_all_that_is_alone(concordance: Concordance) -> None:
    text = "".join(read_page(render_html(concordance)).text)
    for pair in concordance.pairs:
        assert pair.upper.text in text
        assert pair.lower.text in text
        assert all(finding.reason.zh in text for finding in pair.findings)
    for commitment in (*concordance.missing, *concordance.added):
        assert commitment.text in text


def test_the_page_in_english_has_the_same_rows(concordance: Concordance) -> None:
    chinese, english = view(concordance, "zh"), view(concordance, "en")
    assert english.total == chinese.total
    assert [(section.id, section.size) for section in english.sections] == [
        (section.id, section.size) for section in chinese.sections
    ]
    assert english.data["rows"] == chinese.data["rows"]
    page = render_html(concordance, "en")
    assert 'lang="en"' in page
    assert "tightens" in page


def test_anchors_are_unique_and_made_of_ids(concordance: Concordance) -> None:
    anchors = re.findall(r' id="([^"]+)"', render_html(concordance).split("<script>")[0])
    assert len(anchors) == len(set(anchors))
    first = concordance.pairs[0]
    names = [pair.id.split("/", 1)[1].replace("/", "-") for pair in (first.upper, first.lower)]
    assert f"p_{names[0]}_{names[1]}" in anchors


def test_different_ids_have_different_anchors(naiman: Document) -> None:
    ids = [f"{naiman.id}/{name}" for name in ("1/1/1", "1.1/1", "1-1/1", "1_1/1", "附件1/1", "（1）/1")]
    assert len({anchor("l", (naiman, id_)) for id_ in ids}) == len(ids)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_changes_nothing_but_its_own_text(text: str) -> None:
    clean = small("1.推行一网通办甲。", "1.推行一网通办乙。\n2.加强培训丙。")
    dirty = small(f"1.推行一网通办{text}。", f"1.推行一网通办乙。\n2.加强培训{text}。")
    first, second = read_page(render_html(clean)), read_page(render_html(dirty))
    assert set(second.tags) <= set(first.tags) | {
        "span",
        "details",
        "summary",
        "pre",
        "b",
        "i",
        "u",
        "ol",
        "li",
        "ul",
    }
    assert second.tags.count("script") == first.tags.count("script") == 3
    assert "img" not in second.tags
    shown = "".join(second.text).replace(" ", "")
    assert visible(text).replace(" ", "")[:20] in shown


@cache
def everywhere(text: str) -> Concordance:
    """A small comparison with ``text`` in every field that comes from a document or a reviewer."""
    base = small("1.推行一网通办甲。\n2.加强招标投标监管。", "1.推行一网通办乙。\n2.加强招标投标培训。")

    def dirty(commitment: Commitment) -> Commitment:
        return replace(
            commitment, label=text, trail=(text, text), text=text + commitment.text, lead_units=(text,),
            responsible_units=(text, "市场监管局"), source_note=text,
        )  # fmt: skip

    def document(old: Document) -> Document:
        jurisdiction = Jurisdiction("150600", text, Level.CITY, None)
        return replace(
            old, title=text, number=text, issuer=text, jurisdiction=jurisdiction,
            source=replace(old.source, text=text + old.source.text),
            commitments=tuple(dirty(c) for c in old.commitments),
            notices=(Notice("x", Wording(text, text + "en"), 1),),
        )  # fmt: skip

    upper, lower = document(base.upper), document(base.lower)
    reason = Wording(text, f"en {text}")
    comparisons = (Comparison("clause", text, 1.0, text, text),)
    finding = Finding(dimension=Dimension.TIME, relation=Relation.TIGHTENS, reason=reason)
    pair = Pair(
        upper=upper.commitments[0], lower=lower.commitments[0], confidence=0.5, weight=0.0,
        relation=Relation.TIGHTENS, findings=(finding,), comparisons=comparisons, rules=(),
    )  # fmt: skip
    candidate = Candidate(lower=lower.commitments[1], confidence=0.3, reason=reason, comparisons=comparisons)
    dirty_one = replace(
        base, upper=upper, lower=lower, pairs=(pair,), missing=upper.commitments[1:], added=lower.commitments[1:],
        candidates={upper.commitments[1].id: (candidate,)}, notices=(Notice("x", Wording(text, text)),),
    )  # fmt: skip
    entry = Decision(
        upper_document=upper.id, lower_document=lower.id, upper=pair.upper.id, lower=pair.lower.id,
        upper_digest=digest(pair.upper.text), lower_digest=digest(pair.lower.text), upper_text=text,
        verdict=Ruling.ACCEPT, comment=text, reviewer=text or "x",
    )  # fmt: skip
    lost = replace(entry, upper="gone", lower="", upper_digest="0", lower_digest="")
    return honour(dirty_one, [entry, lost])


def shape(page: str) -> list[str]:
    """The tags of a page but for those that depend on what two texts share."""
    return [tag for tag in read_page(page).tags if tag not in MARKS]


@cache
def clean_shape(lang: str) -> list[str]:
    """The shape of the page of a plain word in every field."""
    return shape(render_html(everywhere("甲"), lang))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_in_every_field_changes_nothing_but_its_own_text(text: str) -> None:
    for lang in ("zh", "en"):
        page = render_html(everywhere(text), lang)
        assert shape(page) == clean_shape(lang)
        shown = "".join(read_page(page).text).replace(" ", "")
        assert shown.count(visible(text).replace(" ", "")[:20]) > 20
        blocks = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)
        assert json.loads(blocks[0])["documents"][0]["title"] == visible(text)
    for name in FORMATS:
        assert render(everywhere(text), name), name


def test_hostile_text_stays_text_in_the_workbook_and_in_word() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    docx = pytest.importorskip("docx")
    for text in HOSTILE:
        concordance = everywhere(text)
        book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(concordance)))
        for sheet in book:
            assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
            assert not sheet._hyperlinks
        document = docx.Document(io.BytesIO(docx_bytes(concordance)))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        assert any(visible(text) in cell for cell in cells)


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    concordance = everywhere(text)
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(concordance)))
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    body = couple.concordance_csv(concordance).decode("utf-8-sig")
    found = [cell for row in csv.reader(io.StringIO(body)) for cell in row]
    assert any(visible(text) in cell for cell in found)
    assert all(not cell.startswith(("=", "+", "@", "\t", "\r")) for cell in found)


def test_a_text_longer_than_a_cell_is_whole_on_a_sheet_of_its_own() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    text = "长文𠮷" * 20_000
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(everywhere(text))))
    for sheet in book:
        for row in sheet.iter_rows(values_only=True):
            assert all(len(str(value).encode("utf-16-le")) // 2 <= 32_767 for value in row if value)
    lines = list(book["长文本"].iter_rows(min_row=2, values_only=True))
    first = [row for row in lines if row[:3] == lines[0][:3]]
    assert [row[3] for row in first] == list(range(1, len(first) + 1))
    assert text in "".join(row[4] for row in first)
    assert "全文见“长文本”" in book["逐条"]["C2"].value


def test_the_workbook_in_english_has_english_columns(concordance: Concordance) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(concordance, "en")))
    assert [cell.value for cell in book["Answers"][1]][:4] == ["result", "theme", "upper text", "lower text"]
    for sheet in book.worksheets[1:-1]:
        assert not any(re.search("[\u4e00-\u9fff]", str(cell.value)) for cell in sheet[1] if cell.value)


# ---- Word


def words_of(data: bytes) -> tuple[object, str]:
    """A Word document, and all its text."""
    docx = pytest.importorskip("docx")
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return document, "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_word_document_begins_with_the_answer_and_has_what_differs_side_by_side(
    concordance: Concordance,
) -> None:
    document, text = words_of(docx_bytes(concordance))
    headings = [p.text for p in document.paragraphs if p.style.name.startswith("Heading 1")]  # type: ignore[attr-defined]
    assert [re.split("[（：·]", heading)[0].strip() for heading in headings] == [
        "最值得看的不同", "缺失", "指标对照", "主题 × 结果", "逐条对照", "缺失",
    ]  # fmt: skip
    verdicts = {verdict.upper.id: verdict.outcome for verdict in concordance.verdicts}
    differs = {o for o in Outcome if o.answers} - {Outcome.SAME, Outcome.ANSWERED}
    shown = [p for p in concordance.pairs if verdicts.get(p.upper.id) in differs]
    assert shown
    assert all(pair.upper.text in text and pair.lower.text in text for pair in shown)
    assert all(c.text in text for c in concordance.missing if verdicts[c.id].absent)
    for table in document.tables:  # type: ignore[attr-defined]
        assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
        assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in table.rows)
    section = document.sections[0]  # type: ignore[attr-defined]
    assert section.page_width < section.page_height
    codes = [element.text.strip() for element in section.footer._element.xpath(".//w:instrText")]
    assert codes == ["PAGE", "NUMPAGES"]
    foot = "".join(paragraph.text for paragraph in section.footer.paragraphs)
    assert "《鄂尔多斯市打造一流营商环境行动方案》（鄂党办发〔2021〕4号，2021-05-06）" in foot
    total = coverage.total(coverage.by_theme(concordance))
    assert f"新增 {total.added}" in text.rsplit("没有逐条列在这里的", 1)[1]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_page_workbook_and_word_say_how_sure_each_verdict_is_and_what_would_change_it(lang: str) -> None:
    result = report_case()
    said = {v.upper.id: (sure_word(v, lang), hinge_text(v, lang)) for v in result.verdicts}
    assert len(said) > 2
    assert len(set(said.values())) > 2
    page = html.unescape(render_html(result, lang))
    for id_, (word, hinge) in said.items():
        assert f"{word}{'。' if lang == 'zh' else '. '}{hinge}</p>" in page, id_
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(result, lang)))
    rows = {cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    _, text = words_of(docx_bytes(result, lang))
    for verdict in result.verdicts:
        assert set(said[verdict.upper.id]) <= rows
        assert said[verdict.upper.id][0] in text


def test_exactly_the_words_that_decide_are_marked_in_the_word_document(concordance: Concordance) -> None:
    document, _ = words_of(docx_bytes(concordance))
    set_off = [
        run.text
        for table in document.tables  # type: ignore[attr-defined]
        for row in table.rows
        for cell in row.cells
        for paragraph in cell.paragraphs
        for run in paragraph.runs
        if run.underline
    ]
    source = concordance.upper.source.text, concordance.lower.source.text
    spans = [
        (document_text, span)
        for pair in concordance.pairs
        for finding in pair.findings
        for document_text, found in zip(source, (finding.upper_evidence, finding.lower_evidence), strict=True)
        for span in found
    ]
    evidence = ["".join(text[span.start : span.end].split()) for text, span in spans]
    assert len(set_off) > 20
    assert all(any("".join(words.split()) in one for one in evidence) for words in set_off)


def test_the_word_document_has_the_rows_that_were_chosen(concordance: Concordance) -> None:
    _, text = words_of(render(concordance, "docx", rows=[Outcome.SAME, Outcome.ADDED]))
    verdicts = {verdict.upper.id: verdict.outcome for verdict in concordance.verdicts}
    for pair in concordance.pairs:
        if verdicts.get(pair.upper.id) is Outcome.SAME:
            assert pair.lower.text in text
    assert all(commitment.text in text for commitment in concordance.added)
    headings = [line for line in text.split("\n") if line.startswith("缺失（")]
    assert headings == []


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_word_document_of_two_long_plans_has_at_most_thirty_pages(
    concordance: Concordance, tmp_path: Path
) -> None:
    pypdfium2 = pytest.importorskip("pypdfium2")
    (tmp_path / "couple.docx").write_bytes(docx_bytes(concordance))
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pdf",
         "--outdir", str(tmp_path), str(tmp_path / "couple.docx")],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    paper = pypdfium2.PdfDocument(tmp_path / "couple.pdf")
    assert 5 < len(paper) <= 30
    paper.close()


def skeleton(page: str) -> str:
    """``page`` without its style, scripts, their digests and the list of fixed words, which have files of their own."""
    page = re.sub(r"(<(?:style|script)>).*?(</)", r"\1\2", page, flags=re.S)
    page = re.sub(r"sha256-[\w+/=]+", "sha256-…", page)
    return re.sub(r'"words":\{.*?\},"free"', '"words":{},"free"', page)


def test_the_golden_page_is_as_written() -> None:
    concordance = report_case()
    same_as_file(skeleton(render_html(concordance)), CASES / "report" / "page.html")
    same_as_file(skeleton(render_html(concordance, "en")), CASES / "report" / "page.en.html")
    same_as_file(dumps(concordance_json(concordance)), CASES / "report" / "concordance.json")
    same_as_file(
        skeleton(render_index([(concordance, "page.html")], [concordance.upper, concordance.lower])),
        CASES / "report" / "index.html",
    )


@pytest.mark.parametrize(
    "folder", sorted(path.name for path in (CASES / "compare").iterdir() if path.is_dir())
)
def test_a_small_comparison_is_as_written(folder: str) -> None:
    root = CASES / "compare" / folder
    concordance = small(
        (root / "upper.txt").read_text(encoding="utf-8"), (root / "lower.txt").read_text(encoding="utf-8")
    )
    shown = [
        f"{p.shown.value} | {p.upper.text} | {p.lower.text} | {'; '.join(f.reason.zh for f in p.findings)}"
        for p in concordance.pairs
    ]
    shown += [f"missing | {c.text}" for c in concordance.missing] + [
        f"added | {c.text}" for c in concordance.added
    ]
    same_as_file("\n".join(shown) + "\n", root / "expected.txt")


def test_there_are_comparison_cases() -> None:
    assert sum(1 for path in (CASES / "compare").iterdir() if path.is_dir()) >= 3


def test_no_golden_file_is_left_beside_its_actual() -> None:
    assert not list(Path(CASES).rglob("*.actual.*"))


# ---- the difference of two texts


@given(
    st.text(alphabet="在3个15工作日内办结压缩至，。AB", max_size=80),
    st.text(alphabet="在3个15工作日内办结压缩至，。AB", max_size=80),
)
def test_the_parts_of_a_difference_give_the_texts_back(first: str, second: str) -> None:
    above, below = diff(first, second)
    assert "".join(part.text for part in above) == first
    assert "".join(part.text for part in below) == second
    assert "".join(p.text for p in above if p.kind == "same") == "".join(
        p.text for p in below if p.kind == "same"
    )


def test_a_figure_is_marked_whole_in_long_texts_too() -> None:
    long = "推行企业登记公章刻制申领发票员工参保登记住房公积金企业缴存登记一表填报" * 8
    above, below = diff(f"{long}在15个工作日内", f"{long}在5个工作日内")
    assert [part.text for part in above if part.kind == "figure"] == ["15个工作日"]
    assert [part.text for part in below if part.kind == "figure"] == ["5个工作日"]
    assert above[0].kind == "same"


@pytest.mark.parametrize(
    ("upper", "lower", "figures"),
    [
        ("1个工作日内办结", "0.5个工作日内办结", ["0.5个工作日"]),
        ("15个工作日", "5个工作日", ["5个工作日"]),
        ("五个工作日内", "半个工作日内", ["半个工作日"]),
        ("达到百分之五十以上", "达到百分之十五以上", ["百分之十五"]),
        ("达到90%以上", "达到95%以上", ["95%"]),
        ("3-5个环节", "2-4个环节", ["2-4个环节"]),
        ("160千瓦及以下", "100千瓦及以下", ["100千瓦"]),
        ("投入3000万元", "投入1.5亿元", ["1.5亿元"]),
        ("提前10个百分点", "提前5个百分点", ["5个百分点"]),
        ("3个月内", "6个月内", ["6个月"]),
        ("2小时到场", "45分钟到场", ["45分钟"]),
        ("第三方评估", "第四方评估", []),
    ],
)
def test_a_figure_keeps_its_unit_and_its_measure_word(upper: str, lower: str, figures: list[str]) -> None:
    assert [part.text for part in diff(upper, lower)[1] if part.kind == "figure"] == figures


def test_page_long_texts_are_compared_too() -> None:
    first = "推行一网通办，3个工作日内办结。" * 400
    second = first[:3000] + "加强监管，5个工作日内办结。" + first[3100:]
    above, below = diff(first, second)
    assert "".join(part.text for part in above) == first
    assert "".join(part.text for part in below) == second
    shared = sum(len(part.text) for part in below if part.kind == "same")
    assert shared > 0.9 * len(second)


# ---- the terminal


@given(st.text(alphabet="政策abc 0，\n", max_size=300))
def test_terminal_lines_stay_within_80_columns(text: str) -> None:
    assert all(width(line) <= 80 for line in wrap(text, "    "))


def test_a_report_is_never_taken_for_a_plan() -> None:
    lower = parse(SourceText("r.txt", "txt", "1.完成一网通办。", sha256="r"), id="r", kind=Kind.REPORT)
    upper = parse(SourceText("u.txt", "txt", "1.推行一网通办。", sha256="u"), id="u")
    assert "report-compared" in [notice.code for notice in compare(upper, lower).notices]


def test_a_compiled_template_stands_for_its_very_text_and_is_not_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offline, "folder", lambda _: tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    compiled: list[str] = []
    compile_ = jinja2.Environment.compile

    def counted(self: jinja2.Environment, source: str, name: str, *more: object) -> object:
        compiled.append(name)
        return compile_(self, source, name, *more)

    monkeypatch.setattr(jinja2.Environment, "compile", counted)
    page, kept = tmp_path / "a.html", tmp_path / "__pycache__"

    def filled(text: str, times: int) -> None:
        """The page is ``text``, and was compiled so many times for it."""
        page.write_text(text, encoding="utf-8")
        compiled.clear()
        for _ in range(2):
            offline.environment.cache_clear()
            assert offline.environment().get_template("a.html").render() == text
        assert len(compiled) == times

    try:
        filled("one", 1)
        filled("two", 1)
        (file,) = kept.iterdir()
        file.write_bytes(file.read_bytes()[:60])
        filled("two", 1)
        file.unlink()
        kept.rmdir()
        kept.write_text("no folder", encoding="utf-8")
        filled("two", 2)
    finally:
        offline.environment.cache_clear()

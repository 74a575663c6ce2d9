"""Every output says the same, and nothing in a text can break out of it."""

from __future__ import annotations

import base64
import csv
import hashlib
import html
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import CASES, ROOT, report_case, same_as_file, small
from policydiff import coverage
from policydiff.concordance import compare
from policydiff.labels import added_word, missing_word
from policydiff.model import Completeness, Concordance, Document, Kind, Relation, SourceText
from policydiff.output import tables
from policydiff.output.html import render_html, render_index
from policydiff.output.jsonio import concordance_json, document_json, dumps
from policydiff.output.render import FORMATS, render
from policydiff.output.rows import anchor
from policydiff.output.terminal import width, wrap
from policydiff.output.textdiff import diff
from policydiff.output.view import summary, view
from policydiff.output.xlsx import xlsx_bytes
from policydiff.parsing.parse import parse

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "\"'><svg onload=x>",
    "=HYPERLINK(1)",
    "+1+1",
    "@SUM(A1)",
    "\u202eabc\u202c",
    "长" * 300,
]


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
        for finding in pair["findings"]:
            assert set(finding) >= {"dimension", "relation", "upper_target", "lower_target", "reason"}
            assert finding["reason"]
    assert {pair["upper"] for pair in data["pairs"]} | set(data["missing"]) == uppers
    assert {pair["lower"] for pair in data["pairs"]} | set(data["added"]) == lowers


# ---- the same figures in every form


def test_every_form_adds_up_to_the_same_figures(concordance: Concordance) -> None:
    total = coverage.total(coverage.by_theme(concordance))
    data = concordance_json(concordance)
    assert len(data["pairs"]) == total.pairs == len(tables.pair_rows(concordance))
    assert len(data["missing"]) == total.missing == len(tables.missing_rows(concordance))
    assert len(data["added"]) == total.added == len(tables.added_rows(concordance))
    page = render_html(concordance)
    assert page.count('<article class="row pair ') == total.pairs
    assert page.count('<article class="row missing ') == total.missing
    assert page.count('<article class="row added ') == total.added
    rows = list(csv.DictReader(io.StringIO(tables.concordance_csv(concordance).decode("utf-8-sig"))))
    assert len(rows) == total.pairs + total.missing + total.added
    assert str(total.pairs) in summary(concordance)
    text = render(concordance, "md").decode()
    assert len(re.findall(r"^- \*\*[▲▼＝◆≠]", text, re.M)) == total.pairs


def test_the_workbook_holds_every_row_with_filters_and_a_frozen_header(concordance: Concordance) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(concordance)))
    assert len(book.sheetnames) == 6
    pairs = book[book.sheetnames[1]]
    assert pairs.max_row - 1 == len(concordance.pairs)
    assert pairs.freeze_panes == "A2"
    assert pairs.auto_filter.ref
    assert pairs["E2"].value == concordance.pairs[0].upper.text
    assert pairs["E2"].alignment.wrap_text


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
             "block", "endblock", "extends", "import"}  # fmt: skip
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
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", text
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
    assert [(theme.id, theme.size) for theme in english.themes] == [
        (theme.id, theme.size) for theme in chinese.themes
    ]
    assert english.data["rows"] == chinese.data["rows"]
    page = render_html(concordance, "en")
    assert 'lang="en"' in page
    assert "tightens" in page


def test_anchors_are_unique_and_made_of_ids(concordance: Concordance) -> None:
    anchors = re.findall(r' id="([^"]+)"', render_html(concordance))
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
    assert second.tags.count("script") == first.tags.count("script") == 4
    assert "img" not in second.tags
    shown = "".join(second.text).replace(" ", "")
    assert text.replace(" ", "")[:20] in shown


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2", "@SUM(A1)"])
def test_no_cell_is_a_formula(text: str) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    concordance = small("1.推行一网通办。", f"1.{text}推行综合窗口。")
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(concordance)))
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    body = tables.concordance_csv(concordance).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(body)):
        assert all(not cell.startswith(("=", "+", "@")) for cell in row)


def test_the_golden_page_is_as_written() -> None:
    concordance = report_case()
    same_as_file(render_html(concordance), CASES / "report" / "page.html")
    same_as_file(dumps(concordance_json(concordance)), CASES / "report" / "concordance.json")
    same_as_file(
        render_index([(concordance, "page.html")], [concordance.upper, concordance.lower]),
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
        f"{p.relation.value} | {p.upper.text} | {p.lower.text} | {'; '.join(f.reason.zh for f in p.findings)}"
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


# ---- the terminal


@given(st.text(alphabet="政策abc 0，\n", max_size=300))
def test_terminal_lines_stay_within_80_columns(text: str) -> None:
    assert all(width(line) <= 80 for line in wrap(text, "    "))


def test_a_report_is_never_taken_for_a_plan() -> None:
    lower = parse(SourceText("r.txt", "txt", "1.完成一网通办。", sha256="r"), id="r", kind=Kind.REPORT)
    upper = parse(SourceText("u.txt", "txt", "1.推行一网通办。", sha256="u"), id="u")
    assert "report-compared" in [notice.code for notice in compare(upper, lower).notices]

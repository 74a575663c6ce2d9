"""PDF files: the same commitments as the text, tables of tasks, scans, and whatever else comes with that ending."""

from __future__ import annotations

import io
import re
from calendar import monthrange
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paper import STYLES, markup, paragraphs, printed, row_of, scanned, table
from policydiff.commitments.parse import parse
from policydiff.corpus import load_catalogue, open_document
from policydiff.errors import PolicyDiffError, UnreadableSource, UnsupportedFormat
from policydiff.model import Completeness, Document, SourceText
from policydiff.readers import ocr, pdf, read
from policydiff.readers.glyphs import Glyph, spread
from policydiff.readers.layout import Line, column_of, goes_on, lines_of, running_lines

ROWS = [["序号", "重点任务", "牵头单位", "完成时限"]] + [
    [
        str(n),
        f"推进第{n}类事项“一网通办”，办理时限压缩至{n}个工作日以内。" * (n % 4 + 1),
        "旗政务服务局、旗市场监管局",
        f"2022年{n % 12 + 1}月底前",
    ]
    for n in range(1, 41)
]
PROSE = (
    "为深入贯彻国家关于优化营商环境工作的重大决策部署，推动我旗营商环境再上新台阶，结合我旗实际，制定本方案。"
)


def text_of(data: bytes) -> SourceText:
    text, encoding, notices, pages, unread = pdf.decode(data, "print.pdf")
    return SourceText("print.pdf", "pdf", text, encoding, "", notices, pages, unread)


def codes(source: SourceText) -> list[str]:
    return [notice.code for notice in source.notices]


def like(text: Document, source: SourceText) -> Document:
    return parse(source, id=text.id, title=text.title, kind=text.kind, issued=text.issued)


def leaves_of(data: bytes) -> list[str]:
    """The characters of each page in the order of the file."""
    return [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in pypdfium2.PdfDocument(data)]


# the corpus on paper

as_text = cache(open_document)
"""Read once for all styles."""


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", load_catalogue().entries)
def test_a_printed_document_makes_the_same_promises(browser: Any, name: str, style: str) -> None:
    text = as_text(name)
    body = markup(paragraphs(text.source), text.title)
    paper = like(text, text_of(printed(browser, body, style=style, header=text.title)))
    wanted, found = Counter(map(row_of, text.commitments)), Counter(map(row_of, paper.commitments))
    assert wanted.total() >= 9
    lost = [row[0] for row in wanted - found]
    assert len(lost) * 100 <= wanted.total(), lost
    extra = [row[0] for row in found - wanted]
    assert len(extra) * 100 <= wanted.total(), extra


def test_a_commitment_knows_its_page(browser: Any) -> None:
    text = open_document("ordos-reply-2023")
    data = printed(browser, markup(paragraphs(text.source), text.title), header=text.title)
    paper = like(text, text_of(data))
    head = re.sub(r"\s", "", text.title)
    leaves = [leaf.split(head)[0] for leaf in leaves_of(data)]
    assert {commitment.page for commitment in paper.commitments} >= {1, 2, len(leaves)}
    for commitment in paper.commitments:
        assert commitment.page is not None
        here, after = leaves[commitment.page - 1], "".join(leaves[commitment.page :])
        place = (here + after).find(re.sub(r"\s", "", commitment.text)[:8])
        assert 0 <= place < len(here), commitment.text


def test_a_span_still_gives_its_text(browser: Any) -> None:
    text = open_document("nmg-digest")
    paper = like(text, text_of(printed(browser, markup(paragraphs(text.source)), header="页眉")))
    for commitment in paper.commitments:
        found = paper.source.text[commitment.span.start : commitment.span.end]
        assert re.sub(r"\s", "", found).startswith(commitment.text[:10])


def test_running_lines_go_and_a_notice_says_which(browser: Any) -> None:
    source = text_of(printed(browser, markup([PROSE * 3] * 12), header="某旗方案", footer="第 {page} 页"))
    assert len(source.pages) >= 3
    assert "某旗方案" not in source.text
    assert "页" not in source.text
    notice = next(notice for notice in source.notices if notice.code == "running-lines")
    assert "某旗方案" in notice.message.zh


def test_an_annex_on_top_of_every_page_is_text(browser: Any) -> None:
    body = "".join(
        f'<p style="break-before: page">附件{n}</p><p class=title>第{n}张清单</p><p>{PROSE}</p>'
        for n in range(1, 6)
    )
    source = text_of(printed(browser, body, header="某旗方案"))
    assert [line for line in source.text.splitlines() if line.startswith("附件")] == [
        f"附件{n}" for n in range(1, 6)
    ]


# tables


def task_lines(rows: list[list[str]]) -> list[str]:
    return [
        line
        for number, task, unit, due in rows
        for line in (f"|* {number}.{task}", f"| 牵头单位：{unit}；完成时限：{due}")
    ]


def of_table(source: SourceText) -> list[str]:
    return [line for line in source.text.splitlines() if line.startswith("|")]


@pytest.mark.parametrize("landscape", [False, True])
def test_a_ruled_table_over_several_pages_gives_every_row(browser: Any, landscape: bool) -> None:
    body = f"<p>{PROSE}</p>{table(ROWS)}<p>本方案自印发之日起施行。</p>"
    source = text_of(printed(browser, body, header="某旗方案", landscape=landscape, size=14))
    assert len(source.pages) >= 4
    assert of_table(source) == task_lines(ROWS[1:])
    assert source.text.splitlines()[0] == PROSE
    assert source.text.splitlines()[-1] == "本方案自印发之日起施行。"
    assert "table-text-lost" not in codes(source)


def test_a_row_over_two_pages_is_a_commitment_with_its_unit_date_and_page(browser: Any) -> None:
    body = f"<p class=title>某旗优化营商环境实施方案</p><p>2022年1月5日</p><p>一、重点任务</p>{table(ROWS)}"
    document = parse(text_of(printed(browser, body, header="某旗方案", size=14)), id="x")
    found = [(c.label, c.lead_units, c.deadline) for c in document.commitments]
    for number, _, _, due in ROWS[1:]:
        year, month = re.findall(r"\d+", due)
        last = date(int(year), int(month), monthrange(int(year), int(month))[1])
        assert (f"{number}.", ("旗政务服务局", "旗市场监管局"), last) in found
    pages = [commitment.page for commitment in document.commitments]
    assert pages == sorted(pages, key=lambda page: page or 0)
    assert pages[-1] == len(document.source.pages)


def test_a_row_of_a_table_stands_on_its_page(browser: Any) -> None:
    data = printed(browser, table(ROWS), header="某旗方案", size=14)
    source = text_of(data)
    leaves = leaves_of(data)
    for row in ROWS[1:]:
        page = source.page_of(source.text.index(f"|* {row[0]}."))
        assert page is not None
        assert f"第{row[0]}类事项" in leaves[page - 1]


def test_no_character_of_a_page_with_tables_is_lost(browser: Any) -> None:
    body = f"<p>{PROSE}</p>{table(ROWS[:12])}<p>{PROSE}</p>{table(ROWS[12:20], head=0)}<p>完</p>"
    source = text_of(printed(browser, body, footer=""))
    wanted = Counter("".join((PROSE, *(cell for row in ROWS[1:20] for cell in row), PROSE, "完")))
    assert not wanted - Counter(source.text)


def test_merged_cells_are_read_for_every_row_they_cover(browser: Any) -> None:
    rows: list[list[str | tuple[str, str] | None]] = [
        ["序号", "领域", "重点任务", "牵头单位"],
        ["1", ("rowspan=2", "企业开办"), "开办时间压缩至1个工作日以内。", ("rowspan=2", "市场监管局")],
        ["2", None, "免费刻章。", None],
        ["3", "注销", "简易注销公告压缩至20天。", "市场监管局"],
    ]
    lines = of_table(text_of(printed(browser, table(rows))))
    assert lines[:4] == [
        "|# 企业开办",
        "|** 1.开办时间压缩至1个工作日以内。",
        "| 牵头单位：市场监管局",
        "|** 2.免费刻章。",
    ]
    assert lines.count("| 牵头单位：市场监管局") == 3


def test_a_table_without_rules_gives_the_same_rows(browser: Any) -> None:
    style = "<style>td, th {vertical-align: top; padding: 5pt 14pt}</style>"
    body = f"{style}<p>{PROSE}</p>{table(ROWS[:25])}<p>{PROSE}</p>"
    source = text_of(printed(browser, body, border="none", header="某旗方案", size=12))
    assert len(source.pages) >= 3
    assert of_table(source) == task_lines(ROWS[1:25])


def test_columns_that_read_as_no_table_are_admitted(browser: Any) -> None:
    row = '<div style="display: flex; justify-content: space-between"><span>甲乙丙丁</span><span>戊己</span><span>庚辛</span></div>'
    source = text_of(printed(browser, row * 12))
    assert "pages-loose-columns" in codes(source)


# other layouts


def test_two_columns_of_prose_are_read_one_after_the_other(browser: Any) -> None:
    items = [f"（{n}）{PROSE * 2}" for n in "一二三四五六七八"]
    body = f"<p class=title>若干措施</p><div style='column-count: 2; column-gap: 2em'>{markup(items)}</div><p>{PROSE}</p>"
    source = text_of(printed(browser, body, size=12, footer=""))
    assert source.text.splitlines() == ["若干措施", *items, PROSE]


def test_the_number_and_the_signer_of_a_cover_are_two_lines(browser: Any) -> None:
    body = f"""<div style="display: flex; justify-content: space-between"><span>奈党办发〔2022〕4号</span>
        <span>签发人：张三</span></div><p class=title>奈曼旗行动方案</p><p>{PROSE * 3}</p>"""
    assert text_of(printed(browser, body)).text.splitlines()[:3] == [
        "奈党办发〔2022〕4号",
        "签发人：张三",
        "奈曼旗行动方案",
    ]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_on_its_side_reads_like_one_that_stands(browser: Any, turn: int) -> None:
    data = printed(browser, f"<p>{PROSE}</p>{table(ROWS[:9])}", header="某旗方案")
    document = pypdfium2.PdfDocument(data)
    for page in document:
        page.set_rotation(turn)
    turned = text_of(saved(document))
    assert turned.text.replace(" ", "") == text_of(data).text.replace(" ", "")


def test_the_visible_part_of_a_page_counts(browser: Any) -> None:
    data = printed(browser, f"<p>{PROSE}</p>{table(ROWS[:9])}", header="某旗方案")
    document = pypdfium2.PdfDocument(data)
    for page in document:
        page.set_mediabox(-60, -40, 700, 900)
        page.set_cropbox(0, 0, 595, 842)
    assert text_of(saved(document)).text == text_of(data).text


def test_a_watermark_is_no_text_and_a_notice_says_so(browser: Any) -> None:
    mark = '<div style="position: fixed; top: 300px; left: 200px; font-size: 60px; transform: rotate(-45deg)">内部资料</div>'
    source = text_of(printed(browser, mark + markup([PROSE] * 5)))
    assert source.text.splitlines()[0] == PROSE
    assert "内部资料" not in source.text
    assert "pages-turned" in codes(source)


def saved(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


# what lines do, without a browser


def line(text: str, x: float, base: float, page: int = 1, size: float = 16) -> Line:
    wide = sum(size if ord(char) > 127 else size / 2 for char in text)
    return Line(page, tuple(spread(text, x, base - size, x + wide, base)))


def test_a_paragraph_goes_on_over_the_page_and_stops_at_an_indent() -> None:
    full = "优" * 27
    first = [line("　　" + full[:25], 80, 100), line(full, 80, 128), line("末行。", 80, 156)]
    lines = [line(full[:25], 112, 100), *first[1:], line(full[:25], 112, 184), line(full, 80, 212)]
    column = column_of([*lines, *lines])
    assert column.indented
    assert goes_on([lines[0]], lines[1], column.right, column)
    assert not goes_on([lines[2]], lines[3], column.right, column)
    assert goes_on([lines[4]], line(full, 80, 90, page=2), column.right, column)
    assert not goes_on([lines[4]], line(full[:25], 112, 90, page=2), column.right, column)


def test_a_short_line_ends_its_paragraph_unless_the_next_word_is_long() -> None:
    lines = [line("优" * 27, 80, 100 + 28 * n) for n in range(5)]
    column = column_of(lines)
    short = line("优" * 25, 80, 300)
    assert not goes_on([short], line("化" * 20, 80, 328), column.right, column)
    assert goes_on([short], line("〔2022〕193号文件", 80, 328), column.right, column)


def pages_of(heads: list[str], bodies: list[str], feet: list[str]) -> list[list[Line]]:
    return [
        [line(head, 200, 50, n), line(body, 80, 100, n), line(foot, 290, 800, n)]
        for n, (head, body, foot) in enumerate(zip(heads, bodies, feet, strict=True), 1)
    ]


def dropped(pages: list[list[Line]]) -> list[str]:
    drop = running_lines(pages, [842.0] * len(pages), "附件")
    return [line.text for lines in pages for line in lines if id(line) in drop]


def test_a_header_of_chapters_and_a_number_that_counts_are_running_lines() -> None:
    heads = ["第一部分"] * 3 + ["第二部分"] * 3
    pages = pages_of(heads, [f"正文{n}" * 9 for n in "甲乙丙丁戊己"], [f"第{n}页" for n in range(5, 11)])
    assert sorted(dropped(pages)) == sorted([*heads, *(f"第{n}页" for n in range(5, 11))])


def test_an_annex_named_on_each_of_its_pages_is_named_once() -> None:
    pages = [lines[:2] for lines in pages_of(["附件1"] * 4, [f"正文{n}" * 9 for n in "甲乙丙丁"], ["x"] * 4)]
    assert dropped(pages) == ["附件1"] * 3
    pages = [lines[:2] for lines in pages_of([f"附件{n}" for n in range(1, 5)], ["正文"] * 4, ["x"] * 4)]
    assert "附件2" not in dropped(pages)


def test_numbers_that_do_not_count_pages_are_text() -> None:
    pages = pages_of(["甲", "乙", "丙", "丁"], ["正文"] * 4, ["3个", "9个", "2个", "7个"])
    pages = [lines[1:] for lines in pages]
    assert [text for text in dropped(pages) if "个" in text] == []


def test_a_header_printed_twice_to_look_bold_is_one(browser: Any) -> None:
    bold = '<span style="text-shadow: 0.3px 0 black">关于印发方案的通知</span>'
    assert text_of(printed(browser, f"<p>{bold}</p><p>{PROSE}</p>")).text.startswith("关于印发方案的通知\n")


def test_characters_at_one_height_are_one_line() -> None:
    glyphs = [
        Glyph("乙", 20, 0, 30, 10, 10),
        Glyph("甲", 10, 0, 20, 10, 10.5),
        Glyph("丙", 10, 20, 20, 30, 30),
    ]
    assert [found.text for found in lines_of(1, glyphs)] == ["甲乙", "丙"]


# what cannot be read


def blank(pages: int = 1) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    return saved(document)


def picture(pages: int = 1) -> bytes:
    """Pages that are nothing but an image."""
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        image = pypdfium2.PdfImage.new(document)
        image.set_bitmap(pypdfium2.PdfBitmap.new_native(60, 80, 1))
        image.set_matrix(pypdfium2.PdfMatrix().scale(595, 842))
        page = document.new_page(595, 842)
        page.insert_obj(image)
        page.gen_content()
    return saved(document)


LOCKED = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"4 0 obj<</Filter/Standard/V 1/R 2/P -4/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>endobj\n"
    b"trailer<</Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]/Size 5>>\n%%EOF"
)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("locked.pdf", LOCKED, "密码"),
        ("damaged.pdf", b"%PDF-1.7\n" + b"x" * 500, "损坏"),
        ("none.pdf", blank(0), "一页也没有|损坏"),
        ("blank.pdf", blank(), "没有文字"),
        ("many.pdf", blank(2001), "2,001 页"),
        ("word.pdf", b"PK\x03\x04" + b"x" * 90, "压缩包"),
        ("page.pdf", b"<!doctype html><html>", "网页"),
        ("note.pdf", "只是文字".encode(), "内容却是"),
        ("plan.txt", blank(), "PDF"),
        ("empty.pdf", b"", "空"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_in_three_lines(
    tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises((UnreadableSource, UnsupportedFormat), match=words) as caught:
        read(path)
    assert 2 <= len(str(caught.value).splitlines()) <= 3


def test_a_pdf_over_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policydiff.readers.MAX_PACKED", 100)
    path = tmp_path / "big.pdf"
    path.write_bytes(blank())
    with pytest.raises(UnreadableSource, match="上限"):
        read(path)


def test_too_much_text_is_refused(browser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_CHARS", 1000)
    with pytest.raises(UnreadableSource, match="上限"):
        text_of(printed(browser, markup([PROSE] * 40)))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=400), st.sampled_from([b"", b"%PDF-1.7\n"]))
def test_random_bytes_raise_nothing_but_our_errors(data: bytes, start: bytes) -> None:
    only_our_errors(start + data)


@pytest.fixture(scope="module")
def sample(browser: Any) -> bytes:
    return printed(browser, f"<p>{PROSE}</p>{table(ROWS[:4])}", header="某旗方案")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(share=st.floats(0, 1), junk=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=40))
def test_a_cut_or_spoilt_file_raises_nothing_but_our_errors(
    sample: bytes, share: float, junk: list[tuple[float, int]]
) -> None:
    only_our_errors(sample[: int(len(sample) * share)])
    spoilt = bytearray(sample)
    for place, value in junk:
        spoilt[int((len(spoilt) - 1) * place)] = value
    only_our_errors(bytes(spoilt))


def only_our_errors(data: bytes) -> None:
    message = ""
    try:
        message = text_of(data).text
    except PolicyDiffError as error:
        message = str(error)
        lines = len(message.splitlines())
    else:
        lines = 1
    assert message.strip()
    assert lines <= 3


# scans


def test_a_scan_without_the_extra_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    with pytest.raises(UnsupportedFormat, match=r"policydiff\[ocr\]"):
        text_of(picture(3))


def mixed(data: bytes) -> bytes:
    """The first two pages of a print with the second as an image."""
    document = pypdfium2.PdfDocument(scanned(data, [1], image=False))
    document.import_pages(pypdfium2.PdfDocument(scanned(data, [2])))
    return saved(document)


def test_a_file_with_unread_pages_is_an_excerpt(browser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    source = text_of(mixed(printed(browser, markup([f"{n}.{PROSE}" for n in range(1, 30)]))))
    assert source.unread == (2,)
    assert "pages-unread" in codes(source)
    assert parse(source, id="x").completeness is Completeness.EXCERPT


class _Found:
    """What the recogniser gives, at 200 dpi."""

    txts = ("(1)企业开办时间压缩至1个工作日以内,", "免费刻章。", "？#")
    boxes = (
        [[300, 300], [1300, 300], [1300, 345], [300, 345]],
        [[240, 380], [500, 380], [500, 425], [240, 425]],
        [[1200, 900], [1300, 900], [1300, 950], [1200, 950]],
    )
    scores = (0.99, 0.98, 0.45)
    word_results = (None, None, None)


def test_recognised_lines_are_joined_marked_and_doubted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    monkeypatch.setattr(ocr, "_engine", lambda: lambda image, **_: _Found())
    monkeypatch.setattr(ocr, "_rules", lambda image, scale: ())
    source = text_of(picture())
    assert source.encoding == "ocr"
    assert "（1）企业开办时间压缩至1个工作日以内，" in source.text
    assert {"pages-recognised", "recognition-unsure"} <= set(codes(source))


@pytest.fixture
def recogniser() -> None:
    if not ocr.is_installed():
        pytest.skip("the extra ocr is not installed: nothing is recognised here")


@pytest.mark.usefixtures("recogniser")
def test_a_scanned_page_of_the_plan_gives_its_tasks_and_targets(browser: Any) -> None:
    text = open_document("naiman-2022")
    whole = printed(browser, markup(paragraphs(text.source), text.title), header=text.title)
    wanted = like(text, text_of(scanned(whole, [8], image=False)))
    found = like(text, text_of(scanned(whole, [8])))
    rows, again = Counter(map(row_of, wanted.commitments)), Counter(map(row_of, found.commitments))
    assert (rows & again).total() >= 0.97 * rows.total() > 0


@pytest.mark.usefixtures("recogniser")
def test_only_the_scanned_pages_are_recognised(browser: Any) -> None:
    source = text_of(mixed(printed(browser, markup([f"{n}.{PROSE}" for n in range(1, 30)]))))
    assert not source.unread
    notice = next(notice for notice in source.notices if notice.code == "pages-recognised")
    assert "第 2 页" in notice.message.zh
    assert f"5.{PROSE}" in source.text


@pytest.mark.usefixtures("recogniser")
def test_a_scanned_table_gives_its_rows(browser: Any) -> None:
    data = printed(browser, table(ROWS[:7]), size=14)
    count = len(pypdfium2.PdfDocument(data))
    source = text_of(scanned(data, range(1, count + 1)))
    assert [line for line in of_table(source) if line.startswith("|*")] == task_lines(ROWS[1:7])[::2]

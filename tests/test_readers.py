"""Files of any kind: read by their content, in any usual encoding, or refused in three lines that say what to do."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policydiff.commitments.parse import parse
from policydiff.corpus import open_document
from policydiff.errors import PolicyDiffError, UnreadableSource, UnsupportedFormat
from policydiff.model import SourceText
from policydiff.readers import office, plain, read
from policydiff.text import simplify
from word import p, packed, word

TEXT = "一、重点任务\n（一）企业开办时间压缩至1个工作日以内，全面推行“一网通办”。\n"
HTML = f"<html><body><p>{TEXT.splitlines()[0]}</p><p>{TEXT.splitlines()[1]}</p></body></html>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500


def source(tmp_path: Path, name: str, data: bytes) -> SourceText:
    path = tmp_path / name
    path.write_bytes(data)
    return read(path)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("gb18030"), "gb18030"),
        ((TEXT + "㐂𠮷").encode("gb18030"), "gb18030"),
        ("关于优化营商环境的若干措施".encode("gb18030"), "gb18030"),
        ("12345-67890，完成".encode("gb18030"), "gb18030"),
    ],
)
def test_every_usual_encoding_is_read(tmp_path: Path, data: bytes, encoding: str) -> None:
    found = source(tmp_path, "方案.txt", data)
    assert found.encoding == encoding
    assert [notice.code for notice in found.notices] == ([] if encoding == "utf-8" else ["encoding"])


def traditional() -> str:
    import opencc

    return str(opencc.OpenCC("s2t").convert(open_document("ordos-reply-2023").source.text))


def test_big5_is_suspected_where_gb18030_gives_rare_characters() -> None:
    text = "".join(char for char in traditional() if char.encode("big5hkscs", "ignore"))
    assert plain.decode(text.encode("big5hkscs"), "x")[:2] == (text, "big5hkscs")


def test_traditional_characters_are_read_like_simplified_ones() -> None:
    text = "某市2023年優化營商環境方案\n一、重點任務\n（一）企業開辦。2023年6月底前，企業開辦時間壓縮至0.5個工作日以內，著力推行電子證照。（牽頭單位：市市場監管局；責任單位：市公安局）"
    there = parse(SourceText("x", "txt", text), id="x")
    here = parse(SourceText("x", "txt", simplify(text)), id="x")
    assert there.commitments == here.commitments
    assert [notice.code for notice in there.notices] == ["traditional"]
    (commitment,) = there.commitments
    assert commitment.lead_units == ("市市场监管局",)
    span = commitment.targets[0].span
    assert text[span.start : span.end].startswith("2023年6月底")
    assert "壓縮" in text[commitment.span.start : commitment.span.end]


@given(st.text(alphabet="優化營商環境企業開辦著名乾隆1a，\n", max_size=60))
def test_simplifying_keeps_the_length(text: str) -> None:
    assert len(simplify(text)) == len(text)


# by content, not by name


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("方案.txt", word(p("一、甲")), "docx"),
        ("方案.doc", word(p("一、甲")), "docx"),
        ("方案.doc", HTML.encode(), "html"),
        ("方案.xls", HTML.encode("gb18030"), "html"),
        ("方案.docx", ("\ufeff<!DOCTYPE html>" + HTML).encode(), "html"),
        ("方案.wps", HTML.encode("utf-16"), "html"),
        ("方案", word(p("一、甲")), "docx"),
        ("方案.docx", TEXT.encode("gb18030"), "txt"),
        ("方案.doc", TEXT.encode(), "txt"),
    ],
)
def test_a_wrong_ending_is_read_by_content_with_a_notice(
    tmp_path: Path, name: str, data: bytes, form: str
) -> None:
    found = source(tmp_path, name, data)
    assert found.format == form
    assert found.notices[0].code == "other-extension"


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("方案.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("方案.xlsx", packed({"xl/workbook.xml": b"<a/>"}), "Excel"),
        ("方案.doc", OLE + "Workbook".encode("utf-16-le"), "Excel"),
        ("方案.pptx", packed({"ppt/presentation.xml": b"<a/>"}), "演示"),
        ("方案.ofd", packed({"OFD.xml": b"<a/>"}), "OFD"),
        ("方案.odt", packed({"mimetype": b"x", "content.xml": b"<a/>"}), "OpenDocument"),
        ("方案.docx", packed({"a.txt": b"a"}), "压缩包"),
        ("方案.docx", b"PK\x03\x04damaged", "损坏"),
        ("方案.bin", b"\x7fELF\x02\x01", "格式"),
        ("方案.docx", b"\x00\x01\x02", "损坏"),
        ("方案.html", b"\x00\x01\x02", "NUL"),
        ("方案.txt", b" \n", "空"),
        ("方案.txt", b"\x81\xff\x00", "NUL"),
    ],
)
def test_what_no_reader_knows_says_what_it_is_and_what_to_do(
    tmp_path: Path, name: str, data: bytes, what: str
) -> None:
    with pytest.raises((UnreadableSource, UnsupportedFormat)) as caught:
        source(tmp_path, name, data)
    assert what in caught.value.what
    assert name in caught.value.where
    assert caught.value.hint
    assert len(str(caught.value).splitlines()) == 3


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"<html>", OLE, b"{\\rtf", b"\xff\xfe", b"# \xe4\xb8\x80"]), st.sampled_from(["txt", "docx", "html", "doc", "md"]))  # fmt: skip
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, start: bytes, ending: str
) -> None:
    path = tmp_path_factory.mktemp("any") / f"方案.{ending}"
    path.write_bytes(start + data)
    try:
        said = read(path).text
    except PolicyDiffError as error:
        said = error.what
        if len(str(error).splitlines()) > 3:
            raise
    assert said.strip()


# Markdown


def test_a_markdown_table_is_a_table_of_tasks(tmp_path: Path) -> None:
    text = (
        "# 某市方案\n\n| 任务 | 责任单位 |\n|:--|--:|\n| 推行一网\\|通办。<br>每月通报。 | 甲局 |\n\n后文。\n"
    )
    assert (
        source(tmp_path, "方案.md", text.encode()).text
        == "# 某市方案\n\n|* 推行一网|通办。\n| 每月通报。\n| 责任单位：甲局\n\n后文。\n"
    )


# old Word files


def program(folder: Path, script: str) -> str:
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


DOC = OLE + "WordDocument".encode("utf-16-le")
posix = pytest.mark.skipif(os.name == "nt", reason="the stand-in for LibreOffice is a shell script")


def test_a_formula_is_shown_as_the_figure_that_it_prints(tmp_path: Path) -> None:
    text = r"""一、PM2.5保持在 $25\mu\text{g}/\text{m}^3$ 以下，优良天数比率$\geq 85\%$。"""
    (commitment,) = parse(source(tmp_path, "方案.md", text.encode()), id="formulas").commitments
    assert [target.phrase for target in commitment.targets] == ["25μg/m³以下", "85%"]


def test_without_libreoffice_the_way_out_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "_program", lambda: None)
    with pytest.raises(UnreadableSource, match="LibreOffice") as caught:
        source(tmp_path, "方案.doc", DOC)
    assert "另存为" in caught.value.hint


@posix
def test_libreoffice_converts_with_a_profile_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tmp_path / "made.docx"
    made.write_bytes(word(p("一、甲")))
    log = tmp_path / "log"
    script = f'echo "$@" >> {log}\nwhile [ $# -gt 0 ]; do [ "$1" = --outdir ] && cp {made} "$2/source.docx"; shift; done'
    monkeypatch.setattr(office, "_program", lambda: program(tmp_path, script))
    for name in ("方案.doc", "方案.wps"):
        found = source(tmp_path, name, DOC)
        assert found.text == "一、甲"
        assert [notice.code for notice in found.notices] == ["converted"]
    first, second = log.read_text(encoding="utf-8").splitlines()
    profiles = [
        next(word for word in line.split() if word.startswith("-env:UserInstallation="))
        for line in (first, second)
    ]
    assert profiles[0] != profiles[1]
    assert "--headless" in first


@posix
@pytest.mark.parametrize(
    ("script", "what"), [("exit 0", "没有转换成功"), ("exit 81", "没有转换成功"), ("sleep 60", "超过")]
)
def test_a_conversion_that_fails_or_hangs_ends_with_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, what: str
) -> None:
    monkeypatch.setattr(office, "_program", lambda: program(tmp_path, script))
    monkeypatch.setattr(office, "SECONDS", 1)
    with pytest.raises(UnreadableSource, match=what):
        source(tmp_path, "方案.doc", DOC)


@pytest.mark.skipif(office._program() is None, reason="LibreOffice is not installed")
def test_a_real_rich_text_file_is_converted(tmp_path: Path) -> None:
    rtf = r"{\rtf1\ansi\ansicpg936 \u19968?\u12289?\u20225?\u19994?\u24320?\u21150?\par}"
    assert "一、企业开办" in source(tmp_path, "方案.rtf", rtf.encode("ascii")).text

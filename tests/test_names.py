"""Whose document it is, without a code: from title, issuer and signature, never by a guess."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from conftest import CASES
from policydiff.concordance import compare
from policydiff.corpus import Catalogue, Given, open_document
from policydiff.corpus.names import places
from policydiff.model import Document, Jurisdiction, Level, Lineage

NOTHING = Catalogue(Path("catalog.toml"), {}, {})


class Case(NamedTuple):
    expected: str
    title: str
    above: str
    signature: str
    date: str


def cases() -> list[Case]:
    lines = (CASES / "places.psv").read_text(encoding="utf-8").splitlines()
    return [
        Case(*(part.strip() for part in line.split("|")))
        for line in lines
        if line and not line.startswith("#")
    ]


def text_of(case: Case) -> str:
    head = [case.above, case.title] if case.above else [case.title]
    if case.date and not case.signature:
        head.append(f"（{case.date}）")
    tail = ["", case.signature, case.date] if case.signature else []
    return (
        "\n".join([*head, "", "一、主要任务", "1.办理时限。企业开办时间压缩至2个工作日以内。", *tail]) + "\n"
    )


def opened(folder: Path, text: str, name: str = "plan", catalogue: Catalogue = NOTHING) -> Document:
    path = folder / f"{name}.txt"
    path.write_text(text, encoding="utf-8")
    return open_document(str(path), catalogue=catalogue)


def outcome(document: Document) -> str:
    if document.jurisdiction is not None:
        return document.jurisdiction.code
    for notice in document.notices:
        if notice.code == "place-ambiguous":
            codes = [
                word
                for word in notice.message.zh.replace("、", " ").replace("；", " ").split()
                if word.isdigit()
            ]
            return " ".join(["ask", *codes])
    assert any(notice.code == "jurisdiction-unknown" for notice in document.notices)
    return "unknown"


def test_a_place_is_read_where_it_is_plain_and_asked_for_where_it_is_not(tmp_path: Path) -> None:
    table = cases()
    assert len(table) > 100
    wrong = [
        f"{case.expected}: got {found} for {case.title} / {case.above} / {case.signature} / {case.date}"
        for number, case in enumerate(table)
        if (found := outcome(opened(tmp_path, text_of(case), f"plan-{number}"))) != case.expected
    ]
    assert not wrong, "\n".join(wrong)


def test_what_was_read_is_said_in_both_languages_and_points_to_its_line(tmp_path: Path) -> None:
    text = text_of(Case("", "道路运输安全工作方案", "", "静宁县人民政府办公室", "2022年7月1日"))
    document = opened(tmp_path, text)
    notice = document.notices[0]
    assert notice.code == "place-signature"
    assert "静宁县（620826）" in notice.message.zh
    assert "620826" in notice.message.en
    assert notice.span is not None
    assert text[notice.span.start : notice.span.end] == "静宁县人民政府办公室"


def test_the_code_that_the_user_gives_goes_before_what_the_text_says(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(text_of(Case("", "鼓楼区城市更新实施方案", "", "", "")), encoding="utf-8")
    document = open_document(str(path), Given(code="410204"), NOTHING)
    assert document.jurisdiction is not None
    assert document.jurisdiction.code == "410204"
    assert not [notice for notice in document.notices if "place" in notice.code]


def test_a_jurisdiction_of_the_catalogue_goes_before_the_table(tmp_path: Path) -> None:
    own = {
        code: Jurisdiction(code, name, Level.BANNER, "320100")
        for code, name in {"320106": "鼓楼区", "320199": "云上新区"}.items()
    }
    catalogue = Catalogue(tmp_path / "catalog.toml", {}, own)
    for title, code in (("鼓楼区城市更新实施方案", "320106"), ("云上新区城市更新实施方案", "320199")):
        document = opened(tmp_path, text_of(Case("", title, "", "", "")), code, catalogue)
        assert document.jurisdiction is own[code]


@pytest.mark.parametrize(
    ("above", "below", "code", "lineage"),
    [
        ("南京市城市更新实施方案", "鼓楼区城市更新实施方案", "320106", Lineage.SUBORDINATE),
        ("江苏省城市更新实施方案", "鼓楼区城市更新实施方案", None, Lineage.UNRELATED),
        ("上海市河道治理方案", "普陀区河道治理方案", "310107", Lineage.SUBORDINATE),
        ("济南市城市更新实施方案", "鼓楼区城市更新实施方案", None, Lineage.UNRELATED),
        ("国务院关于城市更新的意见", "山东省城市更新实施方案", "370000", Lineage.SUBORDINATE),
        ("内蒙古自治区河道治理方案", "奈曼旗河道治理方案", "150525", Lineage.SUBORDINATE),
        ("湖北省河道治理方案", "仙桃市河道治理方案", "429004", Lineage.SUBORDINATE),
    ],
)
def test_the_upper_document_settles_which_of_several_places_the_lower_one_is(
    tmp_path: Path, above: str, below: str, code: str | None, lineage: Lineage
) -> None:
    upper, lower = (
        opened(tmp_path, text_of(Case("", title, "", "", "")), name)
        for title, name in ((above, "upper"), (below, "lower"))
    )
    found = compare(upper, lower)
    assert found.lineage is lineage
    place = found.lower.jurisdiction
    assert (place.code if place else None) == code
    codes = {notice.code for notice in found.lower.notices}
    assert ("place-ambiguous" in codes) == (code is None)


def test_the_table_has_every_place_of_today() -> None:
    table = places()
    today = {place.code for found in table.named.values() for place in found if place.last is None}
    assert sum(code.endswith("0000") for code in today) == 34
    assert 330 <= sum(code.endswith("00") and not code.endswith("0000") for code in today) <= 345
    assert len(today) > 3200


def test_a_document_with_a_code_does_not_read_the_table(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(text_of(Case("", "鼓楼区城市更新实施方案", "", "", "")), encoding="utf-8")
    places.cache_clear()
    open_document(str(path), Given(code="410204"), NOTHING)
    assert places.cache_info().currsize == 0


def test_documents_beside_the_project_get_the_place_that_their_folder_says(shared: Path) -> None:
    """Those that are there: their own head or title names the place, so what is found is never outside it."""
    expected = {
        "national": "100000", "shanghai": "310000", "jiading": "310114", "baoshan": "310113", "putuo": "310107",
        "beijing2020": "110000", "beijing2024": "110000", "chongqing": "500000", "guangdong": "440000",
        "henan": "410000", "shangqiu": "411400", "shandong": "370000", "jinan": "370100", "dezhou": "371400",
    }  # fmt: skip
    wrong = [
        (path.name, found)
        for path in sorted((shared / "corpus").glob("*/*"))
        if (code := expected.get(path.stem.split("-")[0]))
        and (found := outcome(open_document(str(path), catalogue=NOTHING))) != code
    ]
    assert not wrong

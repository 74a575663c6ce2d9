"""The dates that stand in the head of a text: which version it is, and what came before."""

from __future__ import annotations

from hashlib import sha256

import pytest

from conftest import CASES
from policydiff.commitments.parse import parse
from policydiff.model import Document, SourceText
from policydiff.outline.adoptions import adoptions
from policydiff.report.revised import revision_json, revision_sheet
from policydiff.revision import revise

CASES_OF_HEADS = [
    line.split(" => ")
    for line in (CASES / "adoptions.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def law(head: str, *texts: str) -> Document:
    articles = [f"第{'一二三四'[place]}条 {text}" for place, text in enumerate(texts)]
    text = "\n\n".join(["某市夜市规定", *head.split("/"), *articles])
    return parse(SourceText("t", "txt", text, sha256=sha256(text.encode()).hexdigest()), id="t")


DUTIES = ("垃圾桶由环卫站每晚清运两次。", "夜市协会负责调解摊主之间的纠纷。")


@pytest.mark.parametrize(("head", "wanted"), CASES_OF_HEADS)
def test_a_version_is_of_the_day_of_its_latest_amendment(head: str, wanted: str) -> None:
    day, _, steps = wanted.partition("：")
    document = law(head, *DUTIES)
    assert str(document.issued) == day
    found = adoptions([passage.text for passage in document.root.body])
    assert "，".join(f"{step.day} {step.act}" for step in found) == steps


def test_a_sentence_that_speaks_of_a_date_is_no_step() -> None:
    assert adoptions(["根据国务院2020年1月1日修订的规定，结合实际制定本办法", "自2020年5月1日起施行"]) == ()


def test_the_history_of_both_versions_is_shown() -> None:
    old = law("2016年5月30日通过", *DUTIES)
    new = law("2016年5月30日通过/2019年7月26日修正", *DUTIES)
    revision = revise(old, new)
    assert [step["act"] for step in revision_json(revision)["history"]["new"]] == ["通过", "修正"]
    assert "2019年7月26日修正" in revision_sheet(revision).facts[1][1]
    assert revision.notices == ()


def test_versions_given_the_wrong_way_round_are_told() -> None:
    old = law("2016年5月30日通过", *DUTIES)
    new = law("2016年5月30日通过/2019年7月26日修正", *DUTIES)
    assert [notice.code for notice in revise(new, old).notices] == ["revision-older"]

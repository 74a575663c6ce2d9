"""Region, city, banner: values at each level, what is unknown, the amplification index, and no contradictions."""

from __future__ import annotations

import csv
import io
import json
import math
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pages import check_access, open_page
from places import ITEMS, PLACES, REGION, write_corpus
from policydiff.commitments.parse import parse
from policydiff.concordance import compare
from policydiff.errors import InvalidRequest
from policydiff.judging import Context, judge
from policydiff.judging.intervals import compare_values
from policydiff.levels.amplification import Step, amplification, clopper_pearson, log_ratio, sign_test
from policydiff.levels.chain import Chain, Course, chain_of, couples_of
from policydiff.levels.gathering import chain_among
from policydiff.model import (
    Commitment,
    Comparator,
    Dimension,
    Direction,
    Finding,
    Outcome,
    Relation,
    Span,
    Target,
)
from policydiff.readers import read
from policydiff.report.chain_data import CHAIN_FORMATS, chain_bytes, index_rows, thread_rows
from policydiff.report.levels_text import chain_text
from test_cli import run

BANNER = "plan-150101"


def made(folder: Path, docs: tuple[str, ...] = (BANNER,), **options: Any) -> Chain:
    themes = options.pop("themes", ())
    return chain_among(
        docs, corpus=write_corpus(folder, **options), themes=themes, progress=lambda message: None
    )


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Chain:
    return made(tmp_path_factory.mktemp("corpus"))


def thread_of(chain: Chain, words: str) -> Any:
    return next(thread for thread in chain.threads if words in thread.origin.text)


def states(chain: Chain, words: str) -> list[str]:
    return [link.state.value for link in thread_of(chain, words).links]


def test_the_lowest_level_alone_brings_those_above(chain: Chain) -> None:
    assert [station.name for station in chain.stations] == ["某自治区", "甲市", "甲市东旗"]


def test_each_level_shows_its_value_and_where_it_tightens(chain: Chain) -> None:
    thread = thread_of(chain, "不动产抵押")
    assert [link.values[0].phrase for link in thread.links] == [
        "5个工作日以内",
        "4个工作日以内",
        "3个工作日以内",
    ]
    assert [link.outcome for link in thread.links] == [None, Outcome.TIGHTENS, Outcome.TIGHTENS]
    assert thread.course is Course.TIGHTENING
    assert thread_of(chain, "高压用户").course is Course.BOTH_WAYS
    assert thread_of(chain, "纳税申报").course is Course.HELD
    assert not any(thread.contradicts for thread in chain.threads)


def test_a_level_without_a_document_is_unknown_and_stepped_over(tmp_path: Path) -> None:
    found = made(tmp_path / "c", without=("150100",))
    assert states(found, "不动产抵押") == ["starts", "unknown", "stated"]
    assert thread_of(found, "不动产抵押").links[2].against == 0
    assert {"chain-unknown", "chain-over"} <= {notice.code for notice in found.notices}
    assert all((step.upper_level, step.lower_level) == (0, 2) for step in found.steps)


@pytest.mark.parametrize("completeness", ["digest", "excerpt"])
def test_a_level_without_a_full_text_is_unknown_not_missing(tmp_path: Path, completeness: str) -> None:
    places = {**PLACES, "150100": ("甲市", {"start": 2})}
    found = made(tmp_path / "c", places=places, completeness={"150100": completeness})
    assert states(found, "不动产抵押") == ["starts", "unknown", "stated"]
    assert states(found, "企业开办时间") == ["starts", "stated", "stated"]
    assert "chain-partial" in [notice.code for notice in found.notices]
    assert all("缺失" not in str(row["2.甲市"]) for row in thread_rows(found))
    assert any("缺失" in str(row["2.甲市"]) for row in thread_rows(made(tmp_path / "full", places=places)))


def test_a_full_text_that_leaves_it_out_is_missing_and_the_next_level_may_answer_all_the_same(
    tmp_path: Path,
) -> None:
    places = {**PLACES, "150100": ("甲市", {item: REGION[item] for item in REGION if item != "register"})}
    found = made(tmp_path / "c", places=places)
    assert states(found, "不动产抵押") == ["starts", "silent", "stated"]


def test_below_a_digest_nothing_is_missing(tmp_path: Path) -> None:
    places = {**PLACES, "150100": ("甲市", {"start": 2, "tax": 90})}
    found = made(tmp_path / "c", places=places, completeness={"150000": "digest"})
    assert Outcome.MISSING not in {
        link.outcome for thread in found.threads if thread.begins == 0 for link in thread.links[:2]
    }


def test_a_commitment_may_begin_at_the_city(tmp_path: Path) -> None:
    places = {**PLACES, "150000": ("某自治区", {"start": 3, "tax": 100})}
    found = made(tmp_path / "c", places=places)
    assert states(found, "不动产抵押") == ["above", "starts", "stated"]
    digest = made(tmp_path / "d", places=places, completeness={"150000": "digest"})
    assert states(digest, "不动产抵押") == ["unknown", "starts", "stated"]


def test_codes_name_levels_and_the_order_is_from_above_to_below(tmp_path: Path) -> None:
    root = write_corpus(tmp_path / "c")
    quiet: dict[str, Any] = {"corpus": root, "themes": (), "progress": lambda message: None}
    found = chain_among(["150000", "150100", "150101"], **quiet)
    assert [station.document.id for station in found.stations if station.document] == [
        "plan-150000", "plan-150100", "plan-150101"
    ]  # fmt: skip
    assert len(chain_among(["plan-150000", "plan-150101"], **quiet).stations) == 3
    with pytest.raises(InvalidRequest, match="次序"):
        chain_among(["plan-150101", "plan-150000"], **quiet)
    with pytest.raises(InvalidRequest, match="两级"):
        chain_among(["plan-150000"], **quiet)
    with pytest.raises(InvalidRequest, match="主题"):
        chain_among([BANNER], **{**quiet, "themes": ["nonsense"]})


def test_a_jurisdiction_with_two_documents_has_to_be_told_which(tmp_path: Path) -> None:
    root = write_corpus(tmp_path / "c")
    with (root / "catalog.toml").open("a", encoding="utf-8") as file:
        file.write('[[document]]\nid = "other"\nfile = "150101.txt"\ncode = "150100"\n')
    with pytest.raises(InvalidRequest, match="几份文件：plan-150100、other"):
        chain_among([BANNER], corpus=root, themes=(), progress=lambda message: None)


def test_a_direct_judgement_that_disagrees_with_the_steps_is_marked(chain: Chain, tmp_path: Path) -> None:
    documents = [station.document for station in chain.stations]
    found = {
        (i, j): compare(documents[i], documents[j])  # type: ignore[arg-type]
        for i, j in couples_of(chain.stations)
    }
    whole = found[0, 2]
    turned = tuple(
        replace(pair, outcome=Outcome.LOOSENS) if "不动产抵押" in pair.upper.text else pair
        for pair in whole.pairs
    )
    doubtful = chain_of(chain.stations, {**found, (0, 2): replace(whole, pairs=turned)})
    assert [thread.origin.text[:5] for thread in doubtful.threads if thread.contradicts] == ["不动产抵押"]
    assert "chain-contradicts" in [notice.code for notice in doubtful.notices]
    assert "请核对" in chain_bytes(doubtful, "html").decode()


def test_a_theme_narrows_threads_and_index(tmp_path: Path) -> None:
    found = made(tmp_path / "c", themes=("electricity-access",))
    assert [thread.origin.theme for thread in found.threads] == ["electricity-access"]
    assert [index.group for index in found.by_theme] == ["electricity-access"]


# the index


def test_the_index_of_the_invented_chain_is_what_the_formula_says(chain: Chain) -> None:
    # region → city → banner: 5 4 3, 3 2 1 and 20 18 22 days, 90 95 98 %; the other four items stay
    logs = [math.log(5 / 4), math.log(4 / 3), math.log(3 / 2), math.log(2 / 1), math.log(20 / 18),
            math.log(18 / 22), math.log(95 / 90), math.log(98 / 95)]  # fmt: skip
    total = chain.total
    assert (total.couples, total.tightened, total.loosened, total.unchanged) == (16, 7, 1, 8)
    assert total.index == pytest.approx(math.exp(sum(logs) / 16))
    assert total.share == 7 / 16
    assert total.p_value == pytest.approx(2 * 9 / 256)
    assert {index.group: index.couples for index in chain.by_dimension} == {"time": 12, "rate": 4}
    assert [index.group for index in chain.by_step] == ["0-1", "1-2"]
    assert sum(index.couples for index in chain.by_theme) == 16


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    # ends of the exact interval as tables print them
    [(0, 10, 0.0, 0.3085), (5, 10, 0.1871, 0.8129), (10, 10, 0.6915, 1.0), (1, 20, 0.0013, 0.2487),
     (81, 263, 0.2527, 0.3676), (1, 1, 0.025, 1.0)],
)  # fmt: skip
def test_the_interval_of_a_share_is_exact(successes: int, trials: int, low: float, high: float) -> None:
    assert clopper_pearson(successes, trials) == (pytest.approx(low, abs=6e-5), pytest.approx(high, abs=6e-5))


@pytest.mark.parametrize("trials", [1, 2, 7, 30])
def test_the_interval_holds_the_share_and_turns_round(trials: int) -> None:
    for successes in range(trials + 1):
        low, high = clopper_pearson(successes, trials)
        assert 0 <= low <= successes / trials <= high <= 1
        other = clopper_pearson(trials - successes, trials)
        assert (1 - high, 1 - low) == (pytest.approx(other[0], abs=1e-9), pytest.approx(other[1], abs=1e-9))


def test_the_sign_test_is_exact() -> None:
    assert sign_test(0, 0) is None
    assert sign_test(1, 0) == 1.0
    assert sign_test(5, 0) == 0.0625
    assert sign_test(9, 1) == pytest.approx(22 / 1024)
    assert sign_test(3, 4) == sign_test(4, 3) == 1.0


def step(ratio: float | None) -> Step:
    relation = Relation.EQUAL if not ratio else Relation.TIGHTENS if ratio > 0 else Relation.LOOSENS
    return Step(
        upper_level=0, lower_level=1, theme="general", dimension=Dimension.TIME, relation=relation,
        log_ratio=ratio, upper="a", lower="b", upper_value="", lower_value="",
    )  # fmt: skip


def test_the_median_has_an_interval_from_six_ratios_on() -> None:
    logs = [math.log(value) for value in (1, 2, 3, 4, 5, 6)]
    assert amplification("x", map(step, logs[:5])).median_interval is None
    six = amplification("x", map(step, logs))
    assert six.median == pytest.approx(math.sqrt(12))
    assert six.median_interval == (pytest.approx(1), pytest.approx(6))
    nine = amplification("x", [step(math.log(value)) for value in range(1, 10)])
    assert nine.median_interval == (pytest.approx(2), pytest.approx(8))


def test_nothing_compared_gives_no_index() -> None:
    empty = amplification("x", [])
    assert (empty.couples, empty.share, empty.index, empty.p_value) == (0, None, None, None)


def figure(value: Any, unit: str = "工作日", direction: Direction = Direction.LOWER, **more: Any) -> Target:
    return Target(
        text="", span=Span(0, 1), object="办理时限", dimension=Dimension.TIME, comparator=Comparator.AT_MOST,
        value=value, unit=unit, scope="", direction=direction, phrase=f"{value}{unit}", **more,
    )  # fmt: skip


def test_the_ratio_says_how_many_times_stricter() -> None:
    five, two = Decimal(5), Decimal(2)
    assert log_ratio(figure(five), figure(two)) == pytest.approx(math.log(2.5))
    assert log_ratio(
        figure(two, "%", Direction.HIGHER), figure(five, "%", Direction.HIGHER)
    ) == pytest.approx(math.log(2.5))
    assert log_ratio(figure(Decimal(1), "日"), figure(Decimal(12), "小时")) == pytest.approx(math.log(2))
    assert log_ratio(figure((two, five)), figure(five)) == 0
    assert log_ratio(figure(five), figure(Decimal(0))) is None
    assert log_ratio(figure(five), figure(five, "日")) is None
    assert log_ratio(figure(five, direction=Direction.NONE), figure(two, direction=Direction.NONE)) is None


# outputs


@pytest.mark.parametrize("format", CHAIN_FORMATS)
def test_the_same_input_gives_the_same_bytes(tmp_path: Path, format: str) -> None:
    assert chain_bytes(made(tmp_path / "a"), format) == chain_bytes(made(tmp_path / "b"), format)


def test_the_formats_agree(chain: Chain) -> None:
    data = json.loads(chain_bytes(chain, "json"))
    assert data["schema"] == "policydiff.chain/1"
    assert [link["outcome"] for thread in data["threads"] for link in thread["links"]] == [
        link.outcome for thread in chain.threads for link in thread.links
    ]
    assert [link["state"] for thread in data["threads"] for link in thread["links"]] == [
        link.state.value for thread in chain.threads for link in thread.links
    ]
    assert data["index"]["total"]["index"] == pytest.approx(chain.total.index, abs=1e-6)
    table = list(csv.DictReader(io.StringIO(chain_bytes(chain, "csv").decode("utf-8-sig"))))
    assert len(table) == len(chain.threads)
    assert table[0]["走向"] == "逐级收紧"
    book = openpyxl.load_workbook(io.BytesIO(chain_bytes(chain, "xlsx")))
    assert book["链条"].max_row == len(chain.threads) + 1
    assert book["指标对数"].max_row == len(chain.steps) + 1
    assert book["链条"].freeze_panes
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_an_english_workbook_has_english_column_titles(chain: Chain) -> None:
    book = openpyxl.load_workbook(io.BytesIO(chain_bytes(chain, "xlsx", "en")))
    names = sorted((station.name for station in chain.stations), key=len, reverse=True)
    titles = [str(cell.value) for sheet in book.worksheets[:3] for cell in sheet[1]]
    assert len(titles) > 20
    for title in titles:
        for name in names:
            title = title.replace(name, "")
        assert title.replace("·", "").isascii(), title


def test_the_terminal_shows_the_index_with_its_interval(chain: Chain) -> None:
    text = chain_text(chain)
    assert "加码指数 1.11" in text
    assert "44%（20%–70%）" in index_rows(chain)[2].values()


@pytest.mark.browser
def test_the_page_stands_alone(browser: Any, chain: Chain, tmp_path: Path) -> None:
    path = tmp_path / "chain.html"
    path.write_bytes(chain_bytes(chain, "html"))
    page, requests, complaints = open_page(browser, path, viewport={"width": 390, "height": 844})
    assert (requests, complaints) == ([path.as_uri()], [])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.click("#sift [data-value=loosens]")
    assert page.locator("tr[data-item]:visible").count() == 1
    page.locator("td.cell.loosens:visible a").click()
    assert "22个工作日以内" in page.locator("#window").inner_text()
    page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_open_to_everyone(browser: Any, chain: Chain, tmp_path: Path, scheme: str) -> None:
    path = tmp_path / "chain.html"
    path.write_bytes(chain_bytes(chain, "html"))
    page, _, _ = open_page(browser, path, color_scheme=scheme, bypass_csp=True)
    check_access(page)
    page.context.close()


def test_the_command_writes_its_files(tmp_path: Path) -> None:
    write_corpus(tmp_path / "c")
    result = run("chain", BANNER, "--corpus", "c", "-f", "html,csv", "-o", "out", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [".csv", ".html"]


# over three levels no judgement contradicts the two it is made of

_FAMILIES = [
    (Dimension.TIME, Direction.LOWER, ("工作日", "日", "小时", "周")),
    (Dimension.TIME, Direction.LOWER, ("月", "季度", "年")),
    (Dimension.STEPS, Direction.LOWER, ("环节",)),
    (Dimension.RATE, Direction.HIGHER, ("%", "‰", "成")),
    (Dimension.RATE, Direction.LOWER, ("%",)),
    (Dimension.MONEY, Direction.HIGHER, ("元", "万元")),
    (Dimension.COUNT, Direction.HIGHER, ("项",)),
]
_CHANGES = (Comparator.REDUCE_BY, Comparator.INCREASE_BY)
_BOUNDS = tuple(comparator for comparator in Comparator if comparator not in _CHANGES)
CHAINS = 10_000


def random_target(chance: random.Random, family: tuple[Dimension, Direction, tuple[str, ...]]) -> Target:
    dimension, direction, names = family
    # small numbers, so that equal values and touching ranges are frequent
    low = Decimal(chance.randint(0, 24)) / chance.choice((1, 1, 1, 2))
    value: Any = low if chance.random() < 0.7 else (low, low + chance.randint(0, 6))
    return Target(
        text="", span=Span(0, 1), object="办理", dimension=dimension, unit=chance.choice(names), scope="",
        comparator=chance.choice(_BOUNDS if chance.random() < 0.85 else _CHANGES), value=value,
        direction=direction if chance.random() < 0.9 else Direction.NONE,
    )  # fmt: skip


def allowed(first: Relation, second: Relation) -> set[Relation]:
    """What the whole may be when both steps are judged; incomparable never contradicts."""
    ways = {first, second} - {Relation.EQUAL}
    if not {first, second} <= {Relation.TIGHTENS, Relation.LOOSENS, Relation.EQUAL} or len(ways) > 1:
        return set(Relation)
    return {Relation.INCOMPARABLE, *(ways or {Relation.EQUAL})}


def contradictions(relation_of: Callable[[Target, Target], Relation]) -> tuple[int, int]:
    """Of the generated chains: how many contradict themselves, and how many are decided at all."""
    chance = random.Random(20220318)
    wrong = decided = 0
    for number in range(CHAINS):
        family = _FAMILIES[number % len(_FAMILIES)]
        top, middle, bottom = (random_target(chance, family) for _ in range(3))
        possible = allowed(relation_of(top, middle), relation_of(middle, bottom))
        decided += len(possible) <= 2
        wrong += relation_of(top, bottom) not in possible
    return wrong, decided


def test_over_three_levels_the_values_never_contradict_each_other() -> None:
    wrong, decided = contradictions(lambda upper, lower: compare_values(upper, lower).relation)
    assert wrong == 0
    # most chains must say something, or the test says nothing
    assert decided > CHAINS / 8


def test_a_judgement_that_shrugs_at_small_differences_would_be_caught() -> None:
    def shrugging(upper: Target, lower: Target) -> Relation:
        verdict = compare_values(upper, lower)
        small = verdict.difference is not None and verdict.difference <= 1
        return Relation.EQUAL if small else verdict.relation

    assert contradictions(shrugging)[0] > 0


def test_over_three_levels_judged_commitments_never_contradict_each_other(tmp_path: Path) -> None:
    """The same through reading and judging whole commitments, deadlines included."""
    chance = random.Random(150525)
    commitments: dict[tuple[str, int], Commitment] = {}
    values = (1, 2, 3, 5, 8, 10, 15, 20, 30, 60, 90, 95, 99)
    for value in values:
        path = tmp_path / f"{value}.txt"
        lines = [f"{n}.{sentence.format(value=value)}。" for n, (_, sentence) in enumerate(ITEMS.values(), 1)]
        path.write_text("某地实施方案\n" + "\n".join(lines), encoding="utf-8")
        found = parse(read(path), id=str(value)).commitments
        assert len(found) == len(ITEMS)
        commitments |= {(item, value): commitment for item, commitment in zip(ITEMS, found, strict=True)}
    start = date(2022, 1, 1)
    decided = 0
    for item, _ in product(ITEMS, range(1250 // 4)):
        chosen = [
            replace(
                commitments[item, chance.choice(values)],
                deadline=start + timedelta(days=30 * chance.randint(0, 4)) if chance.random() < 0.4 else None,
            )
            for _ in range(3)
        ]
        (top, middle), (_, bottom) = chosen[:2], chosen[1:]
        first, second, all_way = (
            judge(a, b, Context()).findings for a, b in ((top, middle), (middle, bottom), (top, bottom))
        )
        for dimension in (Dimension.TIME, Dimension.RATE, Dimension.DATE):
            steps = [of_dimension(findings, dimension) for findings in (first, second)]
            whole = of_dimension(all_way, dimension)
            if steps[0] and steps[1] and whole:
                decided += 1
                assert whole in allowed(steps[0], steps[1]), (item, chosen)
    assert decided > 2000


def of_dimension(findings: tuple[Finding, ...], dimension: Dimension) -> Relation | None:
    if findings and findings[0].rule == "verbatim":
        return Relation.EQUAL
    found = {finding.relation for finding in findings if finding.dimension is dimension}
    return found.pop() if len(found) == 1 else None

"""What a page shows, before any markup: sentence, figures, groups, origins, sources, the data for the scripts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conftest import report_case, small
from policydiff import coverage
from policydiff.decisions import digest, honour
from policydiff.model import Completeness, Concordance, Outcome, Pair, Relation, Ruling
from policydiff.report.figures import BAR
from policydiff.report.origin import counterparts
from policydiff.report.overview import index_view
from policydiff.report.rows import RowView
from policydiff.report.sections import CHUNK
from policydiff.report.terms import Terms
from policydiff.report.view import ReportView, view
from policydiff.text import visible
from policydiff.topics.themes import themes
from test_review import said


def rows(shown: ReportView) -> list[RowView]:
    return [row for section in shown.sections for group in section.groups for row in group.every]


def test_the_headline_says_the_result_in_one_sentence(concordance: Concordance) -> None:
    text = view(concordance).headline.text
    tightens = sum(verdict.outcome is Outcome.TIGHTENS for verdict in concordance.verdicts)
    answered = sum(verdict.outcome.answers for verdict in concordance.verdicts)
    missing = sum(verdict.outcome.absent for verdict in concordance.verdicts)
    assert 0 < missing < len(concordance.missing), "one with a near candidate is to be checked"
    assert text.startswith(
        f"对照《{concordance.upper.title}》和《{concordance.lower.title}》："
        f"上级 {answered + missing} 条承诺中 {answered} 条得到应答（收紧 {tightens}，"
    )
    assert f"缺失 {missing} 条" in text
    assert text.endswith(f"不计入，共 {len(concordance.upper.commitments)} 条。")
    assert f"{answered} are answered (tightens {tightens}," in view(concordance, "en").headline.text
    none = {outcome.value for outcome in Outcome} - {
        verdict.outcome.value for verdict in concordance.verdicts
    }
    assert "mixed" in none
    assert "有紧有松" not in text, "what does not occur is not named"


def test_braces_in_a_title_are_only_braces() -> None:
    base = report_case()
    odd = replace(base, upper=replace(base.upper, title="{sentence} {0} {lower}"))
    assert "《{sentence} {0} {lower}》" in view(odd).headline.text


def test_the_matrix_counts_each_commitment_of_the_rows_once(concordance: Concordance) -> None:
    shown = view(concordance)
    every = rows(shown)
    for row in (*shown.matrix.rows, shown.matrix.total):
        for outcome, number in row.cells:
            found = {
                r.pair.upper if r.pair else r.commitment
                for r in every
                if r.counted == outcome and row.theme in ("", r.theme)
            }
            assert len(found) == number, (row.theme, outcome)
        assert sum(part.width for part in row.bar) == (BAR if row.bar else 0)
    assert [outcome.count for outcome in shown.matrix.outcomes] == [n for _, n in shown.matrix.total.cells]


def test_what_has_no_answer_and_what_is_to_be_checked_stand_apart_and_are_as_many_as_counted(
    concordance: Concordance,
) -> None:
    shown = view(concordance)
    counts = dict(shown.matrix.total.cells)
    sizes = {section.id: section.size for section in shown.sections}
    for section, outcome in (("absent", Outcome.MISSING), ("to-check", Outcome.TO_CHECK)):
        assert sizes[section] == counts[outcome]
        groups = next(each.groups for each in shown.sections if each.id == section)
        assert {row.counted for group in groups for row in group.rows} == {outcome}


def test_rows_are_numbered_through_and_cut_into_portions(concordance: Concordance) -> None:
    shown = view(concordance)
    number = 1
    for section in shown.sections:
        for group in section.groups:
            for portion in group.chunks:
                assert 1 <= len(portion) <= CHUNK
                for block in portion:
                    assert block.first == number
                    number += len(block.every)
    assert number - 1 == shown.size == len(shown.data["rows"]["kind"])


def test_the_data_of_the_scripts_runs_beside_the_rows(concordance: Concordance) -> None:
    shown = view(concordance)
    data = shown.data
    uppers, lowers = data["commitments"]
    for place, row in enumerate(rows(shown)):
        assert data["rows"]["kind"][place] == row.kind
        assert data["themes"][data["rows"]["theme"][place]] == row.theme
        upper, lower = data["rows"]["upper"][place], data["rows"]["lower"][place]
        if row.pair:
            assert uppers[upper] == [row.pair.upper.id, digest(row.pair.upper.text)]
            assert lowers[lower] == [row.pair.lower.id, digest(row.pair.lower.text)]
        else:
            assert row.kind == "near" or (upper < 0) != (lower < 0)
    assert {len(column) for column in data["rows"].values()} == {shown.size}


def test_the_source_on_the_page_is_the_text_as_read_with_every_commitment_marked(
    concordance: Concordance,
) -> None:
    shown = view(concordance)
    anchors = {row.anchor for row in rows(shown)}
    for source, document in zip(shown.sources, (concordance.upper, concordance.lower), strict=True):
        assert "".join(part.text for part in source.segments) == document.source.text
        marked = [part for part in source.segments if part.anchor]
        assert len(marked) == len(document.commitments)
        assert {part.row for part in marked} <= anchors
        for part, commitment in zip(marked, sorted(document.commitments, key=lambda c: c.span), strict=True):
            assert part.text == document.source.text[commitment.span.start : commitment.span.end]


def test_every_side_of_every_row_points_into_the_sources(concordance: Concordance) -> None:
    shown = view(concordance)
    places = [{part.anchor for part in source.segments} for source in shown.sources]
    for row in rows(shown):
        if row.upper:
            assert row.upper.source in places[0]
        if row.lower:
            assert row.lower.source in places[1]
        assert all(candidate.side.source in places[1] for candidate in row.candidates)


def test_an_added_commitment_goes_beyond_only_with_a_counterpart_of_its_theme(
    concordance: Concordance,
) -> None:
    found = counterparts(concordance)
    assert 0 < len(found) < len(concordance.added)
    for commitment in concordance.added:
        if commitment.id in found and "同一事项" in found[commitment.id].reason.zh:
            assert found[commitment.id].upper.theme == commitment.theme != "general"
    kinds = {group.kind for section in view(concordance).sections for group in section.groups}
    assert {"added-beyond", "added-own"} <= kinds
    shown = {
        row.commitment.id: row.origin
        for row in rows(view(concordance))
        if row.kind == "added" and row.commitment
    }
    assert {id_ for id_, origin in shown.items() if origin} == set(found)


def test_against_a_digest_added_is_not_split(digest_concordance: Concordance) -> None:
    kinds = {group.kind for section in view(digest_concordance).sections for group in section.groups}
    assert "beyond" in kinds
    assert not kinds & {"added", "added-beyond", "added-own"}


def test_each_unit_counts_the_rows_that_name_it(concordance: Concordance) -> None:
    shown = view(concordance)
    assert len(shown.units) > 50
    for unit in shown.units[:20]:
        named = [place for place, units in enumerate(shown.data["rows"]["units"]) if unit.place in units]
        counted = [place for place in named if Outcome(shown.data["rows"]["outcome"][place]).counted]
        kinds = [shown.data["rows"]["kind"][place] for place in counted]
        assert (unit.pairs, unit.missing, unit.added) == tuple(map(kinds.count, ("pair", "missing", "added")))
    assert [unit.missing for unit in shown.units] == sorted((u.missing for u in shown.units), reverse=True)


def test_every_word_has_its_other_language(concordance: Concordance) -> None:
    for lang in ("zh", "en"):
        data = view(concordance, lang).data
        assert all(len(pair) == 2 and all(pair) for pair in data["words"].values())
        reasons = {
            f.reason.en if lang == "zh" else f.reason.zh for p in concordance.pairs for f in p.findings
        }
        assert reasons <= {
            *data["free"],
            *(f.reason.text(lang) for p in concordance.pairs for f in p.findings),
        }


def test_two_texts_that_agree_in_one_language_only_are_kept_apart() -> None:
    from policydiff.model import Wording

    terms = Terms("zh")
    assert terms.free(Wording("甲", "A")).key == "0"
    assert terms.free(Wording("甲", "A")).key == "0"
    assert terms.free(Wording("甲", "B")).key == ""
    assert terms.free(Wording("同", "同")).key == ""


def test_a_reviewed_row_says_what_became_of_it() -> None:
    base = report_case()
    pair: Pair = base.pairs[0]
    result = honour(
        base, [said(pair.upper, pair.lower, Ruling.RELATION, relation=Relation.LOOSENS, comment="放宽了")]
    )
    row = rows(view(result))[0]
    assert (row.outcome, row.judged.text if row.judged else "") == ("loosens", "收紧")
    assert row.said is not None
    assert row.said.standing == "applied"
    assert row.said.lines == ("张三 · 改判 → 放宽 · 放宽了 · 2024-03-01 08:00",)


def test_control_characters_are_shown_one_for_one() -> None:
    text = "a\x00b\rc\x1fd\ud800e\ufffff\tg\n"
    assert len(visible(text)) == len(text)
    assert visible(text) == "a␀b␍c␟d\ufffde\ufffdf\tg\n"


def test_the_index_counts_coverage_and_links_to_themes(
    concordance: Concordance, digest_concordance: Concordance
) -> None:
    runs = [(concordance, "a.html"), (digest_concordance, "b.html")]
    shown = index_view(runs, [concordance.upper, concordance.lower])
    assert [couple.whole for couple in shown.couples] == [True, False]
    counts = {count.theme: count for count in coverage.by_theme(concordance)}
    used = [id_ for id_ in themes() if id_ in {c.theme for r, _ in runs for c in coverage.by_theme(r)}]
    for id_, cover in zip(used, shown.couples[0].covers, strict=True):
        if id_ in counts:
            assert cover.href == f"a.html#{id_}"
            assert cover.figures in ("", f"{counts[id_].answered}/{counts[id_].uppers}")
        else:
            assert (cover.text, cover.step, cover.href) == ("—", -1, "")


@pytest.mark.parametrize("lower", ["", "没有任何承诺的一段话", "1.推行一网通办。"])
def test_a_page_is_made_of_next_to_nothing(lower: str) -> None:
    result = small("1.推行一网通办。", lower)
    assert result.lower.completeness is Completeness.FULL
    assert view(result).size == len(result.pairs) + len(result.missing) + len(result.added)

"""The pages of a study: one for each document with what it says to those above it, and one for the whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from policydiff.labels import label, outcome_label, sign
from policydiff.model import Outcome
from policydiff.model.outcomes import OF_UPPERS
from policydiff.report.chain_page import index_numbers
from policydiff.report.offline import offline_page
from policydiff.report.tables import percent
from policydiff.store.summing import (
    SHOWN,
    Answer,
    Counts,
    Held,
    Line,
    Often,
    PlaceSummary,
    Whole,
    coverage,
)
from policydiff.topics.themes import themes
from policydiff.wording import say

STEPS = 5
"""Steps of the shading of coverage, from nothing answered to everything."""


@dataclass(frozen=True, slots=True)
class CountsView:
    """One line of a table: a name, where it leads, and how many promises came out how."""

    name: str
    href: str
    note: str
    cover: str
    step: int
    """Of the shading; -1 where nothing is counted."""
    share: float
    """By which it is sorted."""
    counts: tuple[tuple[Outcome, int], ...]


def place_page(summary: PlaceSummary, pages: Mapping[str, str], top: str, lang: str = "zh") -> str:
    """The page of one document; ``pages`` are the file names of the others beside it, ``top`` leads to the whole."""
    link = partial(_link, pages=pages, folder="")
    return offline_page(
        "place.html",
        "levels.css",
        "study.js",
        document=summary.document,
        facts=_facts(summary.document, lang),
        top=top,
        above=[
            (
                answer,
                link(answer.upper),
                _sentence(answer, lang),
                _line(answer.upper, answer.counts, link, lang),
            )
            for answer in summary.above
        ],
        below=[_line(answer.lower, answer.counts, link, lang) for answer in summary.below],
        **_common(lang),
    )


def whole_page(whole: Whole, pages: Mapping[str, str], unread: Mapping[str, str], lang: str = "zh") -> str:
    """The page of everything; ``pages`` as for a place, in the folder ``places``; ``unread`` documents with the reason."""
    link = partial(_link, pages=pages, folder="places/")
    return offline_page(
        "study.html",
        "levels.css",
        "study.js",
        sentence=say(
            "study.sentence",
            documents=whole.documents,
            commitments=whole.commitments,
            couples=whole.couples,
            coverage=percent(coverage(_added_up(whole.regions))),
        ).text(lang),
        waiting=say("study.waiting", couples=whole.waiting).text(lang) if whole.waiting else "",
        unread=sorted(unread.items()),
        tables=[
            ("regions", [_counted(line, line.name, lang) for line in whole.regions]),
            ("levels", [_counted(line, step_name(line.id, lang), lang) for line in whole.levels]),
            ("themes", [_counted(line, _theme(line, lang), lang) for line in whole.themes]),
        ],
        often=[
            (name, [(row, link(row.upper), _share(row, lang)) for row in rows])
            for name, rows in (("most-missing", whole.missing), ("most-loosened", whole.loosened))
        ],
        indexes=[
            (
                step_name(index.group, lang) if index.group else label("study", "all-steps", lang),
                index_numbers(index),
            )
            for index in whole.amplification
            if index.couples
        ],
        **_common(lang),
    )


def step_name(id_: str, lang: str) -> str:
    """A step from level to level: 省级 → 市级."""
    return " → ".join(label("level", level, lang) if level else "?" for level in id_.split("/"))


def _common(lang: str) -> dict[str, object]:
    return {
        "lang": lang,
        "word": partial(label, lang=lang),
        "outcomes": [(o, sign(o), outcome_label(o, lang)) for o in OF_UPPERS],
        "shown": SHOWN,
        "outcome_name": lambda outcome: f"{sign(outcome)} {outcome_label(outcome, lang)}",
    }


def _link(document: Held, pages: Mapping[str, str], folder: str) -> str:
    name = pages.get(document.id, "")
    return folder + name if name else ""


def _facts(document: Held, lang: str) -> str:
    return " · ".join(
        filter(
            None,
            (
                document.code,
                label("level", document.level, lang) if document.level else "",
                label("completeness", document.completeness, lang),
                say("study.commitments", count=document.commitments).text(lang),
            ),
        )
    )


def _line(document: Held, counts: Counts, link: Callable[[Held], str], lang: str) -> CountsView:
    return _view(document.place, link(document), document.title, counts)


def _counted(line: Line, name: str, lang: str) -> CountsView:
    note = say("study.couples", count=line.couples).text(lang) if line.couples else ""
    return _view(name, "", note, line.counts)


def _view(name: str, href: str, note: str, counts: Counts) -> CountsView:
    share = coverage(counts)
    return CountsView(
        name,
        href,
        note,
        percent(share),
        -1 if share is None else round(share * STEPS),
        -1.0 if share is None else share,
        tuple((outcome, counts.get(outcome, 0)) for outcome in OF_UPPERS),
    )


def _sentence(answer: Answer, lang: str) -> str:
    return say(
        "study.answer",
        upper=answer.upper.title,
        coverage=percent(coverage(answer.counts)),
        missing=answer.counts.get(Outcome.MISSING, 0),
        loosens=answer.counts.get(Outcome.LOOSENS, 0),
        tightens=answer.counts.get(Outcome.TIGHTENS, 0),
    ).text(lang)


def _theme(line: Line, lang: str) -> str:
    theme = themes().get(line.id)
    return line.name if theme is None else theme.zh if lang == "zh" else theme.en


def _share(row: Often, lang: str) -> str:
    return label("levels", "missed-of", lang).format(count=row.count, all=row.all)


def _added_up(lines: tuple[Line, ...]) -> Counts:
    found: Counts = {}
    for line in lines:
        for outcome, count in line.counts.items():
            found[outcome] = found.get(outcome, 0) + count
    return found

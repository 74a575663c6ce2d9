"""The page of a chain: what it shows, decided before any markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from policydiff.labels import label, outcome_label, sign
from policydiff.levels.amplification import Amplification
from policydiff.levels.chain import Chain, Link, State, Station, Thread
from policydiff.report.levels import (
    ColumnView,
    CommitmentView,
    cell_view,
    document_facts,
    shown_commitment,
)
from policydiff.report.offline import offline_page
from policydiff.report.tables import percent
from policydiff.topics.themes import themes
from policydiff.wording import say

_STATE_SIGN = {State.STARTS: "●", State.UNKNOWN: "？", State.ABOVE: "·"}


def link_key(link: Link) -> str:
    """The outcome of a level, else its state."""
    return link.outcome.value if link.outcome is not None else link.state.value


def link_word(link: Link, lang: str = "zh") -> str:
    """The word for what a level says: 收紧, 缺失, 不明 …"""
    if link.outcome is not None:
        return outcome_label(link.outcome, lang)
    return label("levels", link.state.value, lang)


def link_sign(link: Link) -> str:
    """The sign beside the word."""
    return sign(link.outcome) if link.outcome is not None else _STATE_SIGN[link.state]


def levels_line(chain: Chain) -> str:
    """The names of the levels, top first."""
    return " → ".join(station.name for station in chain.stations)


def sentences(chain: Chain, lang: str = "zh") -> tuple[str, ...]:
    """The result, and the index where any target compares."""
    courses = [thread.course.value for thread in chain.threads]
    found = [
        say(
            "chain.sentence",
            levels=levels_line(chain),
            threads=len(chain.threads),
            followed=sum(any(link.pairs for link in thread.links) for thread in chain.threads),
            tightening=courses.count("tightening"),
            loosening=courses.count("loosening"),
            both=courses.count("both-ways"),
            held=courses.count("held"),
        ).text(lang)
    ]
    total = chain.total
    if total.share_interval is not None:
        found.append(
            say(
                "chain.index",
                couples=total.couples,
                tightened=total.tightened,
                loosened=total.loosened,
                unchanged=total.unchanged,
                share=percent(total.share),
                low=percent(total.share_interval[0]),
                high=percent(total.share_interval[1]),
                index=factor(total.index),
            ).text(lang)
        )
    else:
        found.append(label("levels", "no-couples", lang))
    return tuple(found)


def factor(value: float | None) -> str:
    """A multiple with two places; a dash for None."""
    return "—" if value is None else f"{value:.2f}"


def group_name(group: str, chain: Chain, lang: str = "zh") -> str:
    """The name of a group of the index: a theme, a dimension, a step or the total."""
    if group == "total":
        return label("page", "total", lang)
    if group in themes():
        return themes()[group].name(lang)
    upper, mark, lower = group.partition("-")
    if mark and upper.isdigit():
        return f"{chain.stations[int(upper)].name} → {chain.stations[int(lower)].name}"
    return label("dimension", group, lang)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadView(CommitmentView):
    """One commitment down the levels."""

    course: str
    course_word: str
    check: bool


@dataclass(frozen=True, slots=True)
class ThemeView:
    """The threads of one theme."""

    id: str
    name: str
    rows: tuple[ThreadView, ...]


@dataclass(frozen=True, slots=True)
class IndexView:
    """One line of the index."""

    name: str
    numbers: tuple[str, ...]
    """Couples, tightened, loosened, unchanged, share, p, with a ratio, index, median."""
    couples: int


@dataclass(frozen=True, slots=True)
class ChainView:
    """A whole page."""

    lang: str
    title: str
    sentences: tuple[str, ...]
    notices: tuple[str, ...]
    stations: tuple[ColumnView, ...]
    indexes: tuple[tuple[str, tuple[IndexView, ...]], ...]
    """Heading and lines."""
    themes: tuple[ThemeView, ...]
    outcomes: tuple[tuple[str, str, str], ...]
    """Key, sign and word of what occurs."""


def render_chain(chain: Chain, lang: str = "zh") -> str:
    """The page of ``chain``: one file, readable without scripts."""
    return offline_page(
        "chain.html", "levels.css", "levels.js", view=chain_view(chain, lang), word=partial(label, lang=lang)
    )


def chain_view(chain: Chain, lang: str = "zh") -> ChainView:
    """What the page of ``chain`` shows in ``lang``."""
    stations = tuple(_station(number, station, lang) for number, station in enumerate(chain.stations))
    rows = [_thread(f"r{number}", thread, stations, lang) for number, thread in enumerate(chain.threads, 1)]
    found = {cell.outcome: (cell.outcome, cell.sign, cell.word) for row in rows for cell in row.cells}
    groups = (
        ("by-step", (*chain.by_step, chain.total)),
        ("by-theme", chain.by_theme),
        ("by-dimension", chain.by_dimension),
    )
    return ChainView(
        lang=lang,
        title=levels_line(chain),
        sentences=sentences(chain, lang),
        notices=tuple(notice.message.text(lang) for notice in chain.notices),
        stations=stations,
        indexes=tuple(
            (label("levels", heading, lang), tuple(_index(own, chain, lang) for own in lines))
            for heading, lines in groups
        ),
        themes=tuple(
            ThemeView(id_, theme.name(lang), own)
            for id_, theme in themes().items()
            if (own := tuple(row for row in rows if row.theme == id_))
        ),
        outcomes=tuple(found[key] for key in sorted(found)),
    )


def index_numbers(index: Amplification) -> tuple[str, ...]:
    """The figures of one line of the index as text, in the order of its columns."""
    low, high = index.share_interval or (None, None)
    bounds = index.median_interval
    return (
        str(index.couples),
        str(index.tightened),
        str(index.loosened),
        str(index.unchanged),
        f"{percent(index.share)}（{percent(low)}–{percent(high)}）",
        "—" if index.p_value is None else f"{index.p_value:.3f}",
        str(index.measured),
        factor(index.index),
        factor(index.median) + (f"（{bounds[0]:.2f}–{bounds[1]:.2f}）" if bounds else ""),
    )


def _index(index: Amplification, chain: Chain, lang: str) -> IndexView:
    return IndexView(group_name(index.group, chain, lang), index_numbers(index), index.couples)


def _station(number: int, station: Station, lang: str) -> ColumnView:
    document = station.document
    if document is None:
        return ColumnView(
            number, station.name, label("levels", "no-text", lang), label("levels", "unknown-long", lang)
        )
    facts = document_facts(document, lang)
    if not station.full:
        facts += f" · {label('levels', 'unknown-long', lang)}"
    return ColumnView(number, station.name, document.title, facts)


def _thread(anchor: str, thread: Thread, stations: Sequence[ColumnView], lang: str) -> ThreadView:
    return ThreadView(
        **shown_commitment(thread.origin, anchor),
        course=thread.course.value,
        course_word=label("levels", thread.course.value, lang),
        check=thread.contradicts,
        cells=tuple(
            cell_view(
                f"{anchor}p{station.number + 1}",
                station,
                (link_key(link), link_sign(link), link_word(link, lang)),
                link,
                lang,
            )
            for link, station in zip(thread.links, stations, strict=True)
        ),
    )

"""The page of a chain: what it shows, decided before any markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from policydiff.labels import label, outcome_label, sign
from policydiff.levels.amplification import ENOUGH, Amplification
from policydiff.levels.chain import Chain, Link, State, Station, Thread
from policydiff.model import Wording
from policydiff.report.levels import (
    GROUPS,
    SCRIPTS,
    STYLES,
    ColumnView,
    CommitmentView,
    both,
    cell_view,
    facts_term,
    shown_commitment,
)
from policydiff.report.offline import offline_page
from policydiff.report.tables import percent
from policydiff.report.terms import Term, Terms
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
    counts = {
        "couples": total.couples,
        "tightened": total.tightened,
        "loosened": total.loosened,
        "unchanged": total.unchanged,
        "measured": total.measured,
    }
    if total.share_interval is None:
        found.append(label("levels", "no-couples", lang))
    elif total.tells:
        low, high = map(percent, total.share_interval)
        share, index = percent(total.share), factor(total.index)
        found.append(say("chain.index", **counts, share=share, low=low, high=high, index=index).text(lang))
    else:
        found.append(say("chain.few", **counts, enough=ENOUGH).text(lang))
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

    course: Term
    check: bool


@dataclass(frozen=True, slots=True)
class ThemeView:
    """The threads of one theme."""

    id: str
    name: Term
    rows: tuple[ThreadView, ...]

    @property
    def choice(self) -> tuple[str, Term]:
        """The theme as one of a list to choose from."""
        return self.id, self.name


@dataclass(frozen=True, slots=True)
class IndexView:
    """One line of the index."""

    name: Term
    numbers: tuple[str, ...]
    """Couples, tightened, loosened, unchanged, share, p, with a ratio, index, median."""
    tells: bool
    """Do enough ratios stand behind it to be shown first?"""


@dataclass(frozen=True, slots=True)
class ChainView:
    """A whole page."""

    lang: str
    title: str
    sentences: tuple[Term, ...]
    notices: tuple[Term, ...]
    stations: tuple[ColumnView, ...]
    indexes: tuple[tuple[str, tuple[IndexView, ...]], ...]
    """Name of the heading, and lines."""
    tells: bool
    """Does any line of the index?"""
    themes: tuple[ThemeView, ...]
    outcomes: tuple[tuple[str, str, Term], ...]
    """Key, sign and word of what occurs."""
    data: dict[str, Any]


def render_chain(chain: Chain, lang: str = "zh") -> str:
    """The page of ``chain``: one file, readable without scripts."""
    return offline_page("chain.html", chain_view(chain, lang), STYLES, SCRIPTS)


def chain_view(chain: Chain, lang: str = "zh") -> ChainView:
    """What the page of ``chain`` shows, printed in ``lang``."""
    terms = Terms(lang)
    stations = tuple(_station(number, station, terms) for number, station in enumerate(chain.stations))
    rows = [_thread(f"r{number}", thread, stations, terms) for number, thread in enumerate(chain.threads, 1)]
    found = {cell.outcome: (cell.outcome, cell.sign, cell.word) for row in rows for cell in row.cells}
    groups = (
        ("by-step", (*chain.by_step, chain.total)),
        ("by-theme", chain.by_theme),
        ("by-dimension", chain.by_dimension),
    )
    indexes = tuple((heading, tuple(_index(own, chain, terms) for own in lines)) for heading, lines in groups)
    return ChainView(
        lang=lang,
        title=levels_line(chain),
        sentences=tuple(
            terms.free(Wording(*both))
            for both in zip(sentences(chain, "zh"), sentences(chain, "en"), strict=True)
        ),
        notices=tuple(terms.free(notice.message) for notice in chain.notices),
        stations=stations,
        indexes=indexes,
        tells=any(line.tells for _, lines in indexes for line in lines),
        themes=tuple(
            ThemeView(id_, terms.theme(id_), own)
            for id_ in themes()
            if (own := tuple(row for row in rows if row.theme == id_))
        ),
        outcomes=tuple(found[key] for key in sorted(found)),
        data=terms.data(*GROUPS),
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


def _index(index: Amplification, chain: Chain, terms: Terms) -> IndexView:
    name = Wording(group_name(index.group, chain, "zh"), group_name(index.group, chain, "en"))
    return IndexView(terms.free(name), index_numbers(index), index.tells)


def _station(number: int, station: Station, terms: Terms) -> ColumnView:
    document = station.document
    unknown = both("levels", "unknown-long")
    if document is None:
        return ColumnView(number, station.name, terms.word("levels", "no-text"), terms.free(unknown))
    facts = facts_term(document, terms, *(() if station.full else (unknown,)))
    return ColumnView(number, station.name, Term("", document.title), facts)


def _thread(anchor: str, thread: Thread, stations: Sequence[ColumnView], terms: Terms) -> ThreadView:
    return ThreadView(
        **shown_commitment(thread.origin, anchor, terms),
        course=terms.word("levels", thread.course.value),
        check=thread.contradicts,
        cells=tuple(
            cell_view(
                f"{anchor}p{station.number + 1}",
                station,
                (link_key(link), link_sign(link), _link_term(link, terms)),
                link,
                terms,
            )
            for link, station in zip(thread.links, stations, strict=True)
        ),
    )


def _link_term(link: Link, terms: Terms) -> Term:
    return terms.outcome(link.outcome) if link.outcome is not None else terms.word("levels", link.state.value)

"""A whole corpus: a page and a JSON file for each couple that is compared, and the page above them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from policydiff.concordance import compare
from policydiff.corpus import Catalogue, Entry, open_document
from policydiff.corpus.couples import couples
from policydiff.decisions import honour
from policydiff.errors import InvalidRequest
from policydiff.files import file_name, write_whole
from policydiff.model import Concordance, Decision
from policydiff.report.html import render_html, render_index
from policydiff.report.jsonio import concordance_json, dumps
from policydiff.wording import quiet


def compared_couples(catalogue: Catalogue) -> list[tuple[Entry, Entry]]:
    """The couples that a report of ``catalogue`` shows; raises InvalidRequest when there are none."""
    found = list(couples(catalogue))
    if not found:
        raise InvalidRequest(
            "目录里没有可以对照的上下级文件", where=str(catalogue.path), hint="至少登记两份不同层级的文件"
        )
    return found


def write_report(
    catalogue: Catalogue,
    output: Path,
    decisions: Sequence[Decision] = (),
    lang: str = "zh",
    progress: Callable[[str], None] = quiet,
) -> list[tuple[Concordance, str]]:
    """Write the report of ``catalogue`` into the folder ``output``; each concordance with the name of its page.

    ``decisions`` of reviewers are honoured.  Raises InvalidRequest when nothing is to be compared.
    """
    wanted = compared_couples(catalogue)
    documents = {}
    for entry in catalogue.current():
        progress(f"读取 {entry.id}")
        documents[entry.id] = open_document(entry.id, catalogue=catalogue)
    runs: list[tuple[Concordance, str]] = []
    for upper, lower in wanted:
        progress(f"对照 {upper.id} ↔ {lower.id}")
        concordance = honour(compare(documents[upper.id], documents[lower.id]), decisions)
        name = file_name(upper.id, lower.id)
        write_whole(output / f"{name}.html", render_html(concordance, lang, index="index.html"))
        write_whole(output / f"{name}.json", dumps(concordance_json(concordance)))
        runs.append((concordance, f"{name}.html"))
    # texts that speak of different things come last
    runs.sort(key=lambda run: not run[0].kindred)
    write_whole(output / "index.html", render_index(runs, list(documents.values()), lang))
    return runs

"""A study as it runs: what is due, in which order, kept part by part, with a page for each document."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from policydiff.corpus import Catalogue
from policydiff.errors import InvalidRequest
from policydiff.files import write_whole
from policydiff.lexicon import current
from policydiff.report.study_page import place_page, whole_page
from policydiff.store import (
    Whole,
    data_version,
    opened,
    place_summary,
    transaction,
    whole,
    write_couple,
    write_document,
)
from policydiff.study.crew import Crew
from policydiff.study.parts import Part, Task, mark, work
from policydiff.study.tree import Leaf, tree
from policydiff.wording import quiet

STORE, TOP, PLACES = "study.sqlite", "index.html", "places"
"""What is in the folder of a study: the results, the page of the whole, the folder of the pages of places."""

MARKS = "CREATE TABLE IF NOT EXISTS {} (document TEXT PRIMARY KEY, mark TEXT NOT NULL) WITHOUT ROWID"
"""What was done with each document, as a digest of all that it depends on: ``study_parts`` and ``study_pages``."""


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be done with one document."""

    leaf: Leaf
    kept: bool
    """The store has it as it is."""
    above: tuple[str, ...]
    """The ids of those above that it is to be held against."""


def _nobody(done: int, every: int) -> None:
    """Tells nobody how far it is."""


class Study:
    """A catalogue and the folder of its study."""

    def __init__(
        self,
        catalogue: Catalogue,
        folder: Path,
        lang: str = "zh",
        progress: Callable[[int, int], None] = _nobody,
        warn: Callable[[str], None] = quiet,
    ) -> None:
        """``progress`` is told how many documents of how many are done. Raises InvalidRequest when nothing is to be compared."""
        self._leaves = tree(catalogue)
        if not any(leaf.above for leaf in self._leaves):
            raise InvalidRequest(
                "目录里没有可以对照的上下级文件", where=str(catalogue.path), hint="至少登记两份不同层级的文件"
            )
        self._folder, self._lang, self._progress, self._warn = folder, lang, progress, warn
        self._pages = dict(_names(self._leaves))
        self._unread: dict[str, str] = {}
        self._packed: dict[str, bytes] = {}

    @property
    def unread(self) -> dict[str, str]:
        """The documents that could not be read, with the reason."""
        return dict(self._unread)

    def run(self, crew: Crew) -> Whole:
        """Do all that is due with ``crew``, and what everything adds up to.

        What is finished is in the store at once, and whatever stops the run,
        the pages that it finds time to write say how far it came.
        """
        with opened(self._folder / STORE, create=True) as connection:
            for table in ("study_parts", "study_pages"):
                connection.execute(MARKS.format(table))
            marks = {leaf.entry.id: mark(leaf.entry, leaf.place, leaf.above) for leaf in self._leaves}
            self._forget(connection)
            try:
                self._work(connection, crew, due(connection, self._leaves, marks), marks)
            finally:
                self._write_pages(connection, [leaf.entry.id for leaf in self._leaves])
                found = whole(connection)
                page = whole_page(found, self._pages, self._unread, self._lang)
                write_whole(self._folder / TOP, page)
        return found

    def _forget(self, connection: sqlite3.Connection) -> None:
        """Let go of documents that are no longer in the catalogue."""
        known = {leaf.entry.id for leaf in self._leaves}
        with transaction(connection):
            for (id_,) in connection.execute("SELECT id FROM documents ORDER BY id").fetchall():
                if id_ not in known:
                    connection.execute("DELETE FROM documents WHERE id = ?", (id_,))
                    connection.execute("DELETE FROM study_parts WHERE document = ?", (id_,))

    def _work(
        self, connection: sqlite3.Connection, crew: Crew, wanted: Sequence[Due], marks: dict[str, str]
    ) -> None:
        lexicon, version = current().folder, data_version()
        users = Counter(id_ for one in wanted for id_ in one.above)
        coming, asked, done = list(reversed(wanted)), list[Due](), 0
        self._progress(done, len(wanted))
        while coming or crew.busy:
            while coming and crew.ready and self._there(coming[-1]):
                one = coming.pop()
                above = tuple(self._packed[id_] for id_ in one.above if id_ in self._packed)
                asked.append(one)
                crew.ask(
                    work,
                    Task(
                        one.leaf.entry, one.leaf.place, above, one.kept, users[one.leaf.entry.id] > 0, lexicon
                    ),
                )
            part: Part = crew.next()
            one = asked.pop(0)
            if part.version != version:
                raise InvalidRequest(
                    "处理进程的程序版本或词表与这里不同", hint="集群的每台机器装同一版本、放同一份词表"
                )
            if users[part.id]:
                self._packed[part.id] = part.packed
            for id_ in one.above:
                users[id_] -= 1
                if not users[id_]:
                    self._packed.pop(id_, None)
            self._keep(connection, one, part, marks, {leaf.leaf.entry.id for leaf in coming})
            done += 1
            self._progress(done, len(wanted))

    def _there(self, one: Due) -> bool:
        """Is every document that ``one`` is held against read, or known to be unreadable?"""
        return all(id_ in self._packed or id_ in self._unread for id_ in one.above)

    def _keep(
        self, connection: sqlite3.Connection, one: Due, part: Part, marks: dict[str, str], coming: set[str]
    ) -> None:
        """Put a part into the store, all of it or nothing; and write the page of a document that nothing answers to."""
        if part.trouble:
            self._leave_out(part.id, part.trouble)
            return
        with transaction(connection):
            if part.document is not None:
                (own,) = part.document.rows["documents"]
                same = connection.execute(
                    "SELECT id FROM documents WHERE sha256 = ? AND id <> ?", (own["sha256"], part.id)
                ).fetchone()
                if same is not None and same["id"] in coming:  # it is about to get another text
                    connection.execute("DELETE FROM documents WHERE id = ?", (same["id"],))
                elif same is not None:
                    self._leave_out(part.id, f"与 {same['id']} 是同一份文字")
                    return
                write_document(connection, part.document)
                for id_ in one.leaf.above:
                    connection.execute(
                        "INSERT OR IGNORE INTO couples (upper_document, lower_document, asked_for) "
                        "SELECT id, ?, 0 FROM documents WHERE id = ?",
                        (part.id, id_),
                    )
            for couple in part.couples:
                connection.execute(
                    "INSERT OR IGNORE INTO couples (upper_document, lower_document, asked_for) VALUES (?, ?, 0)",
                    (couple.upper, couple.lower),
                )
                write_couple(connection, couple)
            connection.execute("INSERT OR REPLACE INTO study_parts VALUES (?, ?)", (part.id, marks[part.id]))
        if not any(part.id in leaf.above for leaf in self._leaves):
            self._write_pages(connection, [part.id])

    def _leave_out(self, id_: str, why: str) -> None:
        self._unread[id_] = why.replace("\n", "；")
        self._packed.pop(id_, None)
        self._warn(f"{id_} 没有读成，先略过：{self._unread[id_]}")

    def _write_pages(self, connection: sqlite3.Connection, ids: Sequence[str]) -> None:
        """Write the pages of these documents that are not written as they would be now."""
        folder = self._folder / PLACES
        known = dict(connection.execute("SELECT document, mark FROM study_pages").fetchall())
        for id_ in ids:
            found = _page_mark(connection, id_, self._lang)
            if found is None or (known.get(id_) == found and (folder / self._pages[id_]).exists()):
                continue
            page = place_page(place_summary(connection, id_), self._pages, f"../{TOP}", self._lang)
            write_whole(folder / self._pages[id_], page)
            connection.execute("INSERT OR REPLACE INTO study_pages VALUES (?, ?)", (id_, found))


def due(connection: sqlite3.Connection, leaves: Sequence[Leaf], marks: dict[str, str]) -> tuple[Due, ...]:
    """What is to be done: new and changed documents, couples not compared, and those above that they need; from the top down."""
    known = dict(
        connection.execute(
            "SELECT document, mark FROM study_parts JOIN documents ON id = document"
        ).fetchall()
    )
    finished = {
        (row["upper_document"], row["lower_document"])
        for row in connection.execute(
            "SELECT c.upper_document, c.lower_document FROM couples c "
            "JOIN documents u ON u.id = c.upper_document JOIN documents l ON l.id = c.lower_document "
            "WHERE c.upper_key = u.key AND c.lower_key = l.key"
        )
    }
    changed = {leaf.entry.id for leaf in leaves if known.get(leaf.entry.id) != marks[leaf.entry.id]}
    above = {
        leaf.entry.id: tuple(
            id_
            for id_ in leaf.above
            if leaf.entry.id in changed or id_ in changed or (id_, leaf.entry.id) not in finished
        )
        for leaf in leaves
    }
    needed = {id_ for ids in above.values() for id_ in ids}
    return tuple(
        Due(leaf, leaf.entry.id not in changed, above[leaf.entry.id])
        for leaf in leaves
        if leaf.entry.id in changed or above[leaf.entry.id] or leaf.entry.id in needed
    )


def _names(leaves: Sequence[Leaf]) -> Iterator[tuple[str, str]]:
    """The file name of each page: the code of the place, numbered where it has several documents."""
    held: dict[str, int] = defaultdict(int)
    for leaf in leaves:
        held[leaf.place.code] += 1
        number = held[leaf.place.code]
        yield leaf.entry.id, f"{leaf.place.code}.html" if number == 1 else f"{leaf.place.code}-{number}.html"


def _page_mark(connection: sqlite3.Connection, id_: str, lang: str) -> str | None:
    """A digest of all that the page of a document depends on; None while the document is not in the store."""
    own = connection.execute("SELECT key FROM documents WHERE id = ?", (id_,)).fetchone()
    if own is None:
        return None
    couples = connection.execute(
        "SELECT upper_document, lower_document, upper_key, lower_key FROM couples "
        "WHERE ? IN (upper_document, lower_document) ORDER BY 1, 2",
        (id_,),
    )
    content = json.dumps([lang, data_version(), own["key"], *map(tuple, couples)])
    return hashlib.sha256(content.encode()).hexdigest()

"""What one run does with an open store: take documents in, see what is due, compare it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from functools import lru_cache

from policydiff.concordance import compare
from policydiff.corpus import Catalogue, Given, open_document
from policydiff.errors import UnknownDocument, UnreadableSource
from policydiff.model import Document
from policydiff.store.keeping import Stored, ask, due, keep, outdated, put, refresh, stored
from policydiff.wording import quiet


def _written(name: str) -> str:
    """A path as it can be kept: a name that is no UTF-8 is not found again, and its text stays as it was read."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


OPEN = 16
"""Documents kept in memory while couples are compared."""


class Work:
    """What one run does with an open store."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        progress: Callable[[str], None] = quiet,
        warn: Callable[[str], None] = quiet,
    ) -> None:
        self._progress = progress
        self._warn = warn
        self._connection = connection
        self._fresh: dict[str, Document] = {}
        self._stored = lru_cache(maxsize=OPEN)(lambda id_: refresh(connection, id_))

    def take(self, name: str, given: Given, catalogue: Catalogue, *, replace: bool) -> tuple[str, bool]:
        """Read a document and put it in; its id, and whether that changed anything."""
        self._progress(f"读取 {name}")
        document = open_document(name, given, catalogue)
        new = put(self._connection, document, Stored(document.id, _written(name), given), replace=replace)
        if new and len(self._fresh) < OPEN:
            self._fresh[document.id] = document
        return document.id, new

    def ask(self, uppers: Sequence[str], lowers: Sequence[str]) -> None:
        """Write down couples that no jurisdiction makes."""
        known = {found.id for found in stored(self._connection)}
        for upper in uppers:
            if upper not in known:
                raise UnknownDocument(f"库里没有 {upper}", hint="先用 store add 加进来")
            for lower in lowers:
                if lower != upper:
                    ask(self._connection, upper, lower)

    def reread(self, ids: Sequence[str], catalogue: Catalogue) -> int:
        """Open stored documents anew; how many had changed.  One whose file is gone stays as it is."""
        found = stored(self._connection, ids)
        unknown = set(ids) - {one.id for one in found}
        if unknown:
            raise UnknownDocument(
                f"库里没有 {'、'.join(sorted(unknown))}", hint="policydiff query 库文件 --what documents"
            )
        changed = 0
        for one in found:
            try:
                changed += self.take(one.opened_as, one.given, catalogue, replace=True)[1]
            except (UnknownDocument, UnreadableSource) as error:
                if ids:
                    raise
                self._warn(f"{one.id}：{error.what}；保留库里的文字")
        return changed

    def settle(self) -> int:
        """Compare all that is due, one couple a transaction; how many."""
        for id_ in outdated(self._connection):
            self._progress(f"词表或程序变了，重读 {id_}")
            self._document(id_)
        couples = due(self._connection)
        for number, (upper, lower) in enumerate(couples, 1):
            self._progress(f"对照 {number}/{len(couples)} {upper} ↔ {lower}")
            keep(self._connection, compare(self._document(upper), self._document(lower)))
        return len(couples)

    def _document(self, id_: str) -> Document:
        return self._fresh.get(id_) or self._stored(id_)

    def summary(self) -> str:
        """How much the store holds, in one sentence."""
        held = self._connection.execute(
            "SELECT (SELECT count(*) FROM documents) AS documents, (SELECT count(*) FROM couples) AS couples"
        ).fetchone()
        return f"库里共 {held['documents']} 份文件、{held['couples']} 组对照。"

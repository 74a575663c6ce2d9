"""Two versions of one text to a revision: the verb."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from policydiff.concordance import refuse_large
from policydiff.errors import InvalidRequest
from policydiff.model import (
    Article,
    Change,
    ChangeKind,
    Document,
    EditKind,
    Notice,
    Relation,
    Revision,
    Sentence,
)
from policydiff.revision.articles import articles
from policydiff.revision.direction import Matter, Version, findings_of, relation_of
from policydiff.revision.grams import Grams, Texts, words
from policydiff.revision.grouping import Group, groups_of, moved_of
from policydiff.revision.pairing import link
from policydiff.revision.renaming import Names, find_names
from policydiff.revision.sentences import Whole, edits, sentences
from policydiff.wording import notice

STRANGERS = 0.3
"""Share of the articles with a counterpart below which these are hardly two versions of one text."""


def revise(old: Document, new: Document) -> Revision:
    """The revision from ``old`` to ``new``; raises InvalidRequest when a side holds no article or they are too large."""
    before, after = articles(old), articles(new)
    for document, found in ((old, before), (new, after)):
        if not found:
            raise InvalidRequest(
                f"{document.id} 里没有读出任何条文", hint="确认文件有编号或段落，可用 policydiff parse 查看"
            )
    refuse_large(len(before), len(after), "条")
    texts = Texts.of((article.text for article in before), (article.text for article in after))
    links = link(before, after, texts)
    groups = groups_of(links, before, after)
    names = find_names(
        ((before[one.old].text, after[one.new].text) for one in links),
        [article.text for article in before],
        [article.text for article in after],
    )
    build = _Build(old, new, before, after, groups, names, texts)
    changes = tuple(build.change(group) for group in groups)
    return Revision(
        old=old,
        new=new,
        changes=changes,
        renamings=names.renamings,
        notices=tuple(_notices(old, new, changes)),
    )


class _Build:
    """What every change is made with."""

    def __init__(
        self,
        old: Document,
        new: Document,
        before: Sequence[Article],
        after: Sequence[Article],
        groups: Sequence[Group],
        names: Names,
        texts: Texts,
    ):
        self._before, self._after = before, after
        self._moved = moved_of(groups, before, after)
        self._names = names
        self._labels = {
            before[i[0]].label: after[j[0]].label for i, j in groups if len(i) == 1 and len(j) == 1
        }
        self._texts, self._weights = texts, texts.weights
        above, below = _all(before), _all(after)
        self._above = Whole(above, self._renewed, self._weights)
        self._below = Whole(below, str, self._weights)
        renamings = names.renamings
        self._old = Version(old, self._renewed, above, [one.old for one in renamings], self._weights)
        self._new = Version(new, str, below, [one.new for one in renamings], self._weights)
        self._latest = max(filter(None, (old.issued, new.issued)), default=None)

    def _renewed(self, text: str) -> str:
        """An old text with the new names, and its references to articles brought to the new numbers."""
        return _renumbered(self._names.renewed(text), self._labels)

    def change(self, group: Group) -> Change:
        """The change of ``group``."""
        olds, news = tuple(self._before[k] for k in group[0]), tuple(self._after[k] for k in group[1])
        if not olds or not news:
            return Change(kind=ChangeKind.DELETED if olds else ChangeKind.ADDED, olds=olds, news=news)
        moved = group in self._moved
        if len(olds) == len(news) == 1:
            one, two = olds[0].text, news[0].text
            if words(_renumbered(one, self._labels)) == words(two):
                kind = ChangeKind.MOVED if moved else ChangeKind.UNCHANGED
                return Change(kind=kind, olds=olds, news=news, moved=moved, similarity=1.0)
        found = edits(olds, news, self._above, self._below)
        renamed = all(edit.kind in {EditKind.SAME, EditKind.MOVED} for edit in found)
        findings = findings_of(Matter(olds, news, found, self._old, self._new), self._latest)
        relation = relation_of(findings)
        return Change(
            kind=_kind(olds, news, relation),
            olds=olds,
            news=news,
            moved=moved,
            relation=relation,
            findings=findings,
            similarity=self._similarity(group),
            edits=found,
            renamed=renamed and len(olds) == len(news) == 1,
        )

    def _similarity(self, group: Group) -> float:
        one = sum((self._texts.old[k] for k in group[0]), Grams())
        two = sum((self._texts.new[k] for k in group[1]), Grams())
        return round(self._weights.dice(one, two), 3)


def _kind(olds: Sequence[Article], news: Sequence[Article], relation: Relation | None) -> ChangeKind:
    if len(news) > 1:
        return ChangeKind.SPLIT
    if len(olds) > 1:
        return ChangeKind.MERGED
    if relation is Relation.TIGHTENS:
        return ChangeKind.TIGHTENED
    return ChangeKind.LOOSENED if relation is Relation.LOOSENS else ChangeKind.REWORDED


def _all(found: Sequence[Article]) -> tuple[Sentence, ...]:
    return tuple(sentence for article in found for sentence in sentences(article))


_REFERENCE = re.compile(r"(?<!》)第[一二三四五六七八九十百零〇两\d]+条")


def _renumbered(text: str, labels: Mapping[str, str]) -> str:
    """``text`` with its references to articles of the same text brought to the new numbers."""
    return _REFERENCE.sub(lambda match: labels.get(match[0], match[0]), text)


def _notices(old: Document, new: Document, changes: Sequence[Change]) -> Iterator[Notice]:
    kept = sum(bool(change.olds and change.news) for change in changes)
    if kept < STRANGERS * len(changes):
        yield notice("revision-strangers", old=old.title, new=new.title)
    if old.issued and new.issued and new.issued < old.issued:
        yield notice("revision-older", old=old.issued.isoformat(), new=new.issued.isoformat())

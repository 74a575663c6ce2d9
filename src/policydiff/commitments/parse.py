"""A source text to a document: the order of the parsing stages, nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from policydiff.commitments.build import Setting, read_commitments
from policydiff.figures.deadlines import plan_start
from policydiff.model import (
    Completeness,
    Document,
    Jurisdiction,
    Kind,
    Notice,
    Passage,
    Provision,
    ProvisionKind,
    SourceText,
)
from policydiff.outline.facts import find_facts, opening_line
from policydiff.outline.passages import find_passages
from policydiff.outline.tree import build_outline
from policydiff.outline.units import first_leads
from policydiff.wording import notice


def parse(
    source: SourceText,
    *,
    id: str,
    title: str | None = None,
    kind: Kind | None = None,
    jurisdiction: Jurisdiction | None = None,
    number: str | None = None,
    issued: date | None = None,
    issuer: str | None = None,
    completeness: Completeness | None = None,
    notices: tuple[Notice, ...] = (),
) -> Document:
    """The document in ``source``; facts not given are read from the text or left None."""
    passages, passage_notices = find_passages(source)
    root, outline_notices = build_outline(passages)
    facts = find_facts(root.body, passages)
    if facts.title is None and (heading := _annex_title(root)):
        facts = find_facts((*root.body, *heading), passages)
    completeness = completeness or (Completeness.DIGEST if kind is Kind.DIGEST else facts.completeness)
    kind = kind or facts.kind
    title = title or facts.title or opening_line(passages) or source.name
    issued = issued or facts.issued
    said = next(filter(None, (first_leads(passage.text) for passage in passages)), None)
    setting = Setting(id, kind, _year(title, issued), issued, said is not None)
    commitments, commitment_notices = read_commitments(root, setting)
    if said:
        commitment_notices = (notice("first-leads", words=said[0]), *commitment_notices)
    if source.pages:
        commitments = tuple(replace(item, page=source.page_of(item.span.start)) for item in commitments)
    if source.unread and completeness is Completeness.FULL:
        # what stands on a page that was not read must not be called missing
        completeness = Completeness.EXCERPT
    return Document(
        id=id,
        title=title,
        kind=kind,
        jurisdiction=jurisdiction,
        number=number or facts.number,
        issued=issued,
        issuer=issuer or facts.issuer,
        completeness=completeness,
        source=source,
        root=root,
        commitments=commitments,
        notices=(*notices, *source.notices, *passage_notices, *outline_notices, *commitment_notices),
    )


def _annex_title(root: Provision) -> tuple[Passage, ...]:
    """What a text that begins with 附件1 has for a title: the heading of that annex."""
    first = root.children[0] if root.children else None
    if first is None or first.kind is not ProvisionKind.ANNEX or first.heading_passage is None:
        return ()
    return (first.heading_passage,)


_TITLE_YEAR = re.compile(r"((?:19|20)\d\d)(?:年|(?=\s*[—–~～至到-]+\s*(?:19|20)\d\d))")


def _year(title: str, issued: date | None) -> int | None:
    """The year a month without a year falls in: the first one in the title (2023—2025年), else that of issue, else the first of its five-year plan."""
    match = _TITLE_YEAR.search(title)
    if match:
        return int(match[1])
    return issued.year if issued else plan_start(title)

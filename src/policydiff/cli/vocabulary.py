"""What `policydiff themes` prints: the list, why a text has its theme and its concepts, faults of the lists."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from policydiff.cli.listing import named
from policydiff.errors import InvalidRequest
from policydiff.explanation import place_of
from policydiff.labels import aside, headed, label
from policydiff.lexicon import load
from policydiff.model import Commitment
from policydiff.readers import MAX_BYTES, plain, read
from policydiff.report.jsonio import dumps
from policydiff.report.terminal import pad, wrap
from policydiff.topics.concepts import CROSS, Mention, concepts, find_concepts, find_mentions
from policydiff.topics.lint import find_flaws
from policydiff.topics.themes import Evidence, find_evidence, find_places, find_theme, headings_above, themes

Table = dict[str, Any]


def list_themes(lang: str = "zh", *, as_json: bool = False) -> str:
    """The themes with their ids; as JSON also the words and the concepts of each."""
    if not as_json:
        return "\n".join(f"{pad(theme.id, 26)}{theme.name(lang)}" for theme in themes().values()) + "\n"
    sections = [*((theme.id, theme.zh, theme.en, theme.near) for theme in themes().values())]
    sections.append((CROSS, label("vocabulary", "cross"), label("vocabulary", "cross", "en"), ()))
    words = {entry["id"]: entry for entry in load("themes")["theme"]}
    return dumps(
        {
            "schema": "policydiff.topics.lint/1",
            "themes": [
                {
                    "id": id_, "zh": zh, "en": en, "near": list(near),
                    **{kind: list(words.get(id_, {}).get(kind, ())) for kind in ("heading", "strong", "words")},
                    "concepts": [
                        {"id": concept.id, "zh": concept.zh, "en": concept.en, "any": list(concept.terms)}
                        for concept in concepts().values() if concept.theme == id_
                    ],
                }
                for id_, zh, en, near in sections
            ],
        }
    )  # fmt: skip


_ID = re.compile(
    r"[^\s，。；：、/#]+(?:/[^\s，。；：、/#]+)*/(?:\d+|第?[一二三四五六七八九十百\d]+[条款项]?)|[^，。；：、#]+\.\w{2,5}#[^，。；：、]+"
)
"""How a report names a commitment, 市方案/3/1, and how one in a file is named: 文件夹/市方案.docx#3/1."""


def texts_of(asked: str, headings: Sequence[str] = ()) -> tuple[list[str], Sequence[str]]:
    """The texts to explain, and the headings above them.

    ``asked`` is the text itself, the id of a commitment, whose own headings
    are taken where none are given, ``@path`` for each line of a file, or
    ``-`` for each line of standard input.

    Raises InvalidRequest when there is nothing to explain, UnreadableSource
    for a file that cannot be read.
    """
    if asked == "-":
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise InvalidRequest(f"标准输入超过 {MAX_BYTES // 1_000_000} MB", hint="分成几次运行")
        text = plain.decode(data, "标准输入")[0]
    elif asked.startswith("@"):
        text = read(Path(asked[1:])).text
    elif found := _commitment(asked):
        return [found.text], headings or found.trail
    else:
        text = asked.replace("\n", "")
    texts = [line.strip() for line in text.splitlines() if line.strip()]
    if not texts:
        raise InvalidRequest("没有要说明的文字", hint='写 --explain "一句承诺"，或 --explain @文件')
    return texts, headings


def _commitment(asked: str) -> Commitment | None:
    """The commitment that ``asked`` is the id of; None where it is a text.  Raises InvalidRequest for an id of no document here."""
    if not _ID.fullmatch(asked):
        return None
    document, which = named(asked)
    return document.commitments[place_of(document, which)]


def explain_texts(
    texts: Iterable[str], headings: Sequence[str] = (), lang: str = "zh", *, as_json: bool = False
) -> str:
    """Which theme and which concepts each text has under ``headings`` (outermost first), and why."""
    found = [explanation(text, headings) for text in texts]
    if as_json:
        return dumps({"schema": "policydiff.explanation/1", "texts": found})
    return "\n".join("\n".join(_shown(item, lang)) + "\n" for item in found)


def explanation(text: str, headings: Sequence[str] = ()) -> Table:
    """Theme and concepts of ``text`` with every word that decided, its span and its worth."""
    headings = headings_above(text, headings)
    theme, score = find_theme(text, headings)
    nearest_first = tuple(reversed(headings))
    totals: dict[str, list[Evidence]] = {}
    for evidence in find_evidence(text, headings):
        totals.setdefault(evidence.theme, []).append(evidence)
    ranked = sorted(totals.items(), key=lambda item: -sum(evidence.worth for evidence in item[1]))
    # a concept is found once; of its patterns the one that counted is told apart from the others
    counted = find_concepts(text)
    mentions = find_mentions(text)
    return {
        "text": text,
        "headings": list(headings),
        "theme": theme,
        "theme_score": score,
        "themes": [
            {
                "theme": id_,
                "worth": round(sum(evidence.worth for evidence in found), 2),
                "evidence": [_evidence(evidence, text, nearest_first) for evidence in found],
            }
            for id_, found in ranked
        ],
        "concepts": [
            _concept(mention)
            for mention in mentions
            if not mention.suppressed_by and counted.get(mention.concept.id) == mention.pattern
        ],
        "suppressed": [
            {**_concept(mention), "by": mention.suppressed_by}
            for mention in mentions
            if mention.suppressed_by
        ],
    }


def _evidence(evidence: Evidence, text: str, nearest_first: Sequence[str]) -> Table:
    in_heading = evidence.place == "heading"
    source = nearest_first[evidence.rank] if in_heading else text
    return {
        "word": evidence.word,
        "place": evidence.place,
        "heading": source if in_heading else None,
        "worth": round(evidence.worth, 2),
        "spans": [list(span) for span in find_places(evidence, source)],
    }


def _concept(mention: Mention) -> Table:
    concept = mention.concept
    return {
        "id": concept.id,
        "zh": concept.zh,
        "en": concept.en,
        "theme": concept.theme,
        "pattern": mention.pattern,
        "spans": [list(span) for span in mention.spans],
        "kin": list(concept.kin),
        "confused_with": list(concept.confused_with),
        "dimension": concept.dimension.value if concept.dimension else None,
        "direction": concept.direction.value if concept.direction else None,
    }


def _shown(item: Table, lang: str) -> Iterator[str]:
    yield f"{item['theme']}{aside(themes()[item['theme']].name(lang), lang)} {item['theme_score']:.2f}"
    yield from wrap(item["text"], "  │ ")
    if not item["themes"]:
        yield from wrap(label("vocabulary", "no-word", lang), "  ")
    for found in item["themes"]:
        yield from wrap(f"{themes()[found['theme']].name(lang)} {found['worth']:.1f}", "  ")
        for evidence in found["evidence"]:
            where = label("vocabulary", "in-text", lang)
            if evidence["heading"] is not None:
                where = f"{label('vocabulary', 'in-heading', lang)}“{evidence['heading']}”"
            yield from wrap(f"{evidence['worth']:+.1f} {evidence['word']}{_spans(evidence)} {where}", "    ")
    yield label("vocabulary", "concepts" if item["concepts"] else "no-concept", lang)
    for concept in item["concepts"]:
        yield from wrap(_named(concept, item["text"], lang), "  ")
        yield from (line for fact in _facts(concept, lang) for line in wrap(fact, "      "))
    if item["suppressed"]:
        yield label("vocabulary", "suppressed", lang)
    for concept in item["suppressed"]:
        by = label("vocabulary", "by", lang).format(word=concept["by"])
        yield from wrap(f"{_named(concept, item['text'], lang)} {by}", "  ")


def _named(concept: Table, text: str, lang: str) -> str:
    name = concepts()[concept["id"]].name(lang)
    section = (
        label("vocabulary", "cross", lang)
        if concept["theme"] == CROSS
        else themes()[concept["theme"]].name(lang)
    )
    words = "…".join(text[start:end] for start, end in concept["spans"])
    return headed(
        f"{concept['id']} {name}{aside(section, lang)}",
        f"“{concept['pattern']}” ← {words}{_spans(concept)}",
        lang,
    )


def _spans(entry: Table) -> str:
    return "".join(f"[{start}:{end}]" for start, end in entry["spans"])


def _facts(concept: Table, lang: str) -> Iterator[str]:
    if concept["dimension"]:
        measured = label("dimension", concept["dimension"], lang)
        stricter = label("vocabulary", concept["direction"], lang) if concept["direction"] else ""
        yield f"{label('vocabulary', 'measured', lang)} {measured} {stricter}".rstrip()
    for name in ("kin", "confused_with"):
        if concept[name]:
            others = "、".join(concepts()[id_].name(lang) for id_ in concept[name])
            yield f"{label('vocabulary', name, lang)} {others}"


def check_lists(lang: str = "zh", *, as_json: bool = False) -> tuple[str, bool]:
    """The faults of the lists in use, and whether there are none."""
    flaws = find_flaws()
    if as_json:
        data = {
            "schema": "policydiff.topics.lint-check/1",
            "flaws": [
                {"code": flaw.code, "file": f"{flaw.file}.toml", "key": flaw.key,
                 "message": {"zh": flaw.message.zh, "en": flaw.message.en}}
                for flaw in flaws
            ],
        }  # fmt: skip
        return dumps(data), not flaws
    patterns = sum(len(concept.terms) for concept in concepts().values())
    lines = [
        line
        for flaw in flaws
        for line in wrap(f"{flaw.file}.toml［{flaw.key}］{flaw.message.text(lang)}", "! ")
    ]
    lines += wrap(
        label("vocabulary", "checked", lang).format(
            themes=len(themes()), concepts=len(concepts()), patterns=patterns, flaws=len(flaws)
        )
    )
    return "\n".join(lines) + "\n", not flaws

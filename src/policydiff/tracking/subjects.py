"""What a text speaks of: the named concepts, and the subjects that a plan and a report word differently."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from policydiff.lexicon import derived, load, remembered
from policydiff.topics.concepts import CROSS, concepts, find_concepts, plain


@dataclass(frozen=True, slots=True)
class Subject:
    """One entry of ``lexicon/subjects.toml``."""

    id: str
    zh: str
    plan: re.Pattern[str]
    report: re.Pattern[str]
    """Holds the words of the plan too: a report may simply repeat them."""


@derived
def subjects() -> tuple[Subject, ...]:
    """The subjects in the order of the list."""
    return tuple(
        Subject(
            f"subject:{id_}",
            entry["zh"],
            re.compile(entry["plan"]),
            re.compile(f"{entry['report']}|{entry['plan']}"),
        )
        for id_, entry in load("subjects").items()
    )


# the fields in which a thing is promised are not the thing: 政府采购、招标投标等重点领域政务诚信建设
_FIELDS = re.compile(r"(?:[^，。；、]{2,12}、){2,}[^，。；、]{2,12}等(?:重点)?(?:领域|方面)")


@remembered(8192)
def promised(text: str) -> frozenset[str]:
    """What a commitment with ``text`` speaks of.

    >>> "subject:integrated-window" in promised("全面推行综合窗口服务")
    True
    """
    text = _FIELDS.sub("", plain(text))
    return frozenset(_named(text)) | {subject.id for subject in subjects() if subject.plan.search(text)}


@remembered(8192)
def reported(text: str) -> frozenset[str]:
    """What a statement with ``text`` speaks of.

    >>> "subject:integrated-window" in reported("综窗办件量29204件")
    True
    """
    words = plain(text)
    return frozenset(_named(text)) | {subject.id for subject in subjects() if subject.report.search(words)}


def _named(text: str) -> Iterable[str]:
    known = concepts()
    return (id_ for id_ in find_concepts(text) if known[id_].theme != CROSS)


def name_of(topic: str) -> str:
    """The Chinese name of a concept or subject."""
    known = concepts()
    return known[topic].zh if topic in known else _names()[topic]


@derived
def _names() -> dict[str, str]:
    return {subject.id: subject.zh for subject in subjects()}

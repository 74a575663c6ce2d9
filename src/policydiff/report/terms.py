"""Words of a page in both languages: one is printed, the other waits in the page's data for the switch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from policydiff.labels import label
from policydiff.lexicon import load
from policydiff.model import Outcome, Wording
from policydiff.text import visible
from policydiff.topics.themes import themes

GROUPS = (
    "outcome", "dimension", "level", "kind", "completeness", "lineage", "sense", "outcome-level", "figure-outcome",
    "verdict", "standing", "page", "script",
)  # fmt: skip
"""The groups of ``labels.toml`` that a page may show."""


@dataclass(frozen=True, slots=True)
class Term:
    """A text on the page; ``key`` finds it in the other language, empty where there is only one."""

    key: str
    text: str


class Terms:
    """The texts of one page in ``lang``, and what they are called in the other language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._other = "zh" if lang == "en" else "en"
        self._free: dict[str, tuple[str, str]] = {}
        """What is printed, with its key and its text in the other language."""

    def word(self, group: str, name: str) -> Term:
        """The fixed word ``name`` of ``group``."""
        return Term(f"{group}.{name}", label(group, name, self.lang))

    def outcome(self, outcome: Outcome) -> Term:
        """The word for ``outcome``."""
        return self.word("outcome", outcome.value)

    def free(self, wording: Wording) -> Term:
        """A text of this page alone, such as the reason of a finding."""
        text, other = visible(wording.text(self.lang)), visible(wording.text(self._other))
        if text == other:
            return Term("", text)
        key, known = self._free.setdefault(text, (str(len(self._free)), other))
        return Term(key if known == other else "", text)

    def theme(self, id_: str) -> Term:
        """The name of a theme."""
        return self.free(Wording(themes()[id_].name("zh"), themes()[id_].name("en")))

    def level(self, name: str) -> str:
        """The outcome of a comparison in words; the program's own code where the list has none."""
        known = load("labels")["outcome-level"].get(name)
        return str(known[self.lang]) if known else name

    def others(self) -> Sequence[str]:
        """The free texts in the other language, in the order of their keys."""
        return [other for _, other in self._free.values()]

    def data(self, *groups: str) -> dict[str, Any]:
        """What the switch of languages needs on a page that shows fixed words of ``groups`` besides those of its frame."""
        wanted = ("page", "script", *groups)
        return {"lang": self.lang, "words": self.fixed(wanted), "free": list(self.others())}

    @staticmethod
    def fixed(groups: Sequence[str] = GROUPS) -> dict[str, list[str]]:
        """All fixed words a page may show: key to Chinese and English."""
        lists = {group: load("labels")[group] for group in groups} | {"feature": load("messages")["feature"]}
        return {
            f"{group}.{name}": [entry["zh"], entry["en"]]
            for group, entries in lists.items()
            for name, entry in entries.items()
        }

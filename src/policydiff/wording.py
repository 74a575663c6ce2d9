"""Messages in Chinese and English, from ``lexicon/messages.toml``."""

from __future__ import annotations

from collections.abc import Mapping

from policydiff.lexicon import load
from policydiff.model import Notice, Span, Wording


def say(code: str, **values: object) -> Wording:
    """The message ``code``, such as ``finding.equal``, in both languages with ``values`` filled in.

    A value that is a wording itself is filled in in the same language.
    """
    group, _, name = code.partition(".")
    entry = load("messages")[group][name]
    return Wording(*(entry[lang].format(**_in(lang, values)) for lang in ("zh", "en")))


def _in(lang: str, values: Mapping[str, object]) -> dict[str, object]:
    return {name: value.text(lang) if isinstance(value, Wording) else value for name, value in values.items()}


def notice(code: str, *, line: int | None = None, span: Span | None = None, **values: object) -> Notice:
    """A notice with the message ``notice.code``."""
    return Notice(code, say(f"notice.{code}", **values), line, span)


def quiet(message: str) -> None:
    """Tells nobody: what long work says where nobody listens."""

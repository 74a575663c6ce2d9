"""Messages in Chinese and English, from ``lexicon/messages.toml``."""

from __future__ import annotations

from policydiff.lexicon import load
from policydiff.model import Notice, Span, Wording


def say(code: str, **values: object) -> Wording:
    """The message ``code``, such as ``finding.equal``, in both languages with ``values`` filled in."""
    group, _, name = code.partition(".")
    entry = load("messages")[group][name]
    return Wording(entry["zh"].format(**values), entry["en"].format(**values))


def notice(code: str, *, line: int | None = None, span: Span | None = None, **values: object) -> Notice:
    """A notice with the message ``notice.code``."""
    return Notice(code, say(f"notice.{code}", **values), line, span)


def quiet(message: str) -> None:
    """Tells nobody: what long work says where nobody listens."""

"""The language the program speaks to its user: one at a time, Chinese where the locale is Chinese, else English.

In: the arguments and the environment.  Out: the language, and what is said in
it.  The source speaks Chinese; its English stands in
``lexicon/data/english.toml`` and is read only when English is spoken.  The
language of reports is another matter and has an option of its own.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from contextvars import ContextVar

from policydiff.errors import PolicyDiffError

ZH, EN = "zh", "en"
_spoken: ContextVar[str] = ContextVar("spoken", default=ZH)

REPORTING = frozenset({"report", "compare", "revise", "matrix", "chain", "targets", "track"})
"""Commands whose ``--lang`` chose the language of the report before 0.2; it still does when nothing else does, with a notice."""


def spoken() -> str:
    """The language of this run, ``zh`` or ``en``."""
    return _spoken.get()


def speak(lang: str) -> None:
    """From now on the program speaks ``lang``."""
    _spoken.set(lang)


def language(environment: Mapping[str, str] = os.environ) -> str:
    """What POLICYDIFF_LANG says, else the locale; English where neither is Chinese.

    >>> language({"LANG": "zh_CN.UTF-8"}), language({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"})
    ('zh', 'en')
    >>> language({"LANG": "en_GB.UTF-8", "POLICYDIFF_LANG": "zh"})
    'zh'
    """
    for name in ("POLICYDIFF_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return ZH if environment[name].lower().startswith(("zh", "chinese")) else EN
    if sys.platform == "win32":
        import locale

        return ZH if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else EN
    return EN


def take_language(arguments: Sequence[str]) -> tuple[list[str], str | None, bool]:
    """The arguments with ``--lang`` brought to the front, its value, and whether it also asks for the report's language.

    >>> take_language(["parse", "a.txt", "--lang", "en"])
    (['--lang', 'en', 'parse', 'a.txt'], 'en', False)
    >>> take_language(["compare", "--lang=en", "a.txt", "b.txt"])
    (['--lang', 'en', 'compare', '--report-lang', 'en', 'a.txt', 'b.txt'], 'en', True)
    """
    rest: list[str] = []
    value: str | None = None
    behind = False
    words = iter(arguments)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word == "--lang" or word.startswith("--lang="):
            value = next(words, "") if word == "--lang" else word.removeprefix("--lang=")
            behind = bool(rest)
        else:
            rest.append(word)
    if value is None:
        return rest, None, False
    reports = behind and rest[0] in REPORTING and not any(word.startswith("--report-lang") for word in rest)
    if reports and value in (ZH, EN):
        rest[1:1] = ["--report-lang", value]
    return ["--lang", value, *rest], value, reports


def said(text: str) -> str:
    """``text`` in the language of this run."""
    if spoken() == ZH:
        return text
    from policydiff.cli.english import english

    return english(text)


def told(error: PolicyDiffError) -> list[str]:
    """An error in lines: what happened, where, what to do."""
    from policydiff.cli.frame import in_chinese

    translate = in_chinese if spoken() == ZH else said
    return [translate(line) for line in str(error).split("\n")]

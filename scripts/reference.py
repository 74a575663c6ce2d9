"""Write the reference of the command line in both languages and the manual page, from the program itself.

    python scripts/reference.py

In: the commands as they are declared, the English of `english.toml`.  Out: docs/cli.md, docs/en/cli.md,
docs/policydiff.1.  tests/test_docs.py fails when one of them is not what this writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

from typer.main import get_command

from policydiff.cli.app import app
from policydiff.cli.english import english
from policydiff.cli.frame import choices, help_in_english, is_switch
from policydiff.version import VERSION

ROOT = Path(__file__).parent.parent

WORDS = {
    "zh": {
        "title": "命令参考", "usage": "用法", "arguments": "参数", "options": "选项", "default": "默认",
        "required": "必填", "examples": "例", "repeat": "可重复",
        "note": "本页由 `python scripts/reference.py` 从程序写出。每个命令另有 `--lang zh|en`（程序说话的语言）和 `-h`、`--help`。",
        "codes": "退出码：0 正常；1 出现了 `--fail-on` 要找的结果，或检查查出了问题；2 用法不对或文件读不了。",
    },
    "en": {
        "title": "Command reference", "usage": "Usage", "arguments": "Arguments", "options": "Options", "default": "default",
        "required": "required", "examples": "Examples", "repeat": "may be repeated",
        "note": "Written by `python scripts/reference.py` from the program. Every command also takes `--lang zh|en` (the language of messages) and `-h`, `--help`.",
        "codes": "Exit codes: 0 fine; 1 an outcome of `--fail-on` occurred, or a check found faults; 2 wrong usage or unreadable input.",
    },
}  # fmt: skip


def commands(group: Any, prefix: str = "policydiff") -> Iterator[tuple[str, Any]]:
    """Every command that does something, by its full name, in the order of the program."""
    for name, command in group.commands.items():
        if getattr(command, "commands", None):
            yield from commands(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}", command


def said(text: str, lang: str) -> str:
    """``text`` of the source in ``lang``."""
    return text if lang == "zh" else english(text)


def parts(command: Any, lang: str) -> tuple[list[str], list[str]]:
    """What the help of ``command`` says, and its examples."""
    text = command.help if lang == "zh" else help_in_english(command.help)
    sentences: list[str] = []
    examples: list[str] = []
    for line in text.replace("\b", "").split("\n"):
        bare = re.sub(r"^(例：|e\.g\. )", "", line.strip()).strip()
        if bare.startswith("policydiff "):
            examples.append(bare)
        elif bare:
            sentences.append(bare)
    return sentences, examples


def value(parameter: Any) -> str:
    """What stands behind an option: its metavar, its choices, or TEXT; nothing for a switch."""
    if is_switch(parameter):
        return ""
    return parameter.metavar or "|".join(choices(parameter)) or "TEXT"


def shown_default(parameter: Any) -> str:
    """The default as it is written, empty where there is none worth saying."""
    default = parameter.default
    if isinstance(default, Enum):
        default = default.value
    return "" if default in (None, False, "") or callable(default) else str(default)


def options(command: Any) -> list[Any]:
    """The options that are shown; the one for help goes without saying."""
    return [
        one
        for one in command.params
        if one.param_type_name == "option" and not getattr(one, "hidden", False) and "--help" not in one.opts
    ]


def arguments(command: Any) -> list[Any]:
    return [one for one in command.params if one.param_type_name == "argument"]


def spelt(parameter: Any) -> str:
    """An option as it is typed, short form first."""
    names = ", ".join(sorted(parameter.opts, key=len))
    return f"{names} {value(parameter)}".strip()


def usage(name: str, command: Any) -> str:
    places = []
    for one in arguments(command):
        metavar = one.metavar or one.name.upper()
        places.append(metavar if one.required else f"[{metavar}]")
    return " ".join([name, *places, "[OPTIONS]"])


def facts(parameter: Any, lang: str) -> str:
    """The help of a parameter with what else is to be known of it."""
    words = WORDS[lang]
    text = said(parameter.help or "", lang)
    more = [f"{words['default']} `{shown_default(parameter)}`"] if shown_default(parameter) else []
    if parameter.required:
        more.append(words["required"])
    return (
        f"{text}（{'，'.join(more)}）"
        if more and lang == "zh"
        else f"{text} ({', '.join(more)})"
        if more
        else text
    )


def markdown(lang: str) -> str:
    """The reference as a page."""
    words = WORDS[lang]
    lines = [f"# {words['title']}", "", words["note"], "", words["codes"], ""]
    for name, command in commands(get_command(app)):
        sentences, examples = parts(command, lang)
        lines += [f"## {name}", "", *sentences, "", "```text", usage(name, command), "```", ""]
        for one in arguments(command):
            lines.append(f"- `{one.metavar or one.name.upper()}` {facts(one, lang)}")
        if arguments(command):
            lines.append("")
        if options(command):
            lines += [f"| {words['options']} | |", "| --- | --- |"]
            lines += [
                f"| `{spelt(one).replace('|', ' / ')}` | {facts(one, lang).replace('|', ' / ')} |"
                for one in options(command)
            ]
            lines.append("")
        if examples:
            lines += ["```sh", *examples, "```", ""]
    return "\n".join(lines)


def roff(text: str) -> str:
    return text.replace("\\", "\\\\").replace("-", "\\-").replace("\n.", "\n\\&.")


def manual() -> str:
    """The manual page, in English, as other manual pages are."""
    root = get_command(app)
    lines = [
        f'.TH POLICYDIFF 1 "" "policydiff {VERSION}" "User Commands"',
        ".SH NAME",
        f"policydiff \\- {roff(english(root.help or '').rstrip('.'))}",
        ".SH SYNOPSIS",
        ".B policydiff",
        "[\\-\\-version] [\\-\\-lang zh|en] COMMAND [ARGS]...",
        ".SH COMMANDS",
    ]
    for name, command in commands(root):
        sentences, examples = parts(command, "en")
        lines += [f".SS {roff(usage(name, command))}", roff(" ".join(sentences))]
        for one in (*arguments(command), *options(command)):
            head = one.metavar or one.name.upper() if one in arguments(command) else spelt(one)
            lines += [".TP", f".B {roff(head)}", roff(facts(one, "en").replace("`", ""))]
        if examples:
            lines += [".PP", ".nf", *(f"    {roff(example)}" for example in examples), ".fi"]
    lines += [
        ".SH ENVIRONMENT",
        ".TP", ".B POLICYDIFF_LANG", "Language of messages, zh or en; else that of the locale.",
        ".TP", ".B POLICYDIFF_LEXICON", "Folder of own word lists.",
        ".TP", ".B POLICYDIFF_DEBUG", "Show a traceback where the program itself fails.",
        ".SH EXIT STATUS",
        "0 fine; 1 an outcome asked for with \\-\\-fail\\-on occurred, or a check found faults; 2 wrong usage or unreadable input.",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


WRITTEN = {
    "docs/cli.md": lambda: markdown("zh"),
    "docs/en/cli.md": lambda: markdown("en"),
    "docs/policydiff.1": manual,
}
"""What this writes, by the file."""


if __name__ == "__main__":
    for file, made in WRITTEN.items():
        (ROOT / file).write_text(made(), encoding="utf-8")
        print(file)

"""The program speaks one language at a time, and all that it says is there in both."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command

from conftest import table
from policydiff.cli.app import COMMANDS, app
from policydiff.cli.english import LABELS, english
from policydiff.cli.frame import dress, in_chinese
from policydiff.cli.speech import language, speak, take_language
from policydiff.lexicon import FOLDER
from said import HAN, helps, templates
from test_cli import run, run_apart

LISTS = tomllib.loads((FOLDER / "english.toml").read_text(encoding="utf-8"))


def test_every_message_has_its_english_and_every_english_its_message() -> None:
    said = templates()
    helped = dict.fromkeys(helps(get_command(app)), "help")
    listed = LISTS["said"] | LISTS["help"]
    lacking = [f'"{zh}" = ""   # {place}' for zh, place in (said | helped).items() if zh not in listed]
    stale = [zh for zh in listed if zh not in said and zh not in helped]
    assert len(said) > 300
    assert not lacking, "put these into lexicon/data/english.toml:\n" + "\n".join(lacking)
    assert not stale, "no sentence of the source for:\n" + "\n".join(stale)


def test_the_english_puts_in_what_the_chinese_puts_in() -> None:
    with table() as rows:
        for zh, en in (LISTS["said"] | LISTS["help"]).items():
            with rows.row(zh):
                holes = zh.count("{}")
                numbered = re.findall(r"\{(\d)\}", en)
                assert (sorted(map(int, numbered)) if numbered else [*range(en.count("{}"))]) == [
                    *range(holes)
                ]
                quoted = re.compile(
                    r'“.*?”|"[^"]*"|通辽市|奈曼旗|税务局|获得电力|简易注销\w*|第.条|不动产\w*|\w+名称'
                )
                assert not HAN.search(quoted.sub("", en)) or "policydiff" in en or "第三条" in en


CASES = [
    ("找不到“某方案.txt”：既不是文件，也不是目录里的编号", "“某方案.txt” was not found: it is neither a file nor an id of the catalogue"),
    ("错误：复核文件第 3 条意见不对：没有写明复核人", "Error: Decision 3 of the file is wrong: it does not name the reviewer"),
    ("位置：方案.txt，第 2 行", "Where: 方案.txt, line 2"),
    ("没有这个主题：甲、乙", "No such theme: 甲, 乙"),
    ("办法：用 --code 给出，看起来是 150000", "What to do: give it with --code; it seems to be 150000"),
    ("目录有 2 处错误：辖区代码 150600 重复；a 绕了一圈取代了自己", "The catalogue has 2 fault(s): the code 150600 comes twice; a supersedes itself in a circle"),
    (
        "目录有 3 处错误：a 的日期“x”不是 2022-03-18 这样的日期；a 的 title 应是一段带引号的文字；第 2 个 document 的 id 应是一段带引号的文字",
        "The catalogue has 3 fault(s): the date “x” of a is not like 2022-03-18; title of a is to be a text in quotes; id of document 2 is to be a text in quotes",
    ),
    ("concepts.toml 的括号一层套一层，太深了", "concepts.toml has brackets nested too deep"),
    ("  1. themes.toml［tendering］缺 zh：补上这一项", "  1. themes.toml［tendering］ zh is missing: add it"),
    ("目录：没有辖区代码", "catalogue: It has no code of a place"),
    ("这句话程序里没有", "这句话程序里没有"),
    ("plain English", "plain English"),
]  # fmt: skip


def test_a_message_is_put_into_english_with_what_stands_in_it() -> None:
    with table() as rows:
        for zh, en in CASES:
            with rows.row(zh):
                assert english(zh) == en


def test_what_the_command_line_library_and_the_system_say_is_put_into_chinese() -> None:
    assert in_chinese("Missing argument 'LOWER'.") == "缺少参数 'LOWER'。"
    assert (
        in_chinese("No such option: --upper Did you mean --upper-code?")
        == "没有选项 --upper，是不是 --upper-code？"
    )
    assert (
        in_chinese("Invalid value for '--lang': 'fr' is not one of 'zh', 'en'.")
        == "'--lang' 的值不对：'fr' 不在 'zh', 'en' 之内。"
    )
    assert in_chinese("错误：写不了文件：Permission denied") == "错误：写不了文件：没有权限"


def spoken_in(lang: str, *words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return run("--lang", lang, *words, cwd=cwd)


WRONG = [
    [], ["compare", "ordos-2021"], ["compare", "ordos-2021", "no-such"], ["compare", "a", "b", "--no-such"],
    ["nothing"], ["--help"], ["corpus", "--help"], ["compare", "--help"], ["themes", "--format", "csv"],
    ["query", "none.sqlite"], ["corpus", "list"], ["compare", "a", "b", "--report-lang", "fr"], ["corpus"],
    ["gaps", "ordos-2021", "ordos-2021"], ["explain", "ordos-2021", "naiman-2022"], ["matrix", "--level", "banner"],
]  # fmt: skip


def test_english_has_no_chinese_sentence_and_chinese_no_english_one(tmp_path: Path) -> None:
    names = re.compile(
        r'“[^”]*”|"[^"]*"|通辽市|奈曼旗|税务局|获得电力|招标投标|--\S+|policydiff.*|[\w.-]*2021[\w./-]*|\[[^\]]*\]|<[^>]*>'
    )
    with table() as rows:
        for words in WRONG:
            with rows.row(" ".join(words)):
                en, zh = (spoken_in(lang, *words, cwd=tmp_path) for lang in ("en", "zh"))
                assert en.returncode == zh.returncode
                shown = names.sub("", en.stdout + en.stderr)
                if words != ["corpus", "list"]:  # its titles are Chinese
                    assert not HAN.search(shown), HAN.search(shown)
                assert not re.search(
                    r"Usage|Options|Error|Missing|Try|Commands|Arguments|default|required|Show|Invalid|exit",
                    names.sub("", zh.stdout + zh.stderr),
                )


def test_the_locale_decides_unless_the_user_says_otherwise() -> None:
    table_of = [
        ({"LANG": "zh_CN.UTF-8"}, "zh"), ({"LANG": "C.UTF-8"}, "en"), ({}, "en"), ({"LANG": "de_DE"}, "en"),
        ({"LC_ALL": "zh_HK", "LANG": "en_US"}, "zh"), ({"LC_ALL": "", "LANG": "zh_CN"}, "zh"),
        ({"POLICYDIFF_LANG": "en", "LANG": "zh_CN"}, "en"), ({"POLICYDIFF_LANG": "zh"}, "zh"),
    ]  # fmt: skip
    for environment, wanted in table_of:
        assert language(environment) == wanted, environment


@pytest.mark.parametrize("place", ["before", "after", "joined"])
def test_lang_may_stand_anywhere(place: str) -> None:
    words = {
        "before": ["--lang", "en", "gaps", "ordos-2021", "ordos-2021"],
        "after": ["gaps", "ordos-2021", "ordos-2021", "--lang", "en"],
        "joined": ["gaps", "--lang=en", "ordos-2021", "ordos-2021"],
    }[place]
    assert run(*words).stderr.startswith("Error: Both sides are the same document")


def test_words_behind_two_dashes_are_no_options() -> None:
    assert take_language(["parse", "--", "--lang"]) == (["parse", "--", "--lang"], None, False)


def test_a_report_is_chinese_until_its_own_switch_says_english(tmp_path: Path) -> None:
    couple = ("compare", "ordos-2021", "naiman-2022", "-f", "md", "-o", "-")
    assert "放宽" in run("--lang", "en", *couple).stdout
    assert "loosens" in run(*couple, "--report-lang", "en").stdout
    old = run(*couple, "--lang", "en")
    assert "loosens" in old.stdout
    assert old.stderr.startswith("! Since 0.2 --lang is the language of messages")
    both = run(*couple, "--lang", "en", "--report-lang", "zh")
    assert "放宽" in both.stdout
    assert both.stderr == ""


def test_an_unknown_language_is_refused() -> None:
    assert run("themes", "--lang", "fr").returncode == 2


def test_a_chinese_run_reads_no_english() -> None:
    code = (
        "import sys; sys.argv=['policydiff','--help']\n"
        "from policydiff.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print('policydiff.cli.english' in sys.modules, 'tomllib' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", timeout=60
    )
    assert done.stdout.splitlines()[-1].startswith("False"), done.stderr


def test_the_list_of_commands_says_what_each_command_says_of_itself_and_loads_none() -> None:
    assert {name: command.get_short_help_str(200) for name, command in get_command(app).commands.items()} == {
        name: listed.help for name, listed in COMMANDS.items()
    }
    code = (
        "import sys; sys.argv=['policydiff','--help']\n"
        "from policydiff.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([name for name in sys.modules if name.startswith('policydiff.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8")
    loaded = done.stdout.splitlines()[-1]
    assert "policydiff.cli.app" in loaded
    homes = {f"policydiff.cli.{listed.module}" for listed in COMMANDS.values()}
    assert [
        home for home in (*homes, "policydiff.lexicon", "policydiff.model") if f"'{home}'" in loaded
    ] == []


def test_a_text_without_a_value_is_found_by_its_line() -> None:
    """Without a parser, so every line is to be as such a one expects it."""
    with table() as rows:
        for zh, en in (LISTS["said"] | LISTS["help"]).items():
            if "{}" not in zh and not zh.startswith(tuple(LABELS)):
                with rows.row(zh):
                    assert english(zh) == en


def test_help_in_english_is_english_to_the_last_option() -> None:
    speak("en")
    try:
        command = dress(get_command(app))
        left = [text for text in _texts(command) if HAN.search(re.sub(r"policydiff .*", "", text))]
    finally:
        speak("zh")
    assert not left


def test_the_list_of_commands_is_not_cut_short() -> None:
    for lang in ("en", "zh"):
        listed = spoken_in(lang, "--help").stdout
        assert "..." not in listed.split("Commands:" if lang == "en" else "命令：")[1]


def _texts(command: object) -> list[str]:
    texts = [getattr(command, "help", None) or ""]
    texts += [getattr(parameter, "help", None) or "" for parameter in command.params]  # type: ignore[attr-defined]
    for sub in getattr(command, "commands", {}).values():
        texts += _texts(sub)
    return texts


def test_the_version_is_said() -> None:
    from policydiff import __version__

    assert run("--version").stdout == f"policydiff {__version__}\n"


def test_policydiff_alone_names_three_steps_for_this_folder(tmp_path: Path) -> None:
    empty = run(cwd=tmp_path).stdout
    assert empty.count("policydiff ") == 3
    for name in ("市方案.docx", "旗方案.txt"):
        (tmp_path / name).write_bytes(b"x")
    full = run(cwd=tmp_path).stdout
    assert "policydiff report ." in full
    assert "policydiff compare 市方案.docx 旗方案.txt" in full


def test_completion_is_offered_for_the_shell() -> None:
    done = run_apart("--help")
    assert "--install-completion" in done.stdout

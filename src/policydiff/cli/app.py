"""The command line: which commands there are.  The module of a command is loaded when the command is asked for."""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperGroup
from typer.main import get_command

from policydiff.cli.console import print_text, tell
from policydiff.cli.speech import said
from policydiff.lazily import OnDemand
from policydiff.version import VERSION


class Listed(NamedTuple):
    """A command in the list of commands: the module that holds it, its name there, and the first sentence of its help."""

    module: str
    name: str
    help: str


COMMANDS = {
    "report": Listed("comparing", "report", "对照一个文件夹或整个语料：每一组上下级文件一页，外加总览页。"),
    "compare": Listed("comparing", "compare", "对照一份上级文件和一份下级文件。"),
    "revise": Listed(
        "comparing",
        "revise",
        "对照同一文件的旧版和新版：逐条说明未变、改写、收紧、放宽、拆分、合并、移动、新增、删除。",
    ),
    "matrix": Listed("levels", "matrix", "一份上级文件对照多个地方：谁应答了哪条、谁更严、谁没有写。"),
    "chain": Listed(
        "levels", "chain", "沿着自治区、市、旗县逐级看每条承诺：各级的数值、在哪一级收紧或放宽、加码指数。"
    ),
    "parse": Listed("reading", "parse", "读一份文件，列出大纲和承诺。"),
    "targets": Listed("reading", "targets", "列出一份文件的指标：对象、限定和数值、时限、责任单位、位置。"),
    "gaps": Listed("rows", "gaps", "列出没有应答的上级承诺，按责任单位和主题，附最接近的下级条目。"),
    "explain": Listed("rows", "explain", "说明两条承诺为什么成对、为什么不成对，结论由哪条规则得出。"),
    "track": Listed(
        "reading", "track", "按报告跟踪方案：哪些承诺做到了、超过了、没达到、还在做，哪些没有提到。"
    ),
    "themes": Listed("reading", "themes", "列出主题；说明一段文字为什么归到某个主题；检查词表。"),
    "evaluate": Listed("reading", "evaluate", "按人工标注打分：对齐、指标和跟踪。"),
    "query": Listed("store", "query", "查结果库：按主题、结果、地方、责任单位。"),
    "study": Listed("study", "study", "一省、全国的对照：每份文件对照它上一级的文件。"),
    "questions": Listed("second_reader", "questions", "把没有定的问题写成题目，一行一题，交给人或模型去读。"),
    "ask": Listed("second_reader", "ask", "把题目和其中的原文发给一个模型去读；只有这条命令会联网。"),
    "answers": Listed(
        "second_reader", "answers", "核对答案，写成意见文件，供 compare、report 的 --review 采用。"
    ),
    "report-problem": Listed(
        "rows",
        "report_problem",
        "把结果里不对的一行写成一份小例子，地名和公司名已换掉，可以发给维护者，也可以直接作测试。",
    ),
    "store": Listed("store", "store", "结果库：多次对照的结果存进一个 SQLite 文件，只算新的。"),
    "corpus": Listed("corpus", "corpus", "语料：添加文件，列出，检查。"),
    "review": Listed("review", "review_app", "复核意见：合并几位复核人交回的文件和工作簿。"),
}
"""Every command by what is typed, in the order of the list; the list is shown without loading any of them."""


def built(name: str) -> Any:
    """The command ``name`` with its options, or the group."""
    listed = COMMANDS[name]
    found = getattr(import_module(f"policydiff.cli.{listed.module}"), listed.name)
    if not isinstance(found, typer.Typer):
        alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
        alone.command(name)(found)
        found = alone
    return get_command(found)


class Commands(TyperGroup):
    """The group of all commands, each built when it is asked for."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands: Any = OnDemand(COMMANDS, built)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The names and what each is for, out of the list alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, said(listed.help)) for name, listed in COMMANDS.items()])


app = typer.Typer(
    name="policydiff",
    cls=Commands,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)


class Speech(StrEnum):
    """The language of messages."""

    ZH = "zh"
    EN = "en"


def _version(wanted: bool) -> None:
    if wanted:
        print_text(f"policydiff {VERSION}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def policydiff(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="显示版本", callback=_version, is_eager=True)
    ] = False,
    lang: Annotated[
        Speech | None,
        typer.Option(
            "--lang", help="程序用中文还是英文说话，写在哪里都行；不写就看 POLICYDIFF_LANG 和系统的语言"
        ),
    ] = None,
) -> None:
    """对照各级政府的承诺：哪些收紧、放宽、缺失、新增。"""
    if context.invoked_subcommand is None:
        from policydiff.cli.start import next_steps

        tell("\n".join(next_steps(Path())))

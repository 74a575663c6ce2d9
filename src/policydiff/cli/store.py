"""The commands ``store add``, ``store update`` and ``query``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from policydiff import corpus as documents
from policydiff.cli.console import Interrupted, deliver, progress, tell, warn
from policydiff.cli.lexicon import LexiconOption, ThemeOption
from policydiff.cli.options import CorpusOption, read_date
from policydiff.errors import InvalidRequest, UnreadableSource
from policydiff.model import Kind

if TYPE_CHECKING:
    from policydiff.store.working import Work

store = typer.Typer(
    name="store",
    add_completion=False,
    help="结果库：多次对照的结果存进一个 SQLite 文件，只算新的。",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)

StoreArgument = Annotated[Path, typer.Argument(metavar="FILE.sqlite", help="库文件；没有就新建")]


@store.command()
def add(
    file: StoreArgument,
    docs: Annotated[
        list[str] | None,
        typer.Argument(metavar="DOC...", help="文件路径或目录里的编号；不写就接着做没有做完的"),
    ] = None,
    against: Annotated[
        list[str] | None,
        typer.Option("--against", metavar="ID", help="另外与库里的这一份（作上级）对照，哪怕不隶属，可重复"),
    ] = None,
    title: Annotated[str | None, typer.Option("--title", help="文件标题（只加一份时）")] = None,
    code: Annotated[str | None, typer.Option("--code", help="辖区代码 GB/T 2260（只加一份时）")] = None,
    kind: Annotated[Kind | None, typer.Option("--kind", help="文件类别（只加一份时）")] = None,
    issued: Annotated[str | None, typer.Option("--date", help="印发日期（只加一份时）")] = None,
    corpus: CorpusOption = None,
    lexicon: LexiconOption = None,
) -> None:
    """把文件加进库，并与库里的上级、下级文件对照；已经算过的不再算。

    \b
    中断了再运行一次，接着做没有做完的。
    例：policydiff store add 结果.sqlite ordos-2021 naiman-2022 nmg-digest
        policydiff store add 结果.sqlite 某旗方案.txt --code 150624
        policydiff store add 结果.sqlite naiman-2022 --against ordos-2021
    """
    given = documents.Given(title=title, code=code, kind=kind, issued=read_date(issued))
    if given != documents.Given() and len(docs or ()) != 1:
        raise InvalidRequest(
            "--title、--code、--kind、--date 只能用于一份文件", hint="逐份添加，或写进 catalog.toml"
        )
    with _at_work(file) as work:
        catalogue = documents.load_catalogue(corpus)
        added = [work.take(name, given, catalogue, replace=False) for name in docs or ()]
        work.ask(against or (), [id_ for id_, _ in added])
        done = work.settle()
        tell(f"新加 {sum(new for _, new in added)} 份文件，对照 {done} 组。{work.summary()}")


@store.command()
def update(
    file: StoreArgument,
    docs: Annotated[
        list[str] | None, typer.Argument(metavar="ID...", help="只重读库里的这几份；不写就是全部")
    ] = None,
    corpus: CorpusOption = None,
    lexicon: LexiconOption = None,
) -> None:
    """重读库里的文件，重算变了的：文字变了、词表变了、或上次没有做完。

    \b
    例：policydiff store update 结果.sqlite
        policydiff store update 结果.sqlite naiman-2022
    """
    if not file.exists():
        raise UnreadableSource("找不到这个库文件", where=str(file), hint="先用 policydiff store add 建立")
    with _at_work(file) as work:
        changed = work.reread(docs or (), documents.load_catalogue(corpus))
        done = work.settle()
        tell(f"变了 {changed} 份文件，对照 {done} 组。{work.summary()}")


def query(
    file: Annotated[Path, typer.Argument(metavar="FILE.sqlite", help="库文件")],
    what: Annotated[
        str, typer.Option("--what", help="answers 应答和缺失，targets 指标，documents 文件")
    ] = "answers",
    theme: ThemeOption = None,
    relation: Annotated[
        str,
        typer.Option("--relation", help="只看这些结果：收紧、放宽、缺失 …（或 loosens,missing …），逗号并列"),
    ] = "",
    place: Annotated[str, typer.Option("--place", help="只看这个地方：名称、代码或文件编号")] = "",
    unit: Annotated[str, typer.Option("--unit", help="责任单位名称里有这几个字")] = "",
    format: Annotated[str, typer.Option("--format", "-f", help="text, csv, json, xlsx 或 html")] = "text",
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="写到文件；- 为标准输出")
    ] = "-",
    lexicon: LexiconOption = None,
) -> None:
    """查结果库：按主题、结果、地方、责任单位。

    \b
    例：policydiff query 结果.sqlite --place 奈曼旗 --relation 缺失
        policydiff query 结果.sqlite -t 招标投标 --relation 放宽,收紧 -f csv -o 招标.csv
        policydiff query 结果.sqlite --what targets --unit 税务局
        policydiff query 结果.sqlite -t 招标投标 -f html -o 招标.html
    """
    from policydiff.concordance import check_themes
    from policydiff.report.render import check_formats
    from policydiff.report.store_data import STORE_FORMATS, answer_bytes
    from policydiff.store import Question, answers, documents, due, opened, targets

    check_formats((format,), STORE_FORMATS)
    if output == "-" and format == "xlsx":
        raise InvalidRequest("xlsx 不能写到标准输出", hint="用 -o 给出文件名，如 -o 结果.xlsx")
    verbs = {"answers": answers, "targets": targets, "documents": documents}
    if what not in verbs:
        raise InvalidRequest(f"不认识“{what}”", hint="--what 可用：" + "、".join(verbs))
    check_themes(theme or ())
    outcomes = tuple(filter(None, re.split(r"[,，、\s]+", relation)))
    if outcomes and what != "answers":
        raise InvalidRequest("--relation 只用于 --what answers", hint="去掉 --relation，或去掉 --what")
    question = Question(themes=tuple(theme or ()), outcomes=outcomes, place=place, unit=unit)
    with opened(file) as connection:
        rows = verbs[what](connection, question)
        waiting = len(due(connection))
    if waiting:
        warn(f"还有 {waiting} 组对照没有做完，先运行 policydiff store update")
    data = answer_bytes(what, rows, format)
    deliver(data, output)


@contextmanager
def _at_work(file: Path) -> Iterator[Work]:
    """The store as one run works on it; an interruption says that nothing finished is lost."""
    from policydiff.store import opened
    from policydiff.store.working import Work

    with opened(file, create=True) as connection:
        try:
            yield Work(connection, progress, warn)
        except (KeyboardInterrupt, Interrupted):
            tell("已中断：做完的对照都在库里，再运行同一条命令接着做", err=True)
            raise typer.Exit(130) from None

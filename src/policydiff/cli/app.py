"""The commands, each a thin shell round a library call."""

from __future__ import annotations

import re
import sys
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from policydiff.corpus import Given, couples, load_catalogue, open_document
from policydiff.errors import InvalidRequest
from policydiff.lexicon import use_lexicon
from policydiff.model import Concordance, Document, Kind

app = typer.Typer(
    name="policydiff",
    help="对照各级政府的承诺：哪些收紧、放宽、缺失、新增。\n\n先试一条命令：policydiff report",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)


class Lang(StrEnum):
    """The language of reports."""

    ZH = "zh"
    EN = "en"


OUTPUT = Path("reports")


def _choose_lexicon(folder: Path | None) -> Path | None:
    """Own lists must be chosen before any list is read, so the option does it at once for every command."""
    if folder is not None:
        use_lexicon(folder)
    return folder


DocArgument = Annotated[str, typer.Argument(metavar="DOC", help="文件路径，或目录里的编号")]
LangOption = Annotated[Lang, typer.Option("--lang", help="报告语言")]
ThemeOption = Annotated[list[str] | None, typer.Option("--theme", "-t", help="只看这个主题，可重复")]
TitleOption = Annotated[str | None, typer.Option("--title", help="文件标题（目录外的文件）")]
CodeOption = Annotated[str | None, typer.Option("--code", help="辖区代码 GB/T 2260，如 150600")]
KindOption = Annotated[Kind | None, typer.Option("--kind", help="文件类别")]
LexiconOption = Annotated[
    Path | None,
    typer.Option(
        "--lexicon",
        metavar="FOLDER",
        help="自备词表的文件夹：替换或补充主题、概念等（也可设 POLICYDIFF_LEXICON）",
        callback=_choose_lexicon,
        is_eager=True,
    ),
]
DateOption = Annotated[str | None, typer.Option("--date", help="印发日期，如 2022-03-18")]


def _given(title: str | None, code: str | None, kind: Kind | None, issued: str | None) -> Given:
    return Given(title=title, code=code, kind=kind, issued=_date(issued))


def _date(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError as error:
        raise InvalidRequest(f"日期“{text}”读不出来", hint="写成 2022-03-18 这样") from error


def _split(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in re.split(r"[,，]", text) if part.strip()))


def _progress(message: str) -> None:
    """A line about long work, on a terminal only."""
    if sys.stderr.isatty():
        print(message, file=sys.stderr, flush=True)


def _print(text: str) -> None:
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def _print_bytes(data: bytes) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _deliver(data: bytes, output: str) -> None:
    """``data`` to the file ``output``, or to standard output for ``-``."""
    from policydiff.output.files import write_whole

    if output == "-":
        _print_bytes(data)
    else:
        write_whole(Path(output), data)


OutputOption = Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="写到文件；- 为标准输出")]


@app.command()
def report(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="写到哪个文件夹")] = OUTPUT,
    corpus: Annotated[
        Path | None, typer.Option("--corpus", help="另一个语料文件夹（含 catalog.toml）")
    ] = None,
    lang: LangOption = Lang.ZH,
    lexicon: LexiconOption = None,
) -> None:
    """对照整个语料：每一组上下级文件一页，外加总览页。

    \b
    例：policydiff report
        policydiff report -o out --lang en
    """
    from policydiff.concordance import compare as run
    from policydiff.output.files import write_whole
    from policydiff.output.html import render_html, render_index
    from policydiff.output.jsonio import concordance_json, dumps
    from policydiff.output.terminal import report_summary

    catalogue = load_catalogue(corpus)
    wanted = list(couples(catalogue))
    if not wanted:
        raise InvalidRequest(
            "目录里没有可以对照的上下级文件", where=str(catalogue.path), hint="至少登记两份不同层级的文件"
        )
    opened: dict[str, Document] = {}
    for entry in catalogue.entries.values():
        _progress(f"读取 {entry.id}")
        opened[entry.id] = open_document(entry.id, catalogue=catalogue)
    runs: list[tuple[Concordance, str]] = []
    for upper, lower in wanted:
        _progress(f"对照 {upper.id} ↔ {lower.id}")
        concordance = run(opened[upper.id], opened[lower.id])
        name = f"{upper.id}--{lower.id}"
        write_whole(output / f"{name}.html", render_html(concordance, lang.value, index="index.html"))
        write_whole(output / f"{name}.json", dumps(concordance_json(concordance)))
        runs.append((concordance, f"{name}.html"))
    write_whole(output / "index.html", render_index(runs, list(opened.values()), lang.value))
    _print(report_summary(runs, output, lang.value))


@app.command()
def compare(
    upper: Annotated[str, typer.Argument(metavar="UPPER", help="上级文件：路径或编号")],
    lower: Annotated[str, typer.Argument(metavar="LOWER", help="下级文件：路径或编号")],
    theme: ThemeOption = None,
    formats: Annotated[
        str, typer.Option("--format", "-f", help="html,json,csv,md,xlsx，可用逗号并列")
    ] = "html,json",
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="DIR", help="写到哪个文件夹；- 为标准输出")
    ] = str(OUTPUT),
    fail_on: Annotated[
        str, typer.Option("--fail-on", help="出现这些结果就以 1 退出：loosens,missing …")
    ] = "",
    lang: LangOption = Lang.ZH,
    upper_title: Annotated[str | None, typer.Option(help="上级标题")] = None,
    upper_code: Annotated[str | None, typer.Option(help="上级辖区代码")] = None,
    upper_kind: Annotated[Kind | None, typer.Option(help="上级类别")] = None,
    upper_date: Annotated[str | None, typer.Option(help="上级印发日期")] = None,
    lower_title: Annotated[str | None, typer.Option(help="下级标题")] = None,
    lower_code: Annotated[str | None, typer.Option(help="下级辖区代码")] = None,
    lower_kind: Annotated[Kind | None, typer.Option(help="下级类别")] = None,
    lower_date: Annotated[str | None, typer.Option(help="下级印发日期")] = None,
    lexicon: LexiconOption = None,
) -> None:
    """对照一份上级文件和一份下级文件。

    \b
    例：policydiff compare ordos-2021 naiman-2022
        policydiff compare 上级.txt 下级.txt --upper-code 150600 -f html,xlsx
        policydiff compare ordos-2021 naiman-2022 -t tendering -f json -o -
        policydiff compare ordos-2021 naiman-2022 --fail-on loosens,missing
    """
    from policydiff.concordance import check_outcomes, outcomes, refuse_same
    from policydiff.concordance import compare as run
    from policydiff.output.files import write_whole
    from policydiff.output.render import check_formats, render
    from policydiff.output.terminal import compare_summary

    wanted, gate = _split(formats), _split(fail_on)
    check_formats(wanted)
    check_outcomes(gate)
    if output == "-" and (len(wanted) != 1 or wanted[0] == "xlsx"):
        raise InvalidRequest("标准输出只能写一种文本格式", hint="例如 --format json -o -")
    above = open_document(upper, _given(upper_title, upper_code, upper_kind, upper_date))
    below = open_document(lower, _given(lower_title, lower_code, lower_kind, lower_date))
    refuse_same(above, below)
    concordance = run(above, below, theme or ())
    if output == "-":
        _print_bytes(render(concordance, wanted[0], lang.value))
    else:
        paths = []
        for name in wanted:
            path = Path(output) / f"{_file_name(above.id)}--{_file_name(below.id)}.{name}"
            write_whole(path, render(concordance, name, lang.value))
            paths.append(path)
        _print(compare_summary(concordance, paths, lang.value))
    if any(outcomes(concordance)[name] for name in gate):
        raise typer.Exit(1)


def _file_name(id_: str) -> str:
    return re.sub(r"[^\w.-]+", "_", id_) or "document"


@app.command()
def parse(
    doc: DocArgument,
    format: Annotated[str, typer.Option("--format", "-f", help="text, json 或 csv")] = "text",
    output: OutputOption = "-",
    title: TitleOption = None,
    code: CodeOption = None,
    kind: KindOption = None,
    issued: DateOption = None,
    lexicon: LexiconOption = None,
) -> None:
    """读一份文件，列出大纲和承诺。

    \b
    例：policydiff parse naiman-2022
        policydiff parse 方案.txt --code 150600 --format json
    """
    from policydiff.output.jsonio import document_json, dumps
    from policydiff.output.render import check_formats
    from policydiff.output.tables import commitment_rows, csv_bytes
    from policydiff.output.terminal import document_text

    check_formats((format,), ("text", "json", "csv"))
    document = open_document(doc, _given(title, code, kind, issued))
    if format == "json":
        data = dumps(document_json(document)).encode()
    elif format == "csv":
        data = csv_bytes(commitment_rows(document))
    else:
        data = document_text(document).encode()
    _deliver(data, output)


@app.command()
def targets(
    doc: DocArgument,
    format: Annotated[str, typer.Option("--format", "-f", help="text, csv 或 xlsx")] = "text",
    output: OutputOption = "-",
    explain: Annotated[bool, typer.Option("--explain", help="每个指标由哪条规则读出、在原文哪里")] = False,
    lang: LangOption = Lang.ZH,
    title: TitleOption = None,
    code: CodeOption = None,
    kind: KindOption = None,
    issued: DateOption = None,
    lexicon: LexiconOption = None,
) -> None:
    """列出一份文件的指标：对象、限定和数值、时限、责任单位、位置。

    \b
    例：policydiff targets naiman-2022
        policydiff targets ordos-2021 --explain
        policydiff targets naiman-2022 --format xlsx -o 指标.xlsx
    """
    from policydiff.output.render import check_formats
    from policydiff.output.tables import csv_bytes, rows_xlsx, target_rows
    from policydiff.output.terminal import targets_text

    check_formats((format,), ("text", "csv", "xlsx"))
    if output == "-" and format == "xlsx":
        raise InvalidRequest("xlsx 不能写到标准输出", hint="用 -o 给出文件名，如 -o 指标.xlsx")
    document = open_document(doc, _given(title, code, kind, issued))
    if format == "text":
        data = targets_text(document, lang.value, explain=explain).encode()
    elif format == "csv":
        data = csv_bytes(target_rows(document, lang.value))
    else:
        data = rows_xlsx("指标", target_rows(document, lang.value))
    _deliver(data, output)


@app.command()
def gaps(
    upper: Annotated[str, typer.Argument(metavar="UPPER", help="上级文件：路径或编号")],
    lowers: Annotated[list[str], typer.Argument(metavar="LOWER...", help="下级文件，可以多份")],
    theme: ThemeOption = None,
    lang: LangOption = Lang.ZH,
    lexicon: LexiconOption = None,
) -> None:
    """列出没有应答的上级承诺，按责任单位和主题，附最接近的下级条目。

    \b
    例：policydiff gaps ordos-2021 naiman-2022 -t tendering
    """
    from policydiff.concordance import compare as run
    from policydiff.concordance import refuse_same
    from policydiff.output.terminal import gaps_text

    above = open_document(upper)
    for name in lowers:
        below = open_document(name)
        refuse_same(above, below)
        _print(gaps_text(run(above, below, theme or ()), lang.value))


@app.command()
def themes(
    explain: Annotated[
        str | None,
        typer.Option(
            "--explain",
            metavar="TEXT",
            help="这段文字属于哪个主题、说到哪些概念、为什么；@文件 或 - 逐行说明",
        ),
    ] = None,
    heading: Annotated[
        list[str] | None, typer.Option("--heading", help="文字上面的标题，可重复，由外到内")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="检查词表有没有互相冲突、永远不会命中的写法")
    ] = False,
    format: Annotated[str, typer.Option("--format", "-f", help="text 或 json")] = "text",
    lang: LangOption = Lang.ZH,
    lexicon: LexiconOption = None,
) -> None:
    """列出主题；说明一段文字为什么归到某个主题；检查词表。

    \b
    例：policydiff themes
        policydiff themes --explain "不动产抵押登记办理时限压缩至3个工作日内"
        policydiff themes --explain @承诺.txt --heading 获得电力 --format json
        policydiff themes --check --lexicon 自备词表
    """
    from policydiff.cli.vocabulary import check_lists, explain_texts, list_themes, texts_of
    from policydiff.output.render import check_formats

    check_formats((format,), ("text", "json"))
    if check and explain is not None:
        raise InvalidRequest("--check 和 --explain 不能一起用", hint="分两次运行")
    if check:
        printed, clean = check_lists(lang.value, as_json=format == "json")
        _print(printed)
        raise typer.Exit(0 if clean else 1)
    if explain is None:
        _print(list_themes(lang.value, as_json=format == "json"))
    else:
        _print(explain_texts(texts_of(explain), heading or (), lang.value, as_json=format == "json"))


@app.command()
def evaluate(
    gold: Annotated[list[Path], typer.Argument(metavar="GOLD...", help="标注文件（JSON Lines）")],
    docs: Annotated[Path | None, typer.Option("--docs", help="标注所引文件所在的文件夹")] = None,
    theme: ThemeOption = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="也列出没有找到的标注")] = False,
    lexicon: LexiconOption = None,
) -> None:
    """按人工标注打分：对齐和指标。

    \b
    例：policydiff evaluate gold/ordos-naiman.dev.jsonl
        policydiff evaluate gold/shandong-jinan.dev.jsonl --docs regulations
    """
    from policydiff.cli.evaluation import evaluation_text

    _print(evaluation_text(gold, docs, theme or (), verbose))

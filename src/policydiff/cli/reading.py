"""The commands that list what is read: ``parse``, ``targets``, ``track``, ``themes``, ``evaluate``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from policydiff import corpus as documents
from policydiff.cli.console import deliver
from policydiff.cli.lexicon import LexiconOption, ThemeOption
from policydiff.cli.options import (
    CodeOption,
    DateOption,
    DocArgument,
    KindOption,
    Lang,
    LangOption,
    OutputOption,
    TitleOption,
    given,
    split,
)
from policydiff.cli.speech import spoken
from policydiff.errors import InvalidRequest


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
    from policydiff.report.couple import commitment_rows
    from policydiff.report.jsonio import document_json, dumps
    from policydiff.report.render import check_formats
    from policydiff.report.tables import csv_bytes
    from policydiff.report.terminal import document_text

    check_formats((format,), ("text", "json", "csv"))
    document = documents.open_document(doc, given(title, code, kind, issued))
    if format == "json":
        data: str | bytes = dumps(document_json(document)).encode()
    elif format == "csv":
        data = csv_bytes(commitment_rows(document))
    else:
        data = document_text(document, spoken())
    deliver(data, output)


def targets(
    doc: DocArgument,
    format: Annotated[str, typer.Option("--format", "-f", help="text, json, csv 或 xlsx")] = "text",
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
    from policydiff.report.couple import target_rows
    from policydiff.report.jsonio import dumps, targets_json
    from policydiff.report.render import check_formats
    from policydiff.report.tables import Table, csv_bytes
    from policydiff.report.terminal import targets_text
    from policydiff.report.workbooks import workbook

    check_formats((format,), ("text", "json", "csv", "xlsx"))
    if output == "-" and format == "xlsx":
        raise InvalidRequest("xlsx 不能写到标准输出", hint="用 -o 给出文件名，如 -o 指标.xlsx")
    document = documents.open_document(doc, given(title, code, kind, issued))
    if format == "text":
        data: str | bytes = targets_text(document, spoken(), explain=explain)
    elif format == "json":
        data = dumps(targets_json(document))
    elif format == "csv":
        data = csv_bytes(target_rows(document, lang.value), lang.value)
    else:
        data = workbook([Table("指标", target_rows(document, lang.value))], lang.value)
    deliver(data, output)


def track(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="方案：路径或编号")],
    reports: Annotated[list[str], typer.Argument(metavar="REPORT...", help="报告：可以多份")],
    format: Annotated[str, typer.Option("--format", "-f", help="text, json, csv, xlsx 或 html")] = "text",
    output: OutputOption = "-",
    fail_on: Annotated[str, typer.Option("--fail-on", help="出现这些结果就以 1 退出：behind,problem …")] = "",
    lang: LangOption = Lang.ZH,
    lexicon: LexiconOption = None,
) -> None:
    """按报告跟踪方案：哪些承诺做到了、超过了、没达到、还在做，哪些没有提到。

    \b
    例：policydiff track ordos-2021 otog-supervision-2023
        policydiff track ordos-2021 otog-supervision-2023 ordos-reply-2023 -f html -o 跟踪.html
    """
    from policydiff.cli.tracking import tracked

    words = spoken() if format == "text" else lang.value
    data, found = tracked(plan, reports, format, output, split(fail_on), words)
    deliver(data, output)
    if found:
        raise typer.Exit(1)


def themes(
    explain: Annotated[
        str | None,
        typer.Option(
            "--explain",
            metavar="TEXT",
            help="这段文字、或报告里这个编号的一条属于哪个主题、说到哪些概念、为什么；@文件 或 - 逐行说明",
        ),
    ] = None,
    heading: Annotated[
        list[str] | None, typer.Option("--heading", help="文字上面的标题，可重复，由外到内")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="检查词表有没有互相冲突、永远不会命中的写法")
    ] = False,
    format: Annotated[str, typer.Option("--format", "-f", help="text 或 json")] = "text",
    output: OutputOption = "-",
    lexicon: LexiconOption = None,
) -> None:
    """列出主题；说明一段文字为什么归到某个主题；检查词表。

    \b
    例：policydiff themes
        policydiff themes --explain "不动产抵押登记办理时限压缩至3个工作日内"
        policydiff themes --explain ordos-2021/17/3/3
        policydiff themes --explain @承诺.txt --heading 获得电力 --format json
        policydiff themes --check --lexicon 自备词表
    """
    from policydiff.cli.vocabulary import check_lists, explain_texts, list_themes, texts_of
    from policydiff.report.render import check_formats

    check_formats((format,), ("text", "json"))
    if check and explain is not None:
        raise InvalidRequest("--check 和 --explain 不能一起用", hint="分两次运行")
    if check:
        printed, clean = check_lists(spoken(), as_json=format == "json")
        deliver(printed, output)
        raise typer.Exit(0 if clean else 1)
    if explain is None:
        printed = list_themes(spoken(), as_json=format == "json")
    else:
        asked, above = texts_of(explain, heading or ())
        printed = explain_texts(asked, above, spoken(), as_json=format == "json")
    deliver(printed, output)


def evaluate(
    gold: Annotated[list[Path], typer.Argument(metavar="GOLD...", help="标注文件（JSON Lines）")],
    docs: Annotated[Path | None, typer.Option("--docs", help="标注所引文件所在的文件夹")] = None,
    theme: ThemeOption = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="也列出没有找到的标注")] = False,
    format: Annotated[str, typer.Option("--format", "-f", help="text 或 json")] = "text",
    output: OutputOption = "-",
    lexicon: LexiconOption = None,
) -> None:
    """按人工标注打分：对齐、指标和跟踪。

    \b
    例：policydiff evaluate gold/ordos-naiman.dev.jsonl
        policydiff evaluate gold/shandong-jinan.dev.jsonl --docs regulations
    """
    from policydiff.cli.evaluation import evaluation_text
    from policydiff.report.render import check_formats

    check_formats((format,), ("text", "json"))
    printed = evaluation_text(gold, docs, theme or (), verbose, as_json=format == "json")
    deliver(printed, output)

"""The commands, each a thin shell round a library call."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from policydiff import corpus as documents
from policydiff.cli.console import deliver, print_bytes, print_text, progress, tell, warn
from policydiff.cli.corpus import corpus
from policydiff.cli.lexicon import LexiconOption, ThemeOption
from policydiff.cli.options import (
    OUTPUT,
    CodeOption,
    CorpusOption,
    DateOption,
    DocArgument,
    FolderOption,
    KindOption,
    Lang,
    LangOption,
    LevelFormats,
    OutputOption,
    Speech,
    TitleOption,
    given,
    split,
)
from policydiff.cli.review import ReviewOption, note_elsewhere, read_all, review_app
from policydiff.cli.rows import explain, gaps, report_problem
from policydiff.cli.second_reader import answers, ask, questions
from policydiff.cli.speech import spoken
from policydiff.cli.store import query, store
from policydiff.cli.study import study
from policydiff.errors import InvalidRequest
from policydiff.model import Document, Kind, Level
from policydiff.version import VERSION

app = typer.Typer(
    name="policydiff",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)


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


app.add_typer(store)
app.add_typer(corpus)
app.add_typer(review_app)


@app.command()
def report(
    documents_in: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help="装着方案的文件夹，不用登记；不写就是随程序的语料")
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="写到哪个文件夹")] = OUTPUT,
    folder: Annotated[
        Path | None, typer.Option("--corpus", help="另一个语料文件夹（含 catalog.toml）")
    ] = None,
    review: ReviewOption = None,
    lang: LangOption = Lang.ZH,
    lexicon: LexiconOption = None,
) -> None:
    """对照一个文件夹或整个语料：每一组上下级文件一页，外加总览页。

    \b
    例：policydiff report 我的方案
        policydiff report
        policydiff report -o out --report-lang en
        policydiff report --review reports/review.json
    """
    from policydiff.corpus.folder import gathered
    from policydiff.report.terminal import report_summary
    from policydiff.report.whole import compared_couples, write_report

    decisions = read_all(review)
    if documents_in is not None and folder is not None:
        raise InvalidRequest("文件夹和 --corpus 只能写一个", hint="文件夹里有 catalog.toml 时直接写文件夹")
    catalogue = (
        documents.load_catalogue(folder)
        if documents_in is None
        else gathered(documents_in, output, progress, warn)
    )
    note_elsewhere(decisions, [(upper.id, lower.id) for upper, lower in compared_couples(catalogue)])
    runs = write_report(catalogue, output, decisions, lang.value, progress)
    print_text(report_summary(runs, output, spoken()))


@app.command()
def compare(
    upper: Annotated[str, typer.Argument(metavar="UPPER", help="上级文件：路径或编号")],
    lower: Annotated[str, typer.Argument(metavar="LOWER", help="下级文件：路径或编号")],
    theme: ThemeOption = None,
    formats: Annotated[
        str, typer.Option("--format", "-f", help="html,json,csv,md,xlsx,docx，可用逗号并列")
    ] = "html,json",
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="DIR", help="写到哪个文件夹；- 为标准输出")
    ] = str(OUTPUT),
    fail_on: Annotated[
        str, typer.Option("--fail-on", help="出现这些结果就以 1 退出：loosens,missing …")
    ] = "",
    rows: Annotated[
        str,
        typer.Option(
            "--rows", help="docx 逐条列出哪些结果：loosens,answered …；all 为全部；不写则列不同和缺失"
        ),
    ] = "",
    review: ReviewOption = None,
    candidates: Annotated[
        int, typer.Option("--candidates", min=1, max=20, help="每条上级承诺列几个最接近的下级条目")
    ] = 3,
    revision: Annotated[
        bool, typer.Option("--revision", help="从 0.2 起写 policydiff revise", hidden=True)
    ] = False,
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
        policydiff compare ordos-2021 naiman-2022 --review reports/review.json
        policydiff compare ordos-2021 naiman-2022 -f docx --rows loosens,missing
    """
    from policydiff.concordance import compare as run
    from policydiff.concordance import refuse_same
    from policydiff.decisions import dismissed, honour
    from policydiff.files import file_name, write_whole
    from policydiff.model.outcomes import COUNTED
    from policydiff.report.render import check_formats, render
    from policydiff.report.terminal import compare_summary
    from policydiff.verdicts import check_outcomes, outcomes

    wanted, gate = split(formats), split(fail_on)
    if not revision:
        check_formats(wanted)
    failing = () if revision else check_outcomes(gate)
    chosen = check_outcomes(COUNTED if rows == "all" else split(rows))
    if output == "-" and (len(wanted) != 1 or wanted[0] in {"xlsx", "docx"}):
        raise InvalidRequest("标准输出只能写一种文本格式", hint="例如 --format json -o -")
    decisions = read_all(review)
    above = documents.open_document(
        upper, given(upper_title, upper_code, upper_kind, upper_date), newest=True
    )
    below = documents.open_document(
        lower, given(lower_title, lower_code, lower_kind, lower_date), newest=True
    )
    refuse_same(above, below)
    if revision:
        warn("compare --revision 改为 policydiff revise，0.3 起不再接受（这一次照办）")
        if theme:
            raise InvalidRequest("修订对照不分主题", hint="去掉 --theme")
        if decisions:
            raise InvalidRequest("修订对照不计复核意见", hint="去掉 --review")
        _revise(above, below, wanted, output, gate, lang.value)
        return
    note_elsewhere(decisions, [(above.id, below.id)])
    concordance = honour(run(above, below, theme or (), candidates=candidates), decisions)
    if output == "-":
        print_bytes(render(concordance, wanted[0], lang.value))
    else:
        paths = []
        for name in wanted:
            path = Path(output) / f"{file_name(above.id, below.id)}.{name}"
            write_whole(path, render(concordance, name, lang.value, rows=chosen))
            paths.append(path)
        print_text(compare_summary(concordance, paths, spoken()))
    counts = outcomes(concordance, dismissed(concordance))
    if any(counts[outcome] for outcome in failing):
        raise typer.Exit(1)


@app.command()
def revise(
    old: Annotated[str, typer.Argument(metavar="OLD", help="旧版：路径或编号")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="新版：路径或编号")],
    formats: Annotated[
        str, typer.Option("--format", "-f", help="html,json,csv,md,xlsx,docx,text，可用逗号并列")
    ] = "html,json",
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="DIR", help="写到哪个文件夹；- 为标准输出")
    ] = str(OUTPUT),
    fail_on: Annotated[
        str, typer.Option("--fail-on", help="出现这些变化就以 1 退出：loosened,deleted …")
    ] = "",
    lang: LangOption = Lang.ZH,
    old_title: Annotated[str | None, typer.Option(help="旧版标题")] = None,
    old_date: Annotated[str | None, typer.Option(help="旧版印发日期")] = None,
    new_title: Annotated[str | None, typer.Option(help="新版标题")] = None,
    new_date: Annotated[str | None, typer.Option(help="新版印发日期")] = None,
    lexicon: LexiconOption = None,
) -> None:
    """对照同一文件的旧版和新版：逐条说明未变、改写、收紧、放宽、拆分、合并、移动、新增、删除。

    \b
    例：policydiff revise 旧版.txt 新版.txt -f html,xlsx
        policydiff revise 旧版.txt 新版.txt -f text -o -
        policydiff revise 旧版.txt 新版.txt --fail-on loosened,deleted
    """
    from policydiff.concordance import refuse_same

    wanted = split(formats)
    if output == "-" and (len(wanted) != 1 or wanted[0] in {"xlsx", "docx"}):
        raise InvalidRequest("标准输出只能写一种文本格式", hint="例如 --format json -o -")
    above = documents.open_document(old, given(old_title, None, None, old_date))
    below = documents.open_document(new, given(new_title, None, None, new_date))
    refuse_same(above, below)
    _revise(above, below, wanted, output, split(fail_on), lang.value)


def _revise(
    old: Document, new: Document, formats: tuple[str, ...], output: str, gate: tuple[str, ...], lang: str
) -> None:
    from policydiff.cli.revising import revised
    from policydiff.files import file_name

    name = file_name(old.id, new.id)
    files, summary, found = revised(old, new, formats, gate, lang)
    for suffix, data in files.items():
        deliver(data, "-" if output == "-" else str(Path(output) / f"{name}.{suffix}"))
    if output != "-":
        print_text(summary + "".join(f"\n  {Path(output) / name}.{suffix}" for suffix in files))
    if found:
        raise typer.Exit(1)


def _write_each(
    name: str, formats: tuple[str, ...], output: str, make: Callable[[str], bytes], text: str
) -> None:
    """A result in each format to the folder ``output``, and ``text`` about it; one format alone to ``-``."""
    from policydiff.files import file_name, write_whole

    if output == "-":
        if len(formats) != 1 or formats[0] == "xlsx":
            raise InvalidRequest("标准输出只能写一种文本格式", hint="例如 --format json -o -")
        print_bytes(make(formats[0]))
        return
    paths = [Path(output) / f"{file_name(name)}.{format}" for format in formats]
    for path, format in zip(paths, formats, strict=True):
        write_whole(path, make(format))
    print_text(text + "".join(f"  {path}\n" for path in paths))


@app.command()
def matrix(
    docs: Annotated[
        list[str] | None, typer.Argument(metavar="UPPER LOWER...", help="上级文件，然后是各地的下级文件")
    ] = None,
    under: Annotated[
        str | None, typer.Option("--under", metavar="CODE", help="目录里这个辖区以下的全部文件，如 150000")
    ] = None,
    level: Annotated[Level | None, typer.Option("--level", help="与 --under 同用：只要这一级")] = None,
    theme: ThemeOption = None,
    formats: LevelFormats = "html,xlsx",
    output: FolderOption = str(OUTPUT),
    corpus: CorpusOption = None,
    lang: LangOption = Lang.ZH,
    lexicon: LexiconOption = None,
) -> None:
    """一份上级文件对照多个地方：谁应答了哪条、谁更严、谁没有写。

    \b
    例：policydiff matrix ordos-2021 甲旗方案.txt 乙旗方案.txt
        policydiff matrix --under 150000
        policydiff matrix nmg-digest --under 150000 --level city -f json -o -
    """
    from policydiff.levels.gathering import matrix_among
    from policydiff.report.levels_text import matrix_text
    from policydiff.report.matrix_data import MATRIX_FORMATS, matrix_bytes
    from policydiff.report.render import check_formats

    wanted = split(formats)
    check_formats(wanted, MATRIX_FORMATS)
    found = matrix_among(
        docs or [], under=under, level=level, corpus=corpus, themes=theme or (), progress=progress
    )
    _write_each(
        f"matrix-{found.upper.id}",
        wanted,
        output,
        lambda format: matrix_bytes(found, format, lang.value),
        matrix_text(found, spoken()),
    )


@app.command()
def chain(
    docs: Annotated[
        list[str],
        typer.Argument(metavar="REGION CITY BANNER", help="从上到下，每级一份：路径、编号，或辖区代码"),
    ],
    theme: ThemeOption = None,
    formats: LevelFormats = "html,xlsx",
    output: FolderOption = str(OUTPUT),
    corpus: CorpusOption = None,
    lang: LangOption = Lang.ZH,
    lexicon: LexiconOption = None,
) -> None:
    """沿着自治区、市、旗县逐级看每条承诺：各级的数值、在哪一级收紧或放宽、加码指数。

    \b
    只写最下一级，上面各级就从目录里取；没有文件的一级标为不明。
    例：policydiff chain nmg-digest 150500 naiman-2022
        policydiff chain 自治区方案.txt 市方案.txt 旗方案.txt
        policydiff chain naiman-2022 -f json -o -
    """
    from policydiff.levels.gathering import chain_among
    from policydiff.report.chain_data import CHAIN_FORMATS, chain_bytes
    from policydiff.report.levels_text import chain_text
    from policydiff.report.render import check_formats

    wanted = split(formats)
    check_formats(wanted, CHAIN_FORMATS)
    found = chain_among(docs, corpus=corpus, themes=theme or (), progress=progress)
    names = "-".join(station.document.id for station in found.stations if station.document)
    _write_each(
        f"chain-{names}",
        wanted,
        output,
        lambda format: chain_bytes(found, format, lang.value),
        chain_text(found, spoken()),
    )


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
    from policydiff.report.couple import target_rows
    from policydiff.report.render import check_formats
    from policydiff.report.tables import Table, csv_bytes
    from policydiff.report.terminal import targets_text
    from policydiff.report.workbooks import workbook

    check_formats((format,), ("text", "csv", "xlsx"))
    if output == "-" and format == "xlsx":
        raise InvalidRequest("xlsx 不能写到标准输出", hint="用 -o 给出文件名，如 -o 指标.xlsx")
    document = documents.open_document(doc, given(title, code, kind, issued))
    if format == "text":
        data: str | bytes = targets_text(document, spoken(), explain=explain)
    elif format == "csv":
        data = csv_bytes(target_rows(document, lang.value), lang.value)
    else:
        data = workbook([Table("指标", target_rows(document, lang.value))], lang.value)
    deliver(data, output)


app.command()(gaps)
app.command()(explain)


@app.command()
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


@app.command()
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


@app.command()
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


for command in (query, study, questions, ask, answers):
    app.command()(command)
app.command(name="report-problem")(report_problem)

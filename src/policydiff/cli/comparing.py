"""The commands that set documents against each other: ``report``, ``compare``, ``revise``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from policydiff import corpus as documents
from policydiff.cli.console import deliver, print_bytes, print_text, progress, warn
from policydiff.cli.lexicon import LexiconOption, ThemeOption
from policydiff.cli.options import (
    OUTPUT,
    Lang,
    LangOption,
    given,
    split,
)
from policydiff.cli.review import ReviewOption, note_elsewhere, read_all
from policydiff.cli.speech import spoken
from policydiff.errors import InvalidRequest
from policydiff.model import Document, Kind


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

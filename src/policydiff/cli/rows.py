"""Commands about rows: what has no answer, why two are a pair, what is wrong with one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from policydiff.cli.console import deliver, tell
from policydiff.cli.lexicon import LexiconOption, ThemeOption
from policydiff.cli.options import Lang, LangOption, OutputOption
from policydiff.cli.speech import spoken


def gaps(
    upper: Annotated[str, typer.Argument(metavar="UPPER", help="上级文件：路径或编号")],
    lowers: Annotated[list[str], typer.Argument(metavar="LOWER...", help="下级文件，可以多份")],
    theme: ThemeOption = None,
    unit: Annotated[
        str, typer.Option("--unit", metavar="UNIT", help="只列点了这个单位名的：写名称或其中一段，如 税务局")
    ] = "",
    format: Annotated[str, typer.Option("--format", "-f", help="text, json, csv 或 xlsx")] = "text",
    output: OutputOption = "-",
    lang: LangOption = Lang.ZH,
    lexicon: LexiconOption = None,
) -> None:
    """列出没有应答的上级承诺，按责任单位和主题，附最接近的下级条目。

    \b
    例：policydiff gaps ordos-2021 naiman-2022 -t tendering
        policydiff gaps ordos-2021 naiman-2022 -f xlsx -o 缺失.xlsx
    """
    from policydiff.cli.listing import gaps_bytes

    deliver(gaps_bytes(upper, lowers, theme or (), unit, format, output, lang.value), output)


def explain(
    upper: Annotated[
        str, typer.Argument(metavar="UPPER", help="上级承诺：报告里的编号，或 文件#编号、文件#其中的文字")
    ],
    lower: Annotated[str, typer.Argument(metavar="LOWER", help="下级承诺：写法相同")],
    format: Annotated[str, typer.Option("--format", "-f", help="text 或 json")] = "text",
    output: OutputOption = "-",
    lexicon: LexiconOption = None,
) -> None:
    """说明两条承诺为什么成对、为什么不成对，结论由哪条规则得出。

    \b
    例：policydiff explain "ordos-2021#简易注销改革" "naiman-2022#简易注销登记程序"
        policydiff explain ordos-2021/17/3/3 naiman-2022/57/2
    """
    from policydiff.cli.listing import named
    from policydiff.explanation import explain as run
    from policydiff.report.explaining import explanation_json, explanation_text
    from policydiff.report.jsonio import dumps
    from policydiff.report.render import check_formats

    check_formats((format,), ("text", "json"))
    (above, which_upper), (below, which_lower) = named(upper), named(lower)
    found = run(above, below, which_upper, which_lower)
    deliver(explanation_text(found, spoken()) if format == "text" else dumps(explanation_json(found)), output)


def report_problem(
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="compare 或 report 写的 JSON 文件")],
    row: Annotated[
        str, typer.Argument(metavar="ROW", help="哪一行：编号，一对写两个编号，或页面地址里 # 后面的名字")
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="写到哪个文件夹，要是新的或空的")
    ] = Path("problem"),
) -> None:
    """把结果里不对的一行写成一份小例子，地名和公司名已换掉，可以发给维护者，也可以直接作测试。

    \b
    例：policydiff report-problem reports/ordos-2021--naiman-2022.json ordos-2021/17/3/3
        policydiff report-problem reports/甲--乙.json "甲/24/1 乙/3/1" -o 例子
    """
    from policydiff.cli.problem import case_of, write_case

    write_case(case_of(result, row), output)
    tell(f"写到 {output}：在 problem.md 里写明应当是什么，看一遍两份原文，再发出")

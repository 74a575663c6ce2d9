"""The commands on reviewers' decisions, and the option that counts them in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from policydiff.cli.console import tell, warn
from policydiff.cli.speech import spoken
from policydiff.errors import InvalidRequest
from policydiff.labels import aside, headed, label, outcome_label, relation_label
from policydiff.model import Decision

review_app = typer.Typer(
    name="review",
    add_completion=False,
    help="复核意见：合并几位复核人交回的文件和工作簿。",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)

ReviewOption = Annotated[
    list[Path] | None,
    typer.Option("--review", metavar="FILE", help="计入这份复核意见（JSON 或填好的工作簿），可重复"),
]


def read_all(paths: Sequence[Path] | None) -> tuple[Decision, ...]:
    """The decisions of every file, put together; what a workbook holds and cannot be counted is named."""
    from policydiff.decisions import merge

    return merge(*(_read(path) for path in paths or ()))


def _read(path: Path, reviewer: str = "") -> tuple[Decision, ...]:
    from policydiff.report.filled import read_review

    found = read_review(path, reviewer)
    for notice in found.notices:
        warn(headed(path.name, notice.message.text(spoken()), spoken()))
    return found.decisions


def note_elsewhere(decisions: Sequence[Decision], couples: Sequence[tuple[str, str]]) -> None:
    """Say how many decisions are on other documents; raises InvalidRequest when all are."""
    from policydiff.decisions import elsewhere

    number = elsewhere(decisions, couples)
    if number:
        warn(f"复核意见中 {number} 条说的是别的文件，没有计入")


@review_app.callback()
def review() -> None:
    """复核意见：合并几位复核人交回的文件和工作簿。"""


@review_app.command()
def apply(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="报告页面导出的复核文件，或填好的工作簿 .xlsx")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="合并后写到哪个文件")] = Path(
        "reports/review.json"
    ),
    reviewer: Annotated[
        str, typer.Option("--reviewer", metavar="NAME", help="填工作簿的人，工作簿里没有写时用")
    ] = "",
) -> None:
    """合并复核文件和填好的工作簿，列出意见不一的地方；已有的结果文件并入，不覆盖。

    \b
    例：policydiff review apply 张三.json 李四.xlsx
        policydiff compare ordos-2021 naiman-2022 --review reports/review.json
    """
    from policydiff.decisions import conflicts, decisions_json, merge, read_decisions
    from policydiff.files import locked, write_whole
    from policydiff.report.jsonio import dumps
    from policydiff.report.terminal import wrap

    logs = [_read(path, reviewer) for path in files]
    with locked(output):  # another reviewer's may be put in at the same time
        known = read_decisions(output) if output.is_file() else ()
        merged = merge(known, *logs)
        if not merged:
            raise InvalidRequest("这些文件里没有复核意见", where="、".join(map(str, files)))
        write_whole(output, dumps(decisions_json(merged)))
    for path, log in zip(files, logs, strict=True):
        tell(f"{path}：{len(log)} 条意见")
    if known:
        tell(f"{output}：原有 {len(known)} 条意见，已并入")
    disputed = conflicts(merged)
    for entries in disputed:
        first = entries[0]
        tell("")
        tell(f"意见不一：{first.upper or '—'} ↔ {first.lower or first.partner or '—'}")
        for entry in entries:
            tell("\n".join(wrap(decided(entry), "  ")))
    tell("")
    people = len({entry.reviewer for entry in merged})
    tell(
        f"合并为 {len(merged)} 条意见（{people} 位复核人），意见不一 {len(disputed)} 处，写到 {output}\n"
        f"计入结果：policydiff compare … --review {output}"
    )


def decided(entry: Decision) -> str:
    """One decision in a line of the terminal."""
    text = headed(entry.reviewer, label("verdict", entry.verdict.value, spoken()), spoken())
    if entry.outcome:
        text += aside(outcome_label(entry.outcome, spoken()), spoken())
    elif entry.relation:
        text += aside(relation_label(entry.relation, spoken()), spoken())
    if entry.partner:
        text += f" → {entry.partner}"
    return "，".join(part for part in (text, entry.comment, entry.at) if part)

"""The commands on open questions: written to a file, asked, answered."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from policydiff.cli.console import progress, tell, warn
from policydiff.errors import InvalidRequest, UnreachableReader

KEY = "POLICYDIFF_READER_KEY"
"""The environment variable that holds the key; it is given nowhere else."""
_MOST = 20
"""Faults that are printed."""


def questions(
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="compare 写的 .json")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="写到哪个文件：.jsonl，或表格 .csv")
    ] = Path("reports/questions.jsonl"),
    every: Annotated[bool, typer.Option("--all", help="每条上级承诺都问，不只问待核的")] = False,
) -> None:
    """把没有定的问题写成题目，一行一题，交给人或模型去读。

    \b
    例：policydiff compare ordos-2021 naiman-2022 --format json --candidates 6
        policydiff questions reports/ordos-2021--naiman-2022.json -o 题目.jsonl
    """
    from policydiff.files import write_whole
    from policydiff.report.tables import csv_bytes
    from policydiff.second_reader.answers import table_rows
    from policydiff.second_reader.questions import lines_of, read_result
    from policydiff.second_reader.questions import questions as run

    found = run(read_result(result), every=every)
    if output.suffix.lower() == ".csv":
        write_whole(output, csv_bytes(table_rows(found)))
    else:
        write_whole(output, lines_of(found))
    tell(f"{len(found)} 道题，写到 {output}")


def ask(
    questions: Annotated[Path, typer.Argument(metavar="QUESTIONS", help="policydiff questions 写的 .jsonl")],
    reader_url: Annotated[
        str, typer.Option("--reader-url", metavar="URL", help="接口地址，如 http://localhost:8000/v1")
    ],
    reader_model: Annotated[str, typer.Option("--reader-model", metavar="NAME", help="模型的名称")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="答案写到哪个文件；已有的接着问")
    ] = Path("reports/answers.jsonl"),
    timeout: Annotated[float, typer.Option("--timeout", min=0.1, help="一次回答最多等多少秒")] = 120.0,
    tries: Annotated[int, typer.Option("--tries", min=1, max=10, help="没有回应时一共试几次")] = 4,
) -> None:
    """把题目和其中的原文发给一个模型去读；只有这条命令会联网。

    \b
    密钥只从环境变量 POLICYDIFF_READER_KEY 取，本单位的服务不要密钥的不用设。
    例：policydiff ask 题目.jsonl --reader-url http://localhost:8000/v1 --reader-model qwen -o 答案.jsonl
    """
    from policydiff.files import locked, write_whole
    from policydiff.second_reader.answers import read_questions
    from policydiff.second_reader.endpoint import Endpoint
    from policydiff.second_reader.endpoint import ask as run
    from policydiff.second_reader.questions import lines_of

    if not reader_model.strip():
        raise InvalidRequest("没有写模型的名称", hint="用 --reader-model 写上")
    if output.resolve() == questions.resolve():
        raise InvalidRequest("答案不能写到题目文件上", hint="用 -o 给出另一个文件")
    asked = tuple(read_questions(questions).values())
    known = _known(output)
    endpoint = Endpoint(reader_url, reader_model, os.environ.get(KEY, ""), timeout, tries)

    def keep(answers: Mapping[str, Any]) -> None:
        with locked(output):  # another run may have put in answers meanwhile
            write_whole(output, lines_of(asked, {**known, **_known(output), **answers}))

    found = run(asked, endpoint, known, keep=keep, tell=progress)
    if found.answers or known:
        keep(found.answers)
    for question, why in [*found.unusable, *found.unreached][:_MOST]:
        warn(f"{question.upper.id} 没有答案：{why}")
    if found.stopped or (found.unreached and not found.answers):
        raise UnreachableReader(
            f"接口连着没有回应，已有 {len(found.answers)} 道题的答案",
            where=reader_url,
            hint="检查服务，再运行一次接着问",
        )
    fresh = len(found.answers) - found.reused
    lines = [f"{len(asked)} 道题，新答 {fresh} 道，原有 {found.reused} 道，写到 {output}"]
    if found.unusable or found.unreached:
        lines.append(f"没有答案的 {len(found.unusable) + len(found.unreached)} 道；再运行一次接着问")
    tell("\n".join([*lines, f"接着：policydiff answers {output} -o 意见.json"]))


def _known(path: Path) -> dict[str, Any]:
    """The answers that an earlier run left, by id of their question."""
    from policydiff.second_reader.questions import read_bytes, read_json

    if not path.is_file():
        return {}
    hint = "换一个文件名，或删去它重新问"
    lines = read_bytes(path).split(b"\n")
    found = [
        read_json(line, f"{path}，第 {number} 行", hint)
        for number, line in enumerate(lines, 1)
        if line.strip()
    ]
    return {
        line["id"]: line["answer"]
        for line in found
        if isinstance(line, dict) and isinstance(line.get("id"), str) and line.get("answer") is not None
    }


def answers(
    file: Annotated[Path, typer.Argument(metavar="ANSWERS", help="答案：.jsonl，或填好的表格 .csv")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="意见写到哪个文件")] = Path(
        "reports/second-reader.json"
    ),
    questions: Annotated[
        Path | None, typer.Option("--questions", metavar="FILE", help="题目文件：答案里只有编号时要给")
    ] = None,
    reader: Annotated[str, typer.Option("--reader", metavar="NAME", help="谁答的（答案里没有写时）")] = "",
) -> None:
    """核对答案，写成意见文件，供 compare、report 的 --review 采用。

    \b
    编号不对、原文改过、引的文字不在原文里、结果不在所列之内的，逐条指出，不采用；其余照用。
    例：policydiff answers 答案.jsonl -o 意见.json
        policydiff answers 填好的题目.csv --questions 题目.jsonl --reader 王五 -o 意见.json
        policydiff compare ordos-2021 naiman-2022 --review 意见.json
    """
    from policydiff.decisions import decisions_json, merge
    from policydiff.files import write_whole
    from policydiff.report.jsonio import dumps
    from policydiff.second_reader.answers import read_answers

    found = read_answers(file, questions, reader)
    for fault in found.faults[:_MOST]:
        warn(f"{fault.where}：{fault.what}")
    if len(found.faults) > _MOST:
        warn(f"另有 {len(found.faults) - _MOST} 处")
    if not found.decisions:
        raise InvalidRequest("没有一条答案可以采用", where=str(file), hint="按上面指出的改正，或先作答")
    write_whole(output, dumps(decisions_json(merge(found.decisions))))
    tell(
        f"{found.asked} 道题，采用 {found.answered} 道的答案（其中看不出来 {found.unsure} 道），"
        f"不采用 {len(found.faults)} 处，写到 {output}\n"
        f"计入结果：policydiff compare … --review {output}"
    )

"""The options that several commands have, each with one meaning, and what is made of them."""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from policydiff import corpus as documents
from policydiff.errors import InvalidRequest
from policydiff.model import Kind


class Lang(StrEnum):
    """The language of reports."""

    ZH = "zh"
    EN = "en"


OUTPUT = Path("reports")


DocArgument = Annotated[str, typer.Argument(metavar="DOC", help="文件路径，或目录里的编号")]
LangOption = Annotated[Lang, typer.Option("--report-lang", help="报告语言")]
TitleOption = Annotated[str | None, typer.Option("--title", help="文件标题（目录外的文件）")]
CodeOption = Annotated[str | None, typer.Option("--code", help="辖区代码 GB/T 2260，如 150600")]
KindOption = Annotated[Kind | None, typer.Option("--kind", help="文件类别")]
DateOption = Annotated[str | None, typer.Option("--date", help="印发日期，如 2022-03-18")]


def read_date(text: str | None) -> date | None:
    """The date written as 2022-03-18; raises InvalidRequest for anything else."""
    if text is None:
        return None
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").date()
    except ValueError as error:
        raise InvalidRequest(f"日期“{text}”读不出来", hint="写成 2022-03-18 这样") from error


def given(title: str | None, code: str | None, kind: Kind | None, issued: str | None) -> documents.Given:
    """The facts that the user gave of a document outside the catalogue."""
    return documents.Given(title=title, code=code, kind=kind, issued=read_date(issued))


def split(text: str) -> tuple[str, ...]:
    """What stands between commas, each once."""
    return tuple(dict.fromkeys(part.strip() for part in re.split(r"[,，]", text) if part.strip()))


OutputOption = Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="写到文件；- 为标准输出")]


CorpusOption = Annotated[
    Path | None, typer.Option("--corpus", metavar="DIR", help="另一个语料文件夹（含 catalog.toml）")
]
FolderOption = Annotated[
    str, typer.Option("--output", "-o", metavar="DIR", help="写到哪个文件夹；- 为标准输出")
]
LevelFormats = Annotated[str, typer.Option("--format", "-f", help="html,json,csv,xlsx，可用逗号并列")]

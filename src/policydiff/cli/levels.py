"""The commands on many places and many levels: ``matrix`` and ``chain``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from policydiff.cli.console import print_bytes, print_text, progress
from policydiff.cli.lexicon import LexiconOption, ThemeOption
from policydiff.cli.options import (
    OUTPUT,
    CorpusOption,
    FolderOption,
    Lang,
    LangOption,
    LevelFormats,
    split,
)
from policydiff.cli.speech import spoken
from policydiff.errors import InvalidRequest
from policydiff.model import Level


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

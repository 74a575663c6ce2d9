"""The command ``study``: a whole country, on as many processes or machines as there are."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from policydiff import corpus as documents
from policydiff.cli.console import Interrupted, tell, warn
from policydiff.cli.lexicon import LexiconOption
from policydiff.cli.options import Lang, LangOption
from policydiff.cli.speech import said
from policydiff.errors import InvalidRequest

LINES = 20
"""How many plain lines tell of a whole run where no terminal is."""


class Pace:
    """How far a run is, at which rate, and how much time is left: one line that changes, or plain lines one after another."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._live = sys.stderr.isatty()
        self._told = -1

    def __call__(self, done: int, every: int) -> None:
        """Tell of ``done`` documents of ``every``."""
        if not every or not (self._live or self._is_time(done, every)):
            return
        spent = time.monotonic() - self._begun
        if done:
            rate, used, left = (
                done / max(spent, 0.001) * 60,
                clock(spent),
                clock(spent / done * (every - done)),
            )
            line = said(f"{done}/{every} 份文件，每分钟 {rate:.0f} 份，已用 {used}，还需约 {left}")
        else:
            line = said(f"要做 {every} 份文件")
        if self._live:
            print(f"\r\x1b[K{line}", end="\n" if done == every else "", file=sys.stderr, flush=True)
        else:
            print(line, file=sys.stderr, flush=True)

    def _is_time(self, done: int, every: int) -> bool:
        part = done * LINES // every
        if part == self._told:
            return False
        self._told = part
        return True

    def end_line(self) -> None:
        """What is printed next begins on a line of its own."""
        if self._live:
            print(file=sys.stderr)


def clock(seconds: float) -> str:
    """Hours, minutes and seconds.

    >>> clock(4000), clock(75)
    ('1:06:40', '1:15')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def study(
    catalogue: Annotated[Path, typer.Argument(metavar="CATALOGUE", help="语料文件夹，或其中的 catalog.toml")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="写到哪个文件夹")],
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, max=512, help="用几个进程")] = 1,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", metavar="ADDRESS", help="用 dask 集群：调度器地址，如 tcp://10.0.0.1:8786"),
    ] = None,
    lang: LangOption = Lang.ZH,
    lexicon: LexiconOption = None,
) -> None:
    """一省、全国的对照：每份文件对照它上一级的文件。

    \b
    写成一个结果库、一地一页、全国一页。
    中断了再运行一次，接着做没有做完的；改了一份文件，只重算它的各组对照。
    例：policydiff study 全国语料 -o 全国对照 --jobs 2
        policydiff study 全国语料 -o 全国对照 --cluster tcp://10.0.0.1:8786
    """
    from policydiff.study import Crew, Study

    if cluster is not None and jobs != 1:
        raise InvalidRequest("--jobs 和 --cluster 只能用一个", hint="集群有几个工作进程由集群决定")
    root = catalogue.parent if catalogue.name == "catalog.toml" else catalogue
    pace = Pace()
    run = Study(documents.load_catalogue(root), output, lang.value, pace, warn)
    crew = Crew.of(jobs, cluster)
    try:
        found = run.run(crew)
    except (KeyboardInterrupt, Interrupted):
        pace.end_line()
        tell(f"已中断：做完的都在 {output} 里，可以先看；再运行同一条命令接着做", err=True)
        raise typer.Exit(130) from None
    finally:
        crew.close()
    tell(
        f"{found.documents} 份文件、{found.commitments} 条承诺、{found.couples} 组对照：{output / 'index.html'}"
    )
    if run.unread:
        warn(f"有 {len(run.unread)} 份文件没有读成，名单在 index.html；改正后再运行同一条命令")
        raise typer.Exit(2)

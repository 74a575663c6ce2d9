"""The command line: the only place that prints, exits or catches."""

from __future__ import annotations

import os
import signal
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any


def main() -> None:
    """Run the command line; exit 0 fine, 1 an asked-for finding, 2 wrong usage or unreadable input, 130 stopped by hand."""
    before = signal.signal(signal.SIGINT, _leave)
    from policydiff.cli.console import Interrupted, prepare_streams

    own = prepare_streams()
    code: object = 0
    try:
        code = _run(Interrupted)
        sys.stdout.flush()
        sys.stderr.flush()
    except Interrupted:
        code = _stopped()
    except Exception as error:  # what is left to be written, to a device that is full
        code = _failed(error)
    # nothing is left to be interrupted
    signal.signal(signal.SIGINT, signal.SIG_IGN if own else before)
    if own:
        import gc

        gc.freeze()  # else the interpreter, before it ends, looks once more through every record
    sys.exit(code if isinstance(code, int) else 0)


def _leave(number: int, frame: FrameType | None) -> None:
    """Interrupted before anything is written; in both languages, since what knows the language may be half loaded."""
    os.write(2, "错误：已中断 / Error: interrupted\n".encode())
    os._exit(130)


def _run(interrupted: type[BaseException]) -> object:
    import gc

    # one run makes its records and ends; collecting cycles while it does costs a tenth of the time
    gc.set_threshold(100_000, 50, 50)
    from policydiff.cli.speech import language, speak, take_language

    arguments, asked, reports = take_language(sys.argv[1:])
    speak(asked if asked in {"zh", "en"} else language())
    try:
        from typer.main import get_command

        from policydiff.cli.app import app
        from policydiff.cli.frame import dress
        from policydiff.lazily import OnDemand

        def interrupt(number: int, frame: FrameType | None) -> None:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # once is enough
            raise interrupted

        signal.signal(signal.SIGINT, interrupt)
        if reports:
            _note_old_lang(arguments[1])
        program = dress(get_command(app))
        commands = program.commands
        program.commands = OnDemand(commands, lambda name: _settled(commands[name]))
        return program.main(args=arguments, standalone_mode=False)
    except interrupted:
        return _stopped()
    except SystemExit as gone:  # the framework's way to say that nobody reads what it prints
        return 0 if gone.code == 1 else gone.code
    except Exception as error:
        return _failed(error)


def _settled(command: Any) -> Any:
    """``command``, which from now on has the lists of this run."""
    from policydiff.lexicon import settle

    settle()
    return command


def _note_old_lang(value: str) -> None:
    from policydiff.cli.console import warn

    warn(f"--lang 从 0.2 起是程序说话的语言；报告的语言写 --report-lang {value}（这一次照办）")


def _stopped() -> int:
    _complain(["已中断，没有写下半截文件"])
    return 130


def _failed(error: Exception) -> int:
    """Our own errors and those of usage say themselves what is wrong; anything else is a fault of the program."""
    from policydiff.errors import PolicyDiffError

    if isinstance(error, PolicyDiffError):
        from policydiff.cli.speech import told

        _complain(told(error))
        return 2
    if callable(getattr(error, "format_message", None)):
        from policydiff.cli.frame import complain_of_usage

        return complain_of_usage(error)
    if type(error).__name__ == "Abort":  # a question that was not answered
        _complain(["没有回答，什么也没有写"])
        return 2
    # the system says the second of a library for which there is no room
    if isinstance(error, MemoryError) or (isinstance(error, ImportError) and "failed to map" in str(error)):
        _complain(["内存不够", "办法：文件拆开，或分主题（--theme）再试"])
        return 2
    if os.environ.get("POLICYDIFF_DEBUG"):
        raise error
    if (
        isinstance(error, OSError) and error.filename is not None
    ):  # a name that no system takes, a folder closed to us
        from policydiff.cli.speech import told
        from policydiff.errors import UnreadableSource

        what, where = error.strerror or type(error).__name__, str(error.filename)[:200]
        _complain(told(UnreadableSource(f"文件打不开：{what}", where=where, hint="检查路径和文件权限")))
        return 2
    _complain(
        [
            f"程序内部出错：{type(error).__name__}: {' '.join(str(error).split())[:300]}",
            "办法：请把命令和文件报告给维护者；设 POLICYDIFF_DEBUG=1 可看细节",
        ]
    )
    return 2


def _complain(lines: list[str]) -> None:
    from policydiff.cli.speech import said
    from policydiff.text import visible

    first, *rest = lines
    print(visible("\n".join([said(f"错误：{first}"), *map(said, rest)])), file=sys.stderr)

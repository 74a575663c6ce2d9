"""The command line: the only place that prints, exits or catches."""

from __future__ import annotations

import os
import sys

from policydiff.errors import PolicyDiffError


def main() -> None:
    """Run the command line; exit 0 fine, 1 an asked-for finding, 2 wrong usage or unreadable input."""
    import gc

    # one run makes its records and ends; collecting cycles while it does costs a tenth of the time
    gc.set_threshold(100_000, 50, 50)
    from typer.main import get_command

    from policydiff.cli.app import app
    from policydiff.cli.frame import dress
    from policydiff.cli.speech import language, speak, take_language, told
    from policydiff.lexicon import settle

    arguments, asked, reports = take_language(sys.argv[1:])
    speak(asked if asked in {"zh", "en"} else language())
    try:
        if reports:
            _note_old_lang(arguments[1])
        settle()
        code = dress(get_command(app)).main(args=arguments, standalone_mode=False)
    except PolicyDiffError as error:
        _complain(told(error))
        code = 2
    except KeyboardInterrupt:
        _complain(["已中断，没有写下半截文件"])
        code = 130
    except BrokenPipeError:
        # the reader of a pipe has gone; what it wanted it has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:
        code = _unexpected(error)
    sys.exit(code if isinstance(code, int) else 0)


def _note_old_lang(value: str) -> None:
    from policydiff.cli.console import warn

    warn(f"--lang 从 0.2 起是程序说话的语言；报告的语言写 --report-lang {value}（这一次照办）")


def _complain(lines: list[str]) -> None:
    from policydiff.cli.speech import said

    first, *rest = lines
    print(said(f"错误：{first}"), *map(said, rest), sep="\n", file=sys.stderr)


def _unexpected(error: Exception) -> int:
    """Usage errors are said as such; anything else is a fault of the program, said in three lines."""
    if callable(getattr(error, "format_message", None)):
        from policydiff.cli.frame import complain_of_usage

        return complain_of_usage(error)
    if type(error).__name__ == "Abort":  # Ctrl-C or Ctrl-D at a question
        _complain(["已停止，什么也没有写"])
        return 130
    if os.environ.get("POLICYDIFF_DEBUG"):
        raise error
    _complain(
        [
            f"程序内部出错：{type(error).__name__}: {error}",
            "办法：请把命令和文件报告给维护者；设 POLICYDIFF_DEBUG=1 可看细节",
        ]
    )
    return 2

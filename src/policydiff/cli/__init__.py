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
    from policydiff.cli.app import app
    from policydiff.lexicon import settle

    try:
        settle()
        code = app(standalone_mode=False)
    except PolicyDiffError as error:
        _complain(str(error))
        code = 2
    except KeyboardInterrupt:
        _complain("已中断，没有写下半截文件")
        code = 130
    except BrokenPipeError:
        # the reader of a pipe has gone; what it wanted it has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:
        code = _unexpected(error)
    sys.exit(code if isinstance(code, int) else 0)


def _complain(message: str) -> None:
    first, *rest = message.split("\n")
    print(f"错误：{first}", *rest, sep="\n", file=sys.stderr)


def _unexpected(error: Exception) -> int:
    """Usage errors show themselves; anything else is a fault of the program, said in three lines."""
    shows_itself = getattr(error, "show", None)
    if callable(shows_itself):
        shows_itself()
        return int(getattr(error, "exit_code", 2))
    if os.environ.get("POLICYDIFF_DEBUG"):
        raise error
    _complain(
        f"程序内部出错：{type(error).__name__}: {error}\n"
        "办法：请把命令和文件报告给维护者；设 POLICYDIFF_DEBUG=1 可看细节"
    )
    return 2

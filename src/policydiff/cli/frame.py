"""What frames the commands: help and usage errors, in the one language of the run.

The library of the command line speaks English; in a Chinese run its few
words are said in Chinese.  The help texts of the source are Chinese; in an
English run they are said in English.
"""

from __future__ import annotations

import re
import sys
from typing import Any

from policydiff.cli.speech import ZH, spoken
from policydiff.lazily import OnDemand

CHINESE = {
    "Usage: ": "用法：",
    "Options": "选项",
    "Arguments": "参数",
    "Commands": "命令",
    "Show this message and exit.": "显示这段说明。",
    "Install completion for the current shell.": "为现在的命令行安装补全。",
    "Show completion for the current shell, to copy it or customize the installation.": "显示补全脚本，可以自己安装。",
    "Missing command.": "没有写命令。",
    "Missing argument {}. Choose from:{}": "缺少参数 {}，可用：{}",
    "Missing argument {}.": "缺少参数 {}。",
    "Missing option {}.": "缺少选项 {}。",
    "Missing parameter: {}": "缺少 {}",
    "No such option: {} Did you mean {}?": "没有选项 {}，是不是 {}？",
    "No such option: {} (Possible options: {})": "没有选项 {}，可能是 {}",
    "No such option: {}": "没有选项 {}",
    "No such command {}. Did you mean {}?": "没有命令 {}，是不是 {}？",
    "No such command {}.": "没有命令 {}。",
    "Got unexpected extra argument {}": "多出了参数 {}",
    "Got unexpected extra arguments {}": "多出了参数 {}",
    "Got unexpected extra argument(s) {}": "多出了参数 {}",
    "Option {} requires an argument.": "选项 {} 后面要有值。",
    "Option {} requires {} arguments.": "选项 {} 后面要有 {} 个值。",
    "Option {} does not take a value.": "选项 {} 不带值。",
    "Invalid value for {}: {}": "{} 的值不对：{}",
    "Invalid value: {}": "值不对：{}",
    "{} is not one of {}.": "{} 不在 {} 之内。",
    "{} is not a valid integer.": "{} 不是整数。",
    "Aborted!": "已停止。",
}
"""What the library of the command line says, in Chinese; ``{}`` stands for what is put in."""

SYSTEM = {
    "No such file or directory": "没有这个文件或文件夹",
    "Permission denied": "没有权限",
    "Is a directory": "是一个文件夹",
    "Not a directory": "不是文件夹",
    "File exists": "已经存在",
    "File name too long": "文件名太长",
    "No space left on device": "磁盘已满",
    "Read-only file system": "磁盘只能读",
    "Too many levels of symbolic links": "符号链接绕圈",
    "Operation not permitted": "不允许这样做",
    "database or disk is full": "磁盘已满",
}
"""What the system says of files, in Chinese."""


def in_chinese(text: str) -> str:
    """``text`` with the words of the command-line library and of the system in Chinese; what is not known stays."""
    for english, chinese in CHINESE.items():
        if "{}" not in english:
            if text == english:
                return chinese
            continue
        match = re.fullmatch("(.*?)".join(map(re.escape, english.split("{}"))), text, re.S)
        if match:
            return chinese.format(*(in_chinese(part) for part in match.groups()))
    for english, chinese in SYSTEM.items():
        text = text.replace(english, chinese)
    return text


def choices(parameter: Any) -> list[str]:
    """The values that ``parameter`` takes, where there are only some; releases of typer keep them in two places."""
    kept = getattr(parameter, "type_descriptor", None)
    found = (kept.choices if kept.is_choice else ()) if kept else getattr(parameter.type, "choices", ())
    return [str(getattr(one, "value", one)) for one in found or ()]


def is_switch(parameter: Any) -> bool:
    """Is ``parameter`` an option without a value?"""
    return bool(getattr(parameter, "is_flag", False))


def _name_values(command: Any) -> None:
    """What stands behind an option is called TEXT where it has no name of its own, not by its type in Python."""
    for parameter in command.params:
        plain = not (parameter.metavar or is_switch(parameter) or choices(parameter))
        if plain and parameter.param_type_name == "option":
            parameter.metavar = "TEXT"


def dress(command: Any) -> Any:
    """``command`` with help in the language of the run; what is below it is dressed when it is asked for."""
    _name_values(command)
    below = getattr(command, "commands", None)
    if below:
        command.commands = OnDemand(below, lambda name: dress(below[name]))
    if spoken() == ZH:
        base = command.context_class
        formatter = type(
            "Formatter",
            (base.formatter_class,),
            {"write_usage": _usage, "write_heading": _heading, "write_dl": _rows},
        )
        command.context_class = type("Context", (base,), {"formatter_class": formatter})
    else:
        _english(command)
    return command


def _english(command: Any) -> None:
    for name in ("help", "short_help", "epilog"):
        text = getattr(command, name, None)
        if text:
            setattr(command, name, help_in_english(text))
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = help_in_english(parameter.help)


def help_in_english(text: str) -> str:
    """The help of a command in English; the examples under 例： keep their column."""
    from policydiff.cli.english import english

    lines = []
    for line in text.split("\n"):
        if line.startswith("例："):
            lines.append(f"e.g. {english(line.removeprefix('例：'))}")
        elif line.startswith("    "):
            lines.append(f"     {english(line.strip())}")
        else:
            lines.append(english(line))
    return "\n".join(lines)


def _usage(self: Any, prog: str, args: str = "", prefix: str | None = None) -> None:
    words = {"[OPTIONS]": "[选项]", "COMMAND": "命令", "[ARGS]...": "[参数]…"}
    for english, chinese in words.items():
        args = args.replace(english, chinese)
    super(type(self), self).write_usage(prog, args, prefix or CHINESE["Usage: "])


def _heading(self: Any, heading: str) -> None:
    self.write(f"{'':>{self.current_indent}}{CHINESE.get(heading, heading)}：\n")


def _rows(self: Any, rows: Any, *args: Any, **kwargs: Any) -> None:
    super(type(self), self).write_dl([(first, _second(second)) for first, second in rows], *args, **kwargs)


def _second(text: str) -> str:
    text = CHINESE.get(text, text)
    return re.sub(
        r"\[(.*)\]$",
        lambda found: (
            "［"
            + found[1].replace("default: ", "默认 ").replace("; ", "；").replace("required", "必填")
            + "］"
        ),
        text,
    )


def complain_of_usage(error: Any) -> int:
    """Say what is wrong with the command as it was written; the exit code."""
    message = error.format_message()
    context = getattr(error, "ctx", None)
    if context is None or message == context.get_help():  # a group named alone shows its help
        print(message, file=sys.stderr)
        return int(error.exit_code)
    how = f"{context.command_path} {context.help_option_names[0]}"
    if spoken() == ZH:
        lines = [context.get_usage(), f"错误：{in_chinese(message)}", f"办法：用法见 {how}"]
    else:
        lines = [context.get_usage(), f"Error: {message}", f"What to do: see {how}"]
    print(*lines, sep="\n", file=sys.stderr)
    return int(error.exit_code)

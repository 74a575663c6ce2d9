"""Asking a model: an endpoint that speaks the common chat-completions format, in the office or elsewhere.

Nothing here runs unless a user names an address.  httpx is imported only then.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from policydiff.decisions import digest
from policydiff.errors import InvalidRequest, UnreachableReader
from policydiff.second_reader.answers import Answer, read_answer
from policydiff.second_reader.questions import Question, allowed, question_json
from policydiff.wording import quiet, say

if TYPE_CHECKING:
    import httpx

LARGEST = 1_000_000
"""Bytes of a reply; a longer one is none."""
PATIENCE = 3
"""So many questions in a row without a reply, and the rest is left for another run."""
LONGEST_PAUSE = 60.0
_AGAIN = frozenset({408, 409, 425, 429})
"""Besides 5xx, the statuses after which it may go better."""
_FORM = '{"choices": [{"choice": "…", "outcome": "…", "upper_words": "…", "lower_words": "…", "note": "…"}]}'
_SHOWN = ("upper", "candidates")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to ask, whom, and how long to wait."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    timeout: float = 120.0
    """Seconds for one reply."""
    tries: int = 4

    @property
    def address(self) -> str:
        """Where requests go; raises InvalidRequest when ``url`` is no address."""
        try:
            parts = urlsplit(self.url.strip())
            good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        except ValueError:
            good = False
        if not good:
            raise InvalidRequest(
                f"“{self.url}”不是一个地址", hint="例如 --reader-url http://localhost:8000/v1"
            )
        path = parts.path.rstrip("/")
        if not path.endswith("/chat/completions"):
            path += "/chat/completions"
        return parts._replace(path=path, fragment="").geturl()


@dataclass(slots=True)
class Asked:
    """What asking came to."""

    answers: dict[str, Any] = field(default_factory=dict)
    """By id of the question, as a line of the file of answers holds it."""
    reused: int = 0
    unusable: list[tuple[Question, str]] = field(default_factory=list)
    """Questions whose reply was no answer, and why."""
    unreached: list[tuple[Question, str]] = field(default_factory=list)
    """Questions without a reply."""
    stopped: bool = False
    """Did asking end early because nothing came back?"""


class _NoReply(Exception):
    """Nothing that could be read came back, though it may the next time."""

    def __init__(self, what: str, wait: float = 0.0) -> None:
        super().__init__(what)
        self.wait = wait


def ask(
    questions: Sequence[Question],
    endpoint: Endpoint,
    known: Mapping[str, Any],
    *,
    keep: Callable[[Mapping[str, Any]], None],
    tell: Callable[[str], None] = quiet,
    pause: Callable[[float], None] = time.sleep,
) -> Asked:
    """Ask the model each question that ``known`` has no answer of this model to.

    ``keep`` gets all answers after each new one, so that a run that is broken
    off goes on where it was; ``tell`` gets a line a question.  Raises
    InvalidRequest for a wrong address, UnreachableReader when the endpoint
    refuses.
    """
    address, result = endpoint.address, Asked()
    prints = {question.id: _print(question, endpoint) for question in questions}
    for question in questions:
        old = known.get(question.id)
        if isinstance(old, Mapping) and old.get("asked") == prints[question.id]:
            result.answers[question.id] = dict(old)
    result.reused = len(result.answers)
    left = [question for question in questions if question.id not in result.answers]
    if not left:
        return result
    silent = 0
    with _client(endpoint) as client:
        for number, question in enumerate(left, 1):
            tell(f"{number}/{len(left)} {question.upper.id}")
            try:
                data, why = _answer(client, address, endpoint, question, pause)
            except _NoReply as error:
                result.unreached.append((question, str(error)))
                silent += 1
                if silent == PATIENCE:
                    result.stopped = True
                    break
                continue
            silent = 0
            if data is None:
                result.unusable.append((question, why))
                continue
            result.answers[question.id] = {
                "reader": endpoint.model,
                "asked": prints[question.id],
                "choices": data["choices"],
            }
            keep(result.answers)
    return result


def _print(question: Question, endpoint: Endpoint) -> str:
    """Changes with what is asked and with the model that is asked."""
    return digest(json.dumps([endpoint.model, messages(question)], ensure_ascii=False))


def messages(question: Question) -> list[dict[str, str]]:
    """What is sent: the rules, and the question as data."""
    whole = question_json(question)
    data = {name: whole[name] for name in _SHOWN} | {"allowed": allowed(question)}
    return [
        {"role": "system", "content": say("question.form", ask=say("question.ask").zh, form=_FORM).zh},
        {"role": "user", "content": json.dumps(data, ensure_ascii=False)},
    ]


def _client(endpoint: Endpoint) -> httpx.Client:
    try:
        import httpx
    except ImportError as error:
        raise InvalidRequest("没有装发请求用的 httpx", hint='pip install "policydiff[reader]"') from error
    if not (endpoint.key.isascii() and endpoint.key.isprintable()):
        raise InvalidRequest("密钥里有不能用的字符", hint="检查环境变量里的密钥")
    headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
    return httpx.Client(timeout=endpoint.timeout, headers=headers, follow_redirects=False)


def _answer(
    client: httpx.Client,
    address: str,
    endpoint: Endpoint,
    question: Question,
    pause: Callable[[float], None],
) -> tuple[dict[str, Any] | None, str]:
    """The model's answer, asked once more where it breaks a rule; None and why where nothing of it is good."""
    said = messages(question)
    best: dict[str, Any] | None = None
    faults: list[str] = []
    for _ in range(2):
        reply = _reply(client, address, endpoint, said, pause)
        data = found_in(reply)
        answer: Answer | None = None
        if data is None:
            faults = ["没有这种格式的 JSON 对象"]
        else:
            answer, faults = read_answer(question, data)
        if answer is not None:
            best = data
        if not faults:
            break
        again = say("question.again", faults="；".join(faults)).zh
        said = [*said, {"role": "assistant", "content": reply}, {"role": "user", "content": again}]
    return best, "；".join(faults)


def found_in(reply: str) -> dict[str, Any] | None:
    """The last JSON object with choices in ``reply``: models think aloud and put fences round what they say.

    >>> found_in('well… ```json\\n{"choices": []}\\n```')
    {'choices': []}
    """
    return next((data for data in _objects(reply)), None)


def _objects(reply: str) -> Iterator[dict[str, Any]]:
    decoder = json.JSONDecoder()
    place = len(reply)
    while (place := reply.rfind("{", 0, place)) >= 0:
        try:
            data, _ = decoder.raw_decode(reply, place)
        except (ValueError, RecursionError):
            continue
        if isinstance(data, dict) and "choices" in data:
            yield data


def _reply(
    client: httpx.Client,
    address: str,
    endpoint: Endpoint,
    said: list[dict[str, str]],
    pause: Callable[[float], None],
) -> str:
    """The words of one reply; tried again where that may help, each time after a longer pause."""
    for attempt in range(1, endpoint.tries + 1):
        try:
            return _once(client, address, endpoint, said)
        except _NoReply as error:
            if attempt == endpoint.tries:
                raise
            pause(min(LONGEST_PAUSE, max(error.wait, 2.0 ** (attempt - 1))))
    raise AssertionError


def _once(client: httpx.Client, address: str, endpoint: Endpoint, said: list[dict[str, str]]) -> str:
    import httpx

    body = {"model": endpoint.model, "messages": said, "temperature": 0}
    # a reply that comes in drops keeps every single wait short, so the whole has a limit too
    end = time.monotonic() + endpoint.timeout
    data = bytearray()
    try:
        with client.stream("POST", address, json=body) as response:
            _check(response)
            for chunk in response.iter_bytes():
                data += chunk
                if len(data) > LARGEST:
                    raise _NoReply("回答太长")
                if time.monotonic() > end:
                    raise _NoReply(f"超过 {endpoint.timeout:g} 秒没有答完")
    except httpx.InvalidURL as error:
        raise InvalidRequest(f"“{endpoint.url}”不是一个地址", hint="检查 --reader-url") from error
    except httpx.TimeoutException as error:
        raise _NoReply(f"超过 {endpoint.timeout:g} 秒没有回答") from error
    except httpx.HTTPError as error:
        raise _NoReply(f"连接断了：{type(error).__name__}") from error
    try:
        content = json.loads(data)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise _NoReply("回来的不是这种接口的格式") from error
    if not isinstance(content, str):
        raise _NoReply("回来的没有文字")
    return content


def _check(response: httpx.Response) -> None:
    status = response.status_code
    if status == 200:
        return
    if status in _AGAIN or status >= 500:
        after = response.headers.get("retry-after", "")
        raise _NoReply(f"状态 {status}", float(after) if after.isdigit() else 0.0)
    hints = {401: "检查密钥", 403: "检查密钥", 404: "检查地址和模型的名称"}
    raise UnreachableReader(
        f"接口不答：状态 {status}",
        where=str(response.request.url),
        hint=hints.get(status, "检查地址；不会跟着转到别的地址"),
    )

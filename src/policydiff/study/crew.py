"""Who works out the parts: this process, others on this machine, or a cluster, all behind one interface.

The interface is the Executor of the standard library: its process pool for
``--jobs``, the executor of a dask.distributed client for ``--cluster``.  Both
are asked the same way, a few parts ahead, and answered in the order of asking,
so that the result does not depend on who worked or who was quicker.
"""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from typing import Any, TypeVar

from policydiff.errors import InvalidRequest, PolicyDiffError, UnreadableSource

AHEAD = 4
"""Parts asked for ahead of each worker, so that none waits while an earlier part is awaited."""
TRIES = 3
"""How often a part is given out whose worker dies."""

T = TypeVar("T")
R = TypeVar("R")


class Crew:
    """An executor with the parts that it was asked for and has not given yet."""

    def __init__(self, engine: Callable[[], tuple[Executor, int]]) -> None:
        """``engine`` makes an executor and says how many workers it has; it is asked again when the workers die."""
        self._engine = engine
        self._executor, self.size = engine()
        self._waiting: deque[tuple[Callable[[Any], Any], Any, Future[Any]]] = deque()
        self._tries = 0

    @classmethod
    def of(cls, jobs: int = 1, cluster: str | None = None) -> Crew:
        """This process, ``jobs`` processes, or the workers of the scheduler at the address ``cluster``.

        Raises InvalidRequest when there is no such scheduler or the extra is not installed.
        """
        if cluster is not None:
            return cls(lambda: _cluster(cluster))
        return cls(lambda: (_Here(), 1) if jobs == 1 else (_pool(jobs), jobs))

    @property
    def ready(self) -> bool:
        """May another part be asked for now?"""
        return len(self._waiting) < (1 if self.size == 1 else AHEAD * self.size)

    @property
    def busy(self) -> bool:
        """Is anything asked for and not given yet?"""
        return bool(self._waiting)

    def ask(self, work: Callable[[T], R], task: T) -> None:
        """Have ``work(task)`` done."""
        self._waiting.append((work, task, self._submit(work, task)))

    def _submit(self, work: Callable[[T], R], task: T) -> Future[R]:
        try:
            return self._executor.submit(work, task)
        except BrokenExecutor as error:  # found out by asking; said when it is this part's turn
            failed: Future[R] = Future()
            failed.set_exception(error)
            return failed

    def next(self) -> Any:
        """What was asked for first of all that is not given yet.

        When a worker dies its part is given to another.  Raises
        UnreadableSource for a part that no worker survives.
        """
        while True:
            try:
                found = self._waiting[0][2].result()
            except PolicyDiffError:
                raise
            except BrokenExecutor as error:
                self._tries += 1
                if self._tries >= TRIES:
                    raise _gave_up(error) from error
                self._again()
            except Exception as error:
                raise _gave_up(error) from error
            else:
                self._tries = 0
                self._waiting.popleft()
                return found

    def _again(self) -> None:
        """A new executor in the place of one whose workers died; what was not finished is asked for again."""
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor, self.size = self._engine()
        self._waiting = deque(
            (work, task, future if _is_done(future) else self._submit(work, task))
            for work, task, future in self._waiting
        )

    def close(self) -> None:
        """Let everything go that was not given yet."""
        self._waiting.clear()
        self._executor.shutdown(wait=True, cancel_futures=True)


def _gave_up(error: Exception) -> UnreadableSource:
    return UnreadableSource(
        f"处理进程没有算完：{type(error).__name__}: {error}",
        hint="做完的都在库里，再运行同一条命令接着做；反复如此，先用 --jobs 1 看是哪一份文件",
    )


def _is_done(future: Future[Any]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


class _Here(Executor):
    """This process does it when it is asked."""

    def submit(self, fn: Callable[..., R], /, *args: Any, **kwargs: Any) -> Future[R]:
        future: Future[R] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def _pool(jobs: int) -> ProcessPoolExecutor:
    import multiprocessing

    # begun anew and not copied: a copy of a process that has threads may hang
    return _Pool(jobs, multiprocessing.get_context("spawn"), _begin)


class _Pool(ProcessPoolExecutor):
    """Processes that leave Ctrl-C to the one that asks, from their very start."""

    def submit(self, fn: Callable[..., R], /, *args: Any, **kwargs: Any) -> Future[R]:
        # a process begins when it is first needed, and inherits what is blocked here; of Ctrl-C nothing is lost
        if not hasattr(signal, "pthread_sigmask"):
            return super().submit(fn, *args, **kwargs)
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return super().submit(fn, *args, **kwargs)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """What a process does first: ignore Ctrl-C where it could not be blocked, collect no cycles while records are made."""
    import gc

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(100_000, 50, 50)


def _cluster(address: str) -> tuple[Executor, int]:
    try:
        from distributed import Client
    except ImportError as error:
        raise InvalidRequest(
            "--cluster 要用 dask.distributed，这里没有装", hint="pip install 'policydiff[cluster]'"
        ) from error
    try:
        client: Any = Client(address, timeout="10s", set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise InvalidRequest(
            f"连不上集群 {address}",
            hint="先启动 dask scheduler 和 dask worker，写明地址，如 tcp://10.0.0.1:8786",
        ) from error
    workers = sum(client.ncores().values())
    if not workers:
        client.close()
        raise InvalidRequest(f"集群 {address} 没有工作进程", hint="先启动 dask worker")
    return _Cluster(client), workers


class _Cluster(Executor):
    """The executor of a client, which closes the client with itself."""

    def __init__(self, client: Any) -> None:
        self._client = client
        # each part is its own: the same task asked for again is to be done again
        self._own = client.get_executor(pure=False)

    def submit(self, fn: Callable[..., R], /, *args: Any, **kwargs: Any) -> Future[R]:
        future: Future[R] = self._own.submit(fn, *args, **kwargs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._own.shutdown(wait=False)
        self._client.close()

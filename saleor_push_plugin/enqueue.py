"""Publishing to the broker from the shop's own requests, without ever waiting for it.

A thread of its own publishes; a request only puts a note on its desk. If the broker is away, or the
desk is full, or the process ends, the note is lost and the next tick finds the row.
"""

import logging
import os
import queue
import threading
from typing import Any

from celery import Task

logger = logging.getLogger(__name__)
_DESK = 1000
_lock = threading.Lock()
_Note = tuple[Task, tuple[Any, ...], dict[str, Any]]
_desk: "queue.Queue[_Note] | None" = None
_pid = 0


def up(task: Task, *args: Any, to: str = "", expires: float | None = None) -> None:
    """Publish a task soon, to a queue (empty: the default one).

    Runs it now where Celery is eager, as in a Saleor without a broker.
    """
    if task.app.conf.task_always_eager:
        task.delay(*args)
        return
    options = {**({"queue": to} if to else {}), **({"expires": expires} if expires else {})}
    try:
        _open_desk().put_nowait((task, args, options))
    except queue.Full:
        logger.warning("broker too slow: %s%s is left to the next tick", task.name, args)


def wait_until_idle() -> None:
    """Until every note on the desk was published or given up; for tests and for shutting down."""
    if _desk is not None and _pid == os.getpid():
        _desk.join()


def _open_desk() -> "queue.Queue[_Note]":
    # Threads do not survive a fork: each process gets a desk of its own.
    global _desk, _pid
    with _lock:
        if _desk is None or _pid != os.getpid():
            _desk, _pid = queue.Queue(maxsize=_DESK), os.getpid()
            threading.Thread(target=_work, args=(_desk,), name="push-wake", daemon=True).start()
        return _desk


def _work(desk: "queue.Queue[_Note]") -> None:
    while True:
        task, args, options = desk.get()
        try:
            task.apply_async(args, retry=False, **options)
        except Exception as error:
            logger.warning("%s%s is left to the next tick: %s", task.name, args, error)
        finally:
            desk.task_done()

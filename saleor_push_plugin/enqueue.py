"""Publishes Celery tasks from the shop's own requests without waiting for the broker.

A thread publishes; a request only puts a message into its queue in memory. If the broker is down,
the queue is full or the process ends, the message is lost and the next tick finds the row.
"""

import logging
import os
import queue
import threading
from typing import Any

from celery import Task

logger = logging.getLogger(__name__)
_MAX_MESSAGES = 1000
_lock = threading.Lock()
_Message = tuple[Task, tuple[Any, ...], dict[str, Any]]
_messages: "queue.Queue[_Message] | None" = None
_pid = 0


def publish(task: Task, *args: Any, to: str = "", expires: float | None = None) -> None:
    """Publish a task soon, to the Celery queue `to` (empty: the default queue).

    Runs it at once where Celery is eager, as in a Saleor without a broker.
    """
    if task.app.conf.task_always_eager:
        task.delay(*args)
        return
    options = {**({"queue": to} if to else {}), **({"expires": expires} if expires else {})}
    try:
        _outgoing().put_nowait((task, args, options))
    except queue.Full:
        logger.warning("broker too slow: %s%s waits for the next tick", task.name, args)


def wait_until_idle() -> None:
    """Wait until every message was published or dropped; for tests and for shutting down."""
    if _messages is not None and _pid == os.getpid():
        _messages.join()


def _outgoing() -> "queue.Queue[_Message]":
    # Threads do not survive a fork: each process gets its own queue and thread.
    global _messages, _pid
    with _lock:
        if _messages is None or _pid != os.getpid():
            _messages, _pid = queue.Queue(maxsize=_MAX_MESSAGES), os.getpid()
            threading.Thread(
                target=_publish_forever, args=(_messages,), name="push-publisher", daemon=True
            ).start()
        return _messages


def _publish_forever(messages: "queue.Queue[_Message]") -> None:
    while True:
        task, args, options = messages.get()
        try:
            task.apply_async(args, retry=False, **options)
        except Exception as error:
            logger.warning("%s%s waits for the next tick: %s", task.name, args, error)
        finally:
            messages.task_done()

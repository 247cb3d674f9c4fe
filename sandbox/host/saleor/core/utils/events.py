from collections.abc import Callable
from typing import Any

from django.db import transaction


def call_event(func_obj: Callable, *func_args: Any, **func_kwargs: Any) -> None:
    """Call a hook now, or after the commit when a transaction is open."""
    if not transaction.get_connection().in_atomic_block:
        func_obj(*func_args, **func_kwargs)
        return
    transaction.on_commit(lambda: func_obj(*func_args, **func_kwargs))

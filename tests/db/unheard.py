"""Facts of the shop that no hook tells: only a sweep, at its own time, can notice."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock


@contextmanager
def unheard() -> Iterator[None]:
    """As if the process had died between its commits and its hooks."""
    from saleor_push_plugin.plugin import PushPlugin

    with mock.patch.object(PushPlugin, "_sending", return_value=False):
        yield

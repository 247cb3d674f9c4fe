"""The addresses of one push service's name: looked up once for all connections, and checked."""

import asyncio

from .public_addresses import is_public
from .resolver import Resolver

# How long an answer is reused; not longer than a usual TTL.
FRESH_SECONDS = 10.0
# While a name resolves slowly or not at all, an answer this old is still used (RFC 8767).
STALE_SECONDS = 300.0
# How long a slow lookup is waited for if there is an older answer.
PATIENCE_SECONDS = 1.0


class HostAddresses:
    """`trusted`: the operator configured the name, so its addresses may be private."""

    def __init__(self, resolver: Resolver, host: str, port: int, *, trusted: bool) -> None:
        self._resolver, self._host, self._port = resolver, host, port
        self._trusted = trusted
        self._known: list[str] = []
        self._answered_at = -STALE_SECONDS
        self._lookup: asyncio.Task[list[str]] | None = None

    async def get(self) -> list[str]:
        """The addresses; empty if none is public. Raises OSError, which TimeoutError is."""
        age = asyncio.get_running_loop().time() - self._answered_at
        if self._known and age < FRESH_SECONDS:
            return self._known
        has_old = bool(self._known) and age < STALE_SECONDS
        try:
            async with asyncio.timeout(PATIENCE_SECONDS if has_old else None):
                return await asyncio.shield(self._refresh())
        except OSError:
            if has_old:
                return self._known
            raise

    def close(self) -> None:
        if self._lookup:
            self._lookup.cancel()

    def _refresh(self) -> "asyncio.Task[list[str]]":
        """The lookup that runs already, or a new one."""
        if self._lookup is None:
            self._lookup = asyncio.get_running_loop().create_task(self._look_up())
            self._lookup.add_done_callback(self._ended)
        return self._lookup

    async def _look_up(self) -> list[str]:
        found = await self._resolver.look_up(self._host, self._port)
        self._known = found if self._trusted else [one for one in found if is_public(one)]
        self._answered_at = asyncio.get_running_loop().time()
        return self._known

    def _ended(self, lookup: "asyncio.Task[list[str]]") -> None:
        self._lookup = None
        # Reads the exception also if every caller was cancelled meanwhile.
        if not lookup.cancelled():
            lookup.exception()

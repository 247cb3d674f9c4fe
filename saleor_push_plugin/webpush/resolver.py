"""Resolves names on threads of their own, so that a slow name delays only who needs it.

`getaddrinfo` blocks for as long as the system's resolver wants and cannot be cancelled. asyncio
runs it on a few threads that everything shares; a hundred slow names would hold them for minutes.
"""

import asyncio
import socket
import threading
from collections import defaultdict
from contextlib import suppress

# A name that takes longer has no answer; the thread ends when the system gives up.
LOOKUP_SECONDS = 5.0
# How many names of one domain are resolved at the same time. Which domains there are is configured,
# which names below a wildcard there are is not.
LOOKUPS_PER_DOMAIN = 128

Answer = list[str] | OSError


class Resolver:
    """Resolves the names of all push services of a process. Used in the event loop's thread."""

    def __init__(self) -> None:
        self._slots: dict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(LOOKUPS_PER_DOMAIN)
        )

    async def look_up(self, host: str, port: int) -> list[str]:
        """The addresses of a name, in the system's order (RFC 6724).

        Raises OSError, which TimeoutError is.
        """
        slots = self._slots[_domain(host)]
        async with asyncio.timeout(LOOKUP_SECONDS):
            await slots.acquire()
            answer = await _Lookup(host, port, slots).answered()
        if isinstance(answer, OSError):
            raise answer
        return answer


class _Lookup:
    """One call of `getaddrinfo`; its slot is free again when the call returns."""

    def __init__(self, host: str, port: int, slots: asyncio.Semaphore) -> None:
        self._host, self._port, self._slots = host, port, slots
        self._loop = asyncio.get_running_loop()
        self._answer: asyncio.Future[Answer] = self._loop.create_future()

    async def answered(self) -> Answer:
        # Daemon threads: the process need not wait for a resolver that hangs.
        thread = threading.Thread(target=self._resolve, name="push-resolver", daemon=True)
        try:
            thread.start()
        except RuntimeError:
            self._slots.release()
            return OSError("no thread to resolve the name")
        return await self._answer

    def _resolve(self) -> None:
        answer: Answer
        try:
            found = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
            answer = [str(address[0]) for *_, address in found]
        except OSError as error:
            answer = error
        except UnicodeError:
            answer = OSError("not the name of a host")
        # The loop may have ended meanwhile.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._tell, answer)

    def _tell(self, answer: Answer) -> None:
        self._slots.release()
        if not self._answer.done():
            self._answer.set_result(answer)


def _domain(host: str) -> str:
    return ".".join(host.rsplit(".", 2)[-2:])

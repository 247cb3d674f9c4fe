"""TLS over a non-blocking socket, without asyncio's streams."""

import asyncio
import socket
import ssl
from functools import cache

from .staggered_dialing import closed_on_failure


async def start_tls(plain: socket.socket, host: str) -> ssl.SSLSocket:
    """The socket after its handshake; the certificate is valid for the host. Raises OSError."""
    with closed_on_failure(plain):
        secure = _context().wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
    with closed_on_failure(secure):
        while not await _handshake_step(secure):
            pass
    return secure


async def _handshake_step(secure: ssl.SSLSocket) -> bool:
    """Advance the handshake until it is done (True) or the socket was waited for (False)."""
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    try:
        secure.do_handshake()
    except ssl.SSLWantReadError:
        loop.add_reader(secure.fileno(), ready.set)
    except ssl.SSLWantWriteError:
        loop.add_writer(secure.fileno(), ready.set)
    else:
        return True
    try:
        await ready.wait()
    finally:
        loop.remove_reader(secure.fileno())
        loop.remove_writer(secure.fileno())
    return False


@cache
def _context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context

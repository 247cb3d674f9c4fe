"""Both listening sockets of the service, on loopback only."""

import asyncio
import socket
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from . import control
from .http import READ_LIMIT, Door
from .tls import server_context

HOST = "127.0.0.1"


@dataclass(kw_only=True)
class Running:
    door: Door
    http_port: int
    ws_port: int
    runners: list[web.AppRunner]

    async def close(self) -> None:
        await self.door.exchange.hang_up()
        # Whoever has just called is let in, so that they can be shown out with the others.
        await asyncio.sleep(0.05)
        for runner in self.runners:
            await runner.cleanup()


async def start(*, http_port: int = 0, ws_port: int = 0, pem: Path | None = None) -> Running:
    """Port 0 takes any free one."""
    http_socket, ws_socket = _listen(http_port), _listen(ws_port)
    scheme, port = "https" if pem else "http", http_socket.getsockname()[1]
    door = Door(f"{scheme}://{HOST}:{port}")
    runners = [
        await _serve(_http_app(door), http_socket, pem),
        await _serve(_ws_app(door), ws_socket, None),
    ]
    return Running(door=door, http_port=port, ws_port=ws_socket.getsockname()[1], runners=runners)


def _listen(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError:
        listener.close()
        raise
    return listener


def _http_app(door: Door) -> web.Application:
    app = web.Application(client_max_size=READ_LIMIT, middlewares=[control.explain])
    app.router.add_post("/wpush/{token}", door.push)
    app.add_routes(control.routes(door))
    return app


def _ws_app(door: Door) -> web.Application:
    app = web.Application()
    app.router.add_get("/", door.exchange.serve)
    return app


async def _serve(app: web.Application, listener: socket.socket, pem: Path | None) -> web.AppRunner:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.SockSite(
        runner, listener, ssl_context=server_context(pem) if pem else None, backlog=1024
    ).start()
    return runner

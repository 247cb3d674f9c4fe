"""A proxy for CONNECT in a process of its own, and what a test asks of it.

    python -m tests.wire.connect_proxy '{"password": "…", "answer": "403 Forbidden", "to": 8443}'

It prints its port, and then a line for each request: its target and its Proxy-Authorization.
"""

import asyncio
import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class RunningProxy:
    """`user` and `password`: it asks for them. `answer`: it gives that, and connects nobody.

    `to`: the port on this machine that it connects to, whatever it is asked for.
    """

    def __init__(self, **plan: Any) -> None:
        command = [sys.executable, "-P", "-m", "tests.wire.connect_proxy", json.dumps(plan)]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout
        self.port = int(self._process.stdout.readline())

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def end(self) -> list[list[str]]:
        """Ends it; what it was asked: [target, Proxy-Authorization] of each request."""
        self._process.terminate()
        said, _ = self._process.communicate(timeout=10)
        return [json.loads(line) for line in said.splitlines()]


@contextmanager
def running_proxy(**plan: Any) -> Iterator[RunningProxy]:
    proxy = RunningProxy(**plan)
    try:
        yield proxy
    finally:
        proxy.end()


async def _serve(plan: dict[str, Any]) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            await _answer(plan, reader, writer)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def _answer(
    plan: dict[str, Any], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    first, *rest = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
    method, target, _ = first.split()
    given = {n.lower(): v for n, _, v in (line.partition(": ") for line in rest)}
    authorization = given.get("proxy-authorization", "")
    print(json.dumps([target, authorization]), flush=True)
    refusal = _refusal(plan, method, authorization)
    if refusal is not None:
        writer.write(refusal.encode())
        await writer.drain()
        return
    port = plan.get("to") or int(target.rpartition(":")[2])
    far = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n")
    await asyncio.gather(_pump(reader, far[1]), _pump(far[0], writer))


def _refusal(plan: dict[str, Any], method: str, authorization: str) -> str | None:
    if "raw" in plan:
        return str(plan["raw"])
    if method != "CONNECT":
        return "HTTP/1.1 405 Method Not Allowed\r\n\r\n"
    pair = f"{plan.get('user', '')}:{plan.get('password', '')}"
    if "password" in plan and authorization != f"Basic {base64.b64encode(pair.encode()).decode()}":
        return "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 4\r\n\r\nwho?"
    return f"HTTP/1.1 {plan['answer']}\r\n\r\n" if "answer" in plan else None


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(json.loads(sys.argv[1])))

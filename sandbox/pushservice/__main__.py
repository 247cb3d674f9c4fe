"""`python -m sandbox.pushservice --ws-port N --http-port M [--tls]`, until Ctrl-C or SIGTERM."""

import argparse
import asyncio
import signal
import sys
import tempfile
from pathlib import Path

from .server import HOST, start
from .tls import make_certificate


def main() -> int:
    options = _parser().parse_args()
    with tempfile.TemporaryDirectory(prefix="push-") as folder:
        pem = make_certificate(Path(folder)) if options.tls else None
        try:
            asyncio.run(_serve(options, pem))
        except OSError as problem:
            print(f"push service: {problem}", file=sys.stderr)
            return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox.pushservice", description=__doc__)
    parser.add_argument("--ws-port", type=int, default=0, help="browsers connect here")
    parser.add_argument("--http-port", type=int, default=0, help="senders and control API")
    parser.add_argument("--tls", action="store_true", help="https with a certificate of its own")
    return parser


async def _serve(options: argparse.Namespace, pem: Path | None) -> None:
    running = await start(http_port=options.http_port, ws_port=options.ws_port, pem=pem)
    certificate = f" ca={pem}" if pem else ""
    line = f"push-service origin={running.door.origin} ws=ws://{HOST}:{running.ws_port}/"
    print(line + certificate, flush=True)
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await stop.wait()
    await running.close()


if __name__ == "__main__":
    raise SystemExit(main())

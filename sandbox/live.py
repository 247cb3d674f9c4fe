"""A shop with a web server, a Celery worker and beat of its own: the sandbox or a real Saleor.

Which one is said by the Python that runs it: both have `saleor.asgi`, `saleor.celeryconf` and
`saleor.settings`, the sandbox in a folder of ours, the real one in its environment.
"""

import contextlib
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sandbox import redis_server
from sandbox.processes import LOOPBACK, ServerError, Service, Spec, free_port
from sandbox.redis_server import Redis
from tests.hosts.opening import open_over_http
from tests.hosts.shop import Shop

ROOT = Path(__file__).resolve().parent.parent
SANDBOX_HOST = ROOT / "sandbox" / "host"
HEALTH = "/health/"
WORKER_IS_UP = " ready."
BEAT_IS_UP = "beat: Starting..."


@dataclass(frozen=True, kw_only=True)
class Host:
    """How to start a shop's programs."""

    env: Mapping[str, str]
    beat_options: Sequence[str] = ()
    python: str = sys.executable


def sandbox_host() -> Host:
    return Host(
        env={
            "PYTHONPATH": f"{ROOT}{os.pathsep}{SANDBOX_HOST}",
            "DJANGO_SETTINGS_MODULE": "saleor.settings",
            "PUSH_TEST_HOST": "sandbox",
            "JWT_TTL_ACCESS": "86400",
        },
    )


def real_host() -> Host:
    """The Saleor in whose environment this process runs."""
    return Host(
        env={
            "DJANGO_SETTINGS_MODULE": "tests.hosts.live_settings",
            "PUSH_TEST_HOST": "saleor",
            "JWT_TTL_ACCESS": "1 day",
            "RSA_PRIVATE_KEY": _rsa_key(),
            "DEBUG": "False",
            "ALLOWED_CLIENT_HOSTS": f"localhost,{LOOPBACK}",
            "SEND_USAGE_TELEMETRY": "False",
            "POPULATE_DEFAULTS": "False",
        },
        beat_options=("--scheduler", "saleor.schedulers.schedulers.DatabaseScheduler"),
    )


def _rsa_key() -> str:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


@dataclass(kw_only=True)
class LiveShop:
    """Its programs, each of which a test may stop, kill and start again."""

    host: Host
    database_url: str
    logs: Path
    # Of the plugin: which push services it may talk to, for one.
    settings: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    shop: Shop = field(init=False)
    redis: Redis = field(init=False)
    broker: Service = field(init=False)
    web: Service = field(init=False)
    worker: Service = field(init=False)
    beat: Service = field(init=False)

    def __post_init__(self) -> None:
        self.redis = redis_server.somewhere()
        self.broker = Service(redis_server.spec(self.redis, self.logs))
        asgi = ["uvicorn", "saleor.asgi:application", "--host", LOOPBACK, "--lifespan", "auto"]
        quiet = ["--ws", "none", "--log-level", "warning"]
        self.web = self._service(
            "the shop", [*asgi, "--port", str(self.port), *quiet], self._web_answers
        )
        celery = ["celery", "-A", "saleor.celeryconf:app"]
        work = ["worker", "-l", "info", "-c", "2", "--without-gossip", "--without-mingle"]
        self.worker = self._service(
            "the worker", [*celery, *work], lambda: self.worker.logged(WORKER_IS_UP)
        )
        schedule = ["beat", "-l", "info", "--pidfile=", *self._schedule()]
        self.beat = self._service(
            "beat", [*celery, *schedule], lambda: self.beat.logged(BEAT_IS_UP)
        )

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def _service(self, name: str, module: list[str], ready: Callable[[], bool]) -> Service:
        return Service(
            Spec(
                name=name,
                command=[self.host.python, "-P", "-m", *module],
                log=self._log(name),
                ready=ready,
                env=self.environment,
                # Not the project's folder: uvicorn and Celery would import from it, and in a
                # real Saleor it is the installed wheel that has to work.
                cwd=self.logs,
                timeout=120,
            )
        )

    def _log(self, name: str) -> Path:
        return self.logs / f"{name.removeprefix('the ')}.log"

    def _schedule(self) -> list[str]:
        if self.host.beat_options:
            return list(self.host.beat_options)
        return ["-s", str(self.logs / "beat-schedule")]

    @property
    def environment(self) -> dict[str, str]:
        return {
            **self.host.env,
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis.url(),
            "CELERY_BROKER_URL": self.redis.url(1),
            "SECRET_KEY": "only-for-tests-and-the-demo",
            "PUBLIC_URL": self.url,
            "ALLOWED_HOSTS": f"localhost,{LOOPBACK}",
            "ALLOWED_GRAPHQL_ORIGINS": "*",
            "PYTHONUNBUFFERED": "1",
            "PYTHONWARNINGS": "ignore",
            **self.settings,
        }

    @contextlib.contextmanager
    def otherwise(self, *worker: str, **settings: str) -> Iterator[None]:
        """Started anew with more options for the worker or other settings, for this block."""
        changed = (self.web, self.worker, self.beat) if settings else (self.worker,)
        usual = {program: program.spec for program in changed}
        for program, spec in usual.items():
            program.stop()
            more = worker if program is self.worker else ()
            command, env = [*spec.command, *more], {**spec.env, **settings}
            program.spec = replace(spec, command=command, env=env)
        try:
            self.start()
            yield
        finally:
            for program, spec in usual.items():
                program.stop()
                program.spec = spec

    def migrate(self) -> None:
        self.run("-m", "django", "migrate", "--no-input", "-v", "0")

    def stock(self) -> None:
        """Fills the shelves; whoever wants to buy something takes `shop`."""
        self.shop = open_over_http(self.url, self.run("-m", "tests.hosts.opening"))

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [self.host.python, "-P", *arguments],
            cwd=self.logs,
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            what = " ".join(arguments)
            raise ServerError(f"{what} failed:\n{(done.stdout + done.stderr)[-3000:]}")
        return done.stdout

    @property
    def programs(self) -> tuple[Service, ...]:
        return (self.broker, self.worker, self.beat, self.web)

    @contextlib.contextmanager
    def running(self) -> Iterator["LiveShop"]:
        """All of its programs, as long as the block lasts."""
        try:
            self.start()
            yield self
        finally:
            self.stop()

    def start(self) -> None:
        """Starts what is not running: the broker first, then all others at once."""
        missing = [program for program in self.programs if not program.is_running]
        if self.broker in missing:
            self.broker.start()
            missing.remove(self.broker)
        for program in missing:
            program.launch()
        for program in missing:
            program.wait_until_ready()

    def stop(self) -> None:
        for program in reversed(self.programs):
            program.stop()

    def _web_answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url + HEALTH, timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

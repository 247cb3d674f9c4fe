"""PostgreSQL for tests, demo and benchmarks: own data, a free loopback port, no root needed.

The embedded PostgreSQL comes with a wheel and has no extensions. A real Saleor wants the system's
(`system_postgres`), with hstore, pg_trgm, unaccent and btree_gin.
"""

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sandbox.processes import LOOPBACK, ServerError, Spec, free_port, group_of, identity, running
from sandbox.programs import embedded_postgres, postgres_user, reachable, system_postgres

PG_OPTIONS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "120",
    # The data lives as long as the run: nothing has to survive a power cut.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "log_min_messages": "warning",
    # When did an order become visible to others? The demo's timeline asks.
    "track_commit_timestamp": "on",
}


@dataclass(frozen=True, kw_only=True)
class Postgres:
    """A running cluster."""

    bin: Path
    port: int
    password: str
    data: Path

    def url(self, database: str = "postgres") -> str:
        return f"postgres://postgres:{self.password}@{LOOPBACK}:{self.port}/{database}"

    def run(self, tool: str, *arguments: str) -> str:
        """Runs one of PostgreSQL's own tools against this cluster."""
        done = subprocess.run(
            [self.bin / tool, *arguments],
            env={**os.environ, **self.environment()},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise ServerError(f"{tool} failed: {done.stderr.strip()[-2000:]}")
        return done.stdout

    def environment(self) -> dict[str, str]:
        port = str(self.port)
        return {
            "PGHOST": LOOPBACK,
            "PGPORT": port,
            "PGUSER": "postgres",
            "PGPASSWORD": self.password,
        }

    def create(self, database: str, *, template: str | None = None) -> str:
        self.run("createdb", *(["-T", template] if template else []), database)
        return self.url(database)


@contextlib.contextmanager
def postgres(
    log_dir: Path | None = None, options: Mapping[str, str] = PG_OPTIONS
) -> Iterator[Postgres]:
    """The embedded PostgreSQL, else the system's."""
    with _cluster(embedded_postgres() or system_postgres(), log_dir, options) as cluster:
        yield cluster


@contextlib.contextmanager
def full_postgres(
    log_dir: Path | None = None, options: Mapping[str, str] = PG_OPTIONS
) -> Iterator[Postgres]:
    """The system's PostgreSQL with the extensions that Saleor needs."""
    with _cluster(system_postgres(), log_dir, options) as cluster:
        yield cluster


@contextlib.contextmanager
def _cluster(folder: Path, log_dir: Path | None, settings: Mapping[str, str]) -> Iterator[Postgres]:
    with scratch("pg") as home:
        user = postgres_user()
        folder = reachable(folder, home, user)
        cluster = Postgres(
            bin=folder, port=free_port(), password=secrets.token_hex(12), data=home / "data"
        )
        _initialise(cluster, home, user)
        options = [f"--{name}={value}" for name, value in settings.items()]
        with running(_postgres_spec(cluster, log_dir or home, options, user)):
            yield cluster


def _postgres_spec(
    cluster: Postgres, log_dir: Path, options: Sequence[str], user: int | None
) -> Spec:
    return Spec(
        name="PostgreSQL",
        command=[
            str(cluster.bin / "postgres"),
            "-D",
            str(cluster.data),
            "-p",
            str(cluster.port),
            *options,
        ],
        log=log_dir / "postgres.log",
        ready=lambda: _pg_is_ready(cluster),
        cwd=cluster.data.parent,
        user=user,
        stop_signal=signal.SIGINT,  # "fast": disconnects whoever is still there
    )


def _pg_is_ready(cluster: Postgres) -> bool:
    command = [cluster.bin / "pg_isready", "-q"]
    env = {**os.environ, **cluster.environment()}
    return subprocess.run(command, env=env, check=False).returncode == 0


def _initialise(cluster: Postgres, home: Path, user: int | None) -> None:
    password_file = home / "password"
    password_file.write_text(cluster.password)
    if user is not None:
        for path in (home, password_file):
            os.chown(path, user, group_of(user))
    command = [cluster.bin / "initdb", "-D", cluster.data, "-U", "postgres", "--no-sync"]
    command += ["-A", "scram-sha-256", "--pwfile", password_file]
    command += ["--encoding=UTF8", "--locale=C"]
    done = subprocess.run(
        command, cwd=home, capture_output=True, text=True, check=False, **identity(user)
    )
    if done.returncode:
        raise ServerError(f"initdb failed: {done.stderr.strip()[-2000:]}")


@contextlib.contextmanager
def scratch(name: str) -> Iterator[Path]:
    """A folder of our own that goes away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=f"push-{name}-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)

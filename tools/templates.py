"""Saleor's empty database, migrated once per version (about three minutes) and kept as a dump.

A dump, not a folder of a running cluster: it is small, any user can read it, and nothing is left
running between two test runs. Kept in the user's cache, so that a fresh clone finds it again.
"""

import os
import subprocess
from pathlib import Path

from sandbox.servers import Postgres
from tools.saleors import HostError, Saleor

EXTENSIONS = ("hstore", "pg_trgm", "unaccent", "btree_gin")


def folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "saleor-push-plugin" / "templates"


def dump_of(saleor: Saleor) -> Path:
    return folder() / f"{saleor.schema_key}.dump"


def make_dump(saleor: Saleor, cluster: Postgres, redis_url: str, log: Path) -> None:
    """Migrates a new database with Saleor's own environment, without our app in it."""
    database = f"template_{saleor.schema_key}"
    url = cluster.create(database)
    _migrate(saleor, url, redis_url, log)
    target = dump_of(saleor)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(f".{os.getpid()}")
    cluster.run("pg_dump", "-Fc", "-Z1", "-f", str(part), database)
    part.replace(target)
    cluster.run("dropdb", database)


def _migrate(saleor: Saleor, url: str, redis_url: str, log: Path) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [str(saleor.python), "manage.py", "migrate", "--no-input"]
    with log.open("w") as out:
        done = subprocess.run(
            command,
            cwd=saleor.source,
            env={**os.environ, **saleor_environment(url, redis_url)},
            stdout=out,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        raise HostError(f"migrations failed, see {log}: {log.read_text()[-800:]}")


def saleor_environment(database_url: str, redis_url: str) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "saleor.tests.settings",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "CELERY_BROKER_URL": redis_url,
        "SECRET_KEY": "only-for-tests",
        "SEND_USAGE_TELEMETRY": "False",
        "PYTHONWARNINGS": "ignore",
    }


def restore(saleor: Saleor, cluster: Postgres, database: str) -> str:
    url = cluster.create(database)
    dump = str(dump_of(saleor))
    cluster.run("pg_restore", "--no-owner", "-j", "2", "-d", database, dump)
    return url

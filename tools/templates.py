"""Saleor's empty database, migrated once per version (about three minutes) and kept as a dump.

A dump, not a folder of a running cluster: it is small, any user can read it, and nothing is left
running between two test runs. Kept in the user's cache, so that a fresh clone finds it again.
"""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from sandbox.servers import Postgres
from tools.saleors import HostError, Saleor, bare, clean_environment

EXTENSIONS = ("hstore", "pg_trgm", "unaccent", "btree_gin")


def folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "saleor-push-plugin" / "templates"


def dump_of(saleor: Saleor) -> Path:
    # Dumps without the prefix were made with our own tables in them.
    return folder() / f"saleor-{saleor.schema_key}.dump"


def make_dump(saleor: Saleor, cluster: Postgres, redis_url: str, log: Path) -> None:
    """Migrates a new database with Saleor's own environment, without our app in it."""
    database = f"template_{saleor.schema_key}"
    url = cluster.create(database)
    migrate(saleor, bare(saleor), saleor_environment(url, redis_url), log)
    _refuse_our_tables(saleor, cluster, database)
    target = dump_of(saleor)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(f".{os.getpid()}")
    cluster.run("pg_dump", "-Fc", "-Z1", "-f", str(part), database)
    part.replace(target)
    cluster.run("dropdb", database)


def _refuse_our_tables(saleor: Saleor, cluster: Postgres, database: str) -> None:
    """A dump with our tables would keep them as they are now, whatever our migrations become."""
    asked = "SELECT count(*) FROM django_migrations WHERE app = 'saleor_push_plugin'"
    if cluster.run("psql", "-At", "-c", asked, database).strip() != "0":
        raise HostError(
            f"saleor-push-plugin is installed in {saleor.venv}: uninstall it, the tests bring it"
        )


def migrate(saleor: Saleor, python: Path, env: Mapping[str, str], log: Path) -> None:
    """Runs Saleor's own migrations, and nobody else's."""
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [str(python), "manage.py", "migrate", "--no-input"]
    with log.open("w") as out:
        done = subprocess.run(
            command,
            cwd=saleor.source,
            env={**clean_environment(), **env},
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

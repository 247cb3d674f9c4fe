"""Makes a host ready: builds the template database that each process of the suite copies."""

import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from sandbox.redis_server import redis, redis_binary
from sandbox.servers import Postgres, scratch
from tools import saleors, templates
from tools.parts import SANDBOX
from tools.running import RESULTS, Ready, environment
from tools.saleors import HostError, Saleor
from tools.say import CACHE, ROOT, say

# Inside a real Saleor only our own warnings are errors: its are its own affair.
OUR_WARNINGS = "filterwarnings=ignore\nerror:::saleor_push_plugin"
PLUGINS = ("-p", "django", "-p", "randomly")


def sandbox(cluster: Postgres) -> Ready:
    env = {
        "PYTHONPATH": f"{ROOT}:{ROOT / 'sandbox' / 'host'}",
        "PUSH_TEST_HOST": SANDBOX,
        "DJANGO_SETTINGS_MODULE": "saleor.tests.settings",
        "SECRET_KEY": "only-for-tests",
    }
    cluster.create("template_sandbox")
    return _filled(SANDBOX, Path(sys.executable), env, cluster, "template_sandbox")


def saleor(saleor: Saleor, built: Path, cluster: Postgres) -> Ready:
    saleor.check()
    template = f"template_{saleor.name}"
    python = saleors.overlay(saleor, built)
    with scratch("broker") as folder, redis(folder) as broker:
        _migrate_once(saleor, cluster, broker.url())
        templates.restore(saleor, cluster, template)
        env = _environment(cluster.url(template), broker.url())
        return _filled(saleor.name, python, env, cluster, template, _options())


def _environment(database: str, broker: str) -> dict[str, str]:
    env = templates.saleor_environment(database, broker)
    env |= {"PUSH_TEST_HOST": "saleor", "DJANGO_SETTINGS_MODULE": "tests.hosts.real_settings"}
    # Saleor's environment brings pytest plugins of its own; ours are named.
    env |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PUSH_REDIS_SERVER": str(redis_binary())}
    del env["PYTHONWARNINGS"]
    return env


def _options() -> tuple[str, ...]:
    return (*PLUGINS, "-o", OUR_WARNINGS)


def _migrate_once(saleor: Saleor, cluster: Postgres, broker: str) -> None:
    if templates.dump_of(saleor).exists():
        return
    say(f"Saleor {saleor.name}: migrating a new database, once (about three minutes)")
    started = time.monotonic()
    templates.make_dump(saleor, cluster, broker, CACHE / f"migrate-{saleor.name}.log")
    say(f"Saleor {saleor.name}: migrated in {time.monotonic() - started:.0f} s")


def _filled(
    host: str,
    python: Path,
    env: Mapping[str, str],
    cluster: Postgres,
    template: str,
    options: tuple[str, ...] = (),
) -> Ready:
    """Runs our migrations in the template and fills the shop's shelves."""
    # Beside the cluster: another run at the same time fills shelves of its own.
    catalogue = cluster.data.with_name(f"{host}.catalogue")
    RESULTS.mkdir(parents=True, exist_ok=True)
    command = [str(python), "-P", "-m", "tests.hosts.opening", "--migrate"]
    where = {
        **environment(),
        **env,
        "DATABASE_URL": cluster.url(template),
        "PYTHONWARNINGS": "ignore",
    }
    done = subprocess.run(
        command, env=where, cwd=RESULTS, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise HostError(f"the shop could not be stocked: {done.stderr.strip()[-1500:]}")
    catalogue.write_text(done.stdout)
    return Ready(
        python=python,
        env=env,
        cluster=cluster,
        template=template,
        catalogue=catalogue,
        options=options,
    )

"""One suite, two hosts: PUSH_TEST_HOST says which (`make test` sets it; the sandbox by default)."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sandbox.live import LiveShop
    from sandbox.pushservice import PushService
    from tests.hosts.shop import Shop

ROOT = Path(__file__).resolve().parent.parent
HOST = os.environ.get("PUSH_TEST_HOST", "sandbox")
_SERVERS = contextlib.ExitStack()


def _set_up_sandbox() -> None:
    """A plain `pytest` finds the sandbox shop and starts the servers it needs."""
    for folder in (ROOT, ROOT / "sandbox" / "host"):
        if str(folder) not in sys.path:
            sys.path.insert(0, str(folder))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saleor.tests.settings")
    os.environ.setdefault("SECRET_KEY", "only-for-tests")
    if "DATABASE_URL" not in os.environ:
        from sandbox.servers import postgres

        os.environ["DATABASE_URL"] = _SERVERS.enter_context(postgres()).create("push")
    import django

    # pytest-django sets Django up before it reads this file, and only if it was configured then.
    django.setup()


if HOST == "sandbox":
    _set_up_sandbox()


def pytest_unconfigure() -> None:
    _SERVERS.close()


_TOLD = pytest.StashKey[list[str]]()


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Says a line at the end of the run, also when all is well."""
    return request.config.stash.setdefault(_TOLD, []).append


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    for line in sorted(config.stash.get(_TOLD, [])):
        terminalreporter.write_line(line)


def pytest_report_header() -> str:
    from importlib.metadata import version

    return f"host: {HOST}, Django {version('django')}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is not about the shop runs once, with the sandbox."""
    if HOST == "sandbox":
        return
    elsewhere = [item for item in items if item.get_closest_marker("sandbox_only")]
    config.hook.pytest_deselected(items=elsewhere)
    items[:] = [item for item in items if item not in set(elsewhere)]


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Tests that commit come last: they end by emptying every table, the stocked shelves too."""
    session.items.sort(key=_commits)


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    committing = {"transactional_db", "django_db_reset_sequences", "live_server"}
    asked = committing & set(getattr(item, "fixturenames", ()))
    return bool(asked or (marker and marker.kwargs.get("transaction")))


@pytest.hookimpl(trylast=True)
def pytest_sessionstart() -> None:
    from tests.hosts.replica import share_connection

    share_connection()
    if HOST != "sandbox":
        from tests.hosts import real

        real.make_ready()


@pytest.fixture
def now() -> datetime:
    """The moment at which tests take place."""
    return datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def _shelves(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """Stocks the shop once, before any test's own transaction."""
    from tests.hosts.opening import open_in_process

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        open_in_process()


@pytest.fixture
def shop(_shelves: None, db: None) -> Shop:
    """A stocked shop in this process; what a commit sets off is done before it answers."""
    from tests.hosts.opening import open_in_process

    return open_in_process()


@pytest.fixture(scope="session")
def _push_service() -> Iterator[PushService]:
    from sandbox.pushservice import PushService

    with PushService() as service:
        yield service


@pytest.fixture
def push_service(_push_service: PushService, settings: object) -> Iterator[PushService]:
    """A push service that decrypts, allowed in the settings, as if new for every test."""
    settings.SALEOR_PUSH_SERVICES = _push_service.origin  # type: ignore[attr-defined]
    yield _push_service
    _push_service.answer_normally()
    _push_service.set_clock()
    _push_service.clear_log()


@pytest.fixture(scope="session")
def _live(
    _push_service: PushService, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveShop]:
    from sandbox.live import LiveShop, real_host, sandbox_host

    live = LiveShop(
        host=sandbox_host() if HOST == "sandbox" else real_host(),
        database_url=os.environ["DATABASE_URL"],
        logs=tmp_path_factory.mktemp("live"),
        settings={"SALEOR_PUSH_SERVICES": _push_service.origin},
    )
    live.migrate()
    live.broker.start()
    live.stock()
    with live.running():
        yield live


@pytest.fixture
def live_shop(_live: LiveShop, push_service: PushService) -> LiveShop:
    """A web server, worker and beat on a database of their own; `live_shop.shop` buys there.

    Started when a test first asks; what the test before has killed is started again.
    """
    _live.start()
    return _live

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
    from tests.hosts.goods import Catalogue
    from tests.hosts.shop import Shop, Staff

ROOT = Path(__file__).resolve().parent.parent
HOST = os.environ.get("PUSH_TEST_HOST", "sandbox")
_SERVERS = contextlib.ExitStack()
# Push services of the tests are on this machine, or are never reached.
for _name in ("HTTPS_PROXY", "ALL_PROXY", "https_proxy", "all_proxy", "SALEOR_PUSH_PROXY"):
    os.environ.pop(_name, None)


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
        _note("told", line)


def pytest_report_header() -> str:
    from importlib.metadata import version

    return f"host: {HOST}, Django {version('django')}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what runs elsewhere: what is not about the shop, and other processes' slices."""
    from tools.slices import VARIABLE, parse

    slices = parse(os.environ.get(VARIABLE, ""))
    chosen, left_out = [], []
    for item in items:
        wanted = HOST == "sandbox" or not item.get_closest_marker("sandbox_only")
        held = wanted and all(one.holds(item.nodeid) for one in slices)
        (chosen if held else left_out).append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = chosen


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    _note("collected", str(len(session.items)))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed or report.skipped:
        _note(report.outcome, report.nodeid)
    if report.when == "teardown":
        _note("done", report.nodeid)


def _note(what: str, about: str) -> None:
    """A line for whoever watches this run, if somebody does: see tools/progress.py."""
    if watched := os.environ.get("PUSH_TEST_PROGRESS"):
        with Path(watched).open("a") as file:
            file.write(f"{what} {about}\n")


@pytest.hookimpl(trylast=True)
def pytest_sessionstart() -> None:
    from tests.hosts import databases
    from tests.hosts.replica import share_connection

    share_connection(at_end=databases.restore)
    if HOST != "sandbox":
        from tests.hosts import real

        real.make_ready()


@pytest.fixture
def now() -> datetime:
    """The moment at which tests take place."""
    return datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: pytest.FixtureRequest
) -> Catalogue:
    """The test database with a stocked shop in it; gives back what is sold there."""
    from tests.hosts import databases

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        return databases.set_up()


@pytest.fixture(scope="session")
def _staff() -> Staff:
    from tests.hosts.shop import Staff

    return Staff()


@pytest.fixture
def shop(django_db_setup: Catalogue, _staff: Staff, db: None) -> Shop:
    """A stocked shop in this process; what a commit sets off is done before it answers."""
    from tests.hosts.opening import in_this_process

    return in_this_process(django_db_setup, _staff)


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
    if _push_service.is_told:
        # What this process has learned of the service would count in the next test, too.
        from saleor_push_plugin import webpush

        webpush.close()
    _push_service.answer_normally()
    _push_service.set_clock()
    _push_service.clear_log()


@pytest.fixture(scope="session")
def _live(
    django_db_setup: Catalogue,
    _push_service: PushService,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[LiveShop]:
    from sandbox.live import LiveShop, real_host, sandbox_host
    from tests.hosts import databases
    from tests.hosts.opening import over_http_with

    live = LiveShop(
        host=sandbox_host() if HOST == "sandbox" else real_host(),
        database_url=databases.copy_for_programs(),
        logs=tmp_path_factory.mktemp("live"),
        settings={"SALEOR_PUSH_SERVICES": _push_service.origin},
    )
    live.shop = over_http_with(live.url, django_db_setup)
    with live.running():
        yield live


@pytest.fixture
def live_shop(_live: LiveShop, push_service: PushService) -> LiveShop:
    """A web server, worker and beat on a database of their own; `live_shop.shop` buys there.

    Started when a test first asks; what the test before has killed is started again.
    """
    _live.start()
    return _live

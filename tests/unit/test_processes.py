"""The programs that tests and demo start."""

from pathlib import Path

import pytest

from sandbox.processes import FIRST_PORT, free_port, port_is_free

GIVEN_AWAY = Path("/proc/sys/net/ipv4/ip_local_port_range")


@pytest.mark.skipif(not GIVEN_AWAY.exists(), reason="only Linux says which ports it gives away")
def test_a_free_port_is_none_that_somebody_else_may_be_given_meanwhile() -> None:
    first, last = map(int, GIVEN_AWAY.read_text().split())
    ports = [free_port() for _ in range(20)]
    assert all(map(port_is_free, ports))
    assert not [port for port in ports if first <= port <= last]


def test_no_port_is_given_twice_also_when_it_is_free_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first = free_port()
    drawn = iter([first - FIRST_PORT, 7, 8, 9])
    monkeypatch.setattr("secrets.randbelow", lambda _: next(drawn))
    assert port_is_free(first)
    assert free_port() != first

"""RabbitMQ, if the machine has it: a node of its own on loopback, without root."""

import contextlib
import secrets
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from sandbox.processes import LOOPBACK, Spec, answers, free_port, running

# Debian's own command wants to be root; what it calls does not.
BINARY = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")


def is_there() -> bool:
    return BINARY.exists() and shutil.which("epmd") is not None


@contextlib.contextmanager
def rabbitmq(folder: Path) -> Iterator[str]:
    """The broker's URL, as long as the block lasts."""
    names, port = free_port(), free_port()
    env = _settings(folder, names, port)
    with running(_name_server(folder, names, env)), running(_node(folder, port, env)):
        yield f"amqp://guest:guest@{LOOPBACK}:{port}//"


def _settings(folder: Path, names: int, port: int) -> Mapping[str, str]:
    return {
        "HOME": str(folder),
        "ERL_EPMD_ADDRESS": LOOPBACK,
        "ERL_EPMD_PORT": str(names),
        "RABBITMQ_NODENAME": f"push{secrets.token_hex(4)}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": LOOPBACK,
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(free_port()),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "logs"),
        "RABBITMQ_CONFIG_FILE": str(folder / "none"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "no-plugins"),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
    }


def _name_server(folder: Path, port: int, env: Mapping[str, str]) -> Spec:
    """Erlang's; started by us, or the node would leave one behind."""
    return Spec(
        name="epmd",
        command=["epmd", "-address", LOOPBACK, "-port", str(port)],
        log=folder / "epmd.log",
        ready=lambda: answers(port),
        env=env,
    )


def _node(folder: Path, port: int, env: Mapping[str, str]) -> Spec:
    return Spec(
        name="RabbitMQ",
        command=[str(BINARY)],
        log=folder / "rabbitmq.log",
        ready=lambda: answers(port),
        env=env,
        timeout=120,
    )

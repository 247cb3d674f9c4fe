"""tools/venv.sh with a Python that only pretends: what it asks of pip, and how it ends."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tools.say import ROOT

# Makes an environment of itself; `pip install` does what PIP_DOES says.
PYTHON = """\
#!/bin/sh
case "$1 $2 $3" in
    "-c "*) eval "${ASKED_DOES:-:}" ;;
    "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
    "-m pip install") echo "pinned: $PIP_CONSTRAINT; $PIP_BUILD_CONSTRAINT"; eval "$PIP_DOES" ;;
    "-V "*) echo "Python 3.12.0" ;;
esac
"""


@pytest.fixture
def clone() -> Iterator[Path]:
    """Where others may look, too; with a space in its path."""
    with tempfile.TemporaryDirectory() as top:
        folder = Path(top) / "a clone"
        (folder / "tools").mkdir(parents=True)
        shutil.copy(ROOT / "tools" / "venv.sh", folder / "tools")
        python = Path(top) / "python"
        python.write_text(PYTHON)
        python.chmod(0o755)
        Path(top).chmod(0o755)
        yield folder


def environment(clone: Path, **more: str) -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    return {
        **kept,
        "PYTHON": str(clone.parent / "python"),
        "PIP_DOES": ":",
        "VENV_TICK": "0.05",
        **more,
    }


def run(clone: Path, user: int | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [clone / "tools" / "venv.sh"],
        env=environment(clone, **more),
        user=user,
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_is_installed_is_pinned_also_what_builds_it(clone: Path) -> None:
    done = run(clone)
    assert (done.returncode, done.stderr) == (0, "")
    assert (clone / ".venv" / ".stamp").exists()
    log = (clone / ".venv" / "install.log").read_text()
    assert log == "pinned: tools/constraints.txt; tools/constraints.txt\n"


def test_constraints_of_the_user_still_count(clone: Path) -> None:
    run(clone, PIP_CONSTRAINT="/theirs.txt")
    log = (clone / ".venv" / "install.log").read_text()
    assert log.startswith("pinned: tools/constraints.txt /theirs.txt;")


def test_the_newest_of_everything_is_made_elsewhere_and_not_pinned(clone: Path) -> None:
    assert run(clone, VENV=".cache/newest", CONSTRAINTS="").returncode == 0
    assert (clone / ".cache" / "newest" / "install.log").read_text() == "pinned: ; \n"
    assert not (clone / ".venv").exists()


def test_pips_words_come_when_it_fails(clone: Path) -> None:
    done = run(clone, PIP_DOES="echo ERROR: no such thing; exit 1")
    assert done.returncode == 1
    assert "ERROR: no such thing\nvenv: pip could not install the tools" in done.stderr
    assert not (clone / ".venv" / ".stamp").exists()


def test_progress_is_told_while_it_takes_long(clone: Path) -> None:
    done = run(clone, PIP_DOES="echo Collecting aiohttp; sleep 2")
    assert " s, Collecting aiohttp\n" in done.stdout


@pytest.mark.parametrize("when", ["ASKED_DOES", "PIP_DOES"])
def test_a_stop_ends_in_a_sentence_and_ends_what_runs(clone: Path, when: str) -> None:
    more = {when: "echo $$ >running; exec sleep 60"}
    process = subprocess.Popen(
        [clone / "tools" / "venv.sh"],
        env=environment(clone, **more),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not (running := clone / "running").exists() or not running.read_text():
        assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (130, "\nvenv: stopped; make venv goes on from here\n")
    with pytest.raises(ProcessLookupError):
        os.kill(int(running.read_text()), 0)


def test_a_folder_that_cannot_be_written_is_told(clone: Path) -> None:
    clone.chmod(0o555)
    # Nothing is closed to root.
    user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
    done = run(clone, user)
    clone.chmod(0o755)
    assert done.returncode == 1
    assert done.stderr.startswith("venv: nothing can be written to ")
    assert str(clone) in done.stderr

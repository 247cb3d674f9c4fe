"""What a stopped command and a read-only folder look like."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tools import command

ROOT = Path(__file__).resolve().parent.parent.parent
SLOW_IMPORT = "import time\nprint('importing', flush=True)\ntime.sleep(60)\n"
SLOW_MAIN = "import time\ndef main():\n    print('running', flush=True)\n    time.sleep(60)\n"


@pytest.mark.parametrize("source", [SLOW_IMPORT, SLOW_MAIN])
def test_ctrl_c_ends_in_a_sentence_while_importing_and_while_running(
    source: str, tmp_path: Path
) -> None:
    (tmp_path / "slow_one.py").write_text(source)
    path = f"{ROOT}{os.pathsep}{tmp_path}"
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "tools.command", "slow_one"],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert (said, process.returncode) == ("\nStopped.\n", command.STOPPED)


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES])
def test_a_folder_that_cannot_be_written_is_named(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = f"def main():\n    raise OSError({number}, 'it is closed', '/x/.cache')\n"
    (tmp_path / f"closed_{number}.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "argv", [])
    handler = signal.getsignal(signal.SIGINT)
    try:
        assert command.main([f"closed_{number}"]) == command.UNWRITABLE
    finally:
        signal.signal(signal.SIGINT, handler)
    assert capsys.readouterr().err.startswith("\n/x/.cache: it is closed.")

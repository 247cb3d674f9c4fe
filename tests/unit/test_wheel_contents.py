"""What may lie in the wheel: the files of the work tree, and nothing that an earlier build left."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from tools import wheel


def made(folder: Path, *names: str) -> Path:
    path = folder / "it.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name in (*wheel.NEEDED, *names):
            archive.writestr(name, "")
    return path


def test_files_of_the_work_tree_and_the_description_belong_there(tmp_path: Path) -> None:
    whole = made(tmp_path, "saleor_push_plugin/urls.py", "it-1.dist-info/METADATA")
    assert wheel.faults(whole) == []


def test_a_module_that_has_moved_does_not_belong_there(tmp_path: Path) -> None:
    stale = made(tmp_path, "saleor_push_plugin/web.py")
    assert wheel.faults(stale) == ["saleor_push_plugin/web.py does not belong there"]


def test_any_python_with_pip_builds_it(tmp_path: Path) -> None:
    """A fresh environment has neither setuptools nor the development packages."""
    project, plain = tmp_path / "project", tmp_path / "plain"
    ignored = shutil.ignore_patterns(".*", "build", "*.egg-info", "node_modules", "__pycache__")
    shutil.copytree(wheel.ROOT, project, ignore=ignored)
    subprocess.run([sys.executable, "-m", "venv", plain], check=True)
    command = ["make", "wheel", f"PYTHON={plain / 'bin' / 'python'}"]
    done = subprocess.run(
        command, cwd=project, capture_output=True, text=True, check=False, env=without_pythons()
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "wheel=ok" in done.stdout
    assert not (project / ".venv").exists()


def without_pythons() -> dict[str, str]:
    """The environment of a shell, without what leads a Python to this project's packages."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}

"""What may lie in the wheel: the files of the work tree, and nothing that an earlier build left."""

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

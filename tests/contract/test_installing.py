"""What the README tells people to type changes no package that a Saleor had."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path

import pytest

from tools import constraints, saleors, wheel
from tools.saleors import Saleor

ROOT = Path(__file__).resolve().parents[2]
NAME = "saleor-push-plugin"
# uv is not everywhere; where it is, its way is tried as well.
TOOLS = ["pip", *(["uv"] if shutil.which("uv") else [])]
pytestmark = pytest.mark.sandbox_only


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return wheel.build(tmp_path_factory.mktemp("wheel"))


@pytest.mark.parametrize("name", saleors.SUPPORTED)
def test_installing_changes_no_package_of_saleor(name: str, built: Path, tmp_path: Path) -> None:
    there = {one.name: one for one in saleors.found()}
    if name not in there:
        pytest.skip(f"there is no {saleors.HOME}/{name}/src")
    python = environment_like(there[name], tmp_path)
    before = installed(python)
    assert len(before) > 100
    for tool in TOOLS:
        for command in commands(tool):
            typed(command.replace(NAME, str(built)), python)
        after = installed(python)
        assert {package: after.get(package) for package in before} == before
        added = {*after} - {*before}
        assert {NAME, "pywebpush", "py-vapid"} <= added
        # As before the first one.
        _run(python, "-m", "pip", "uninstall", "-q", "-y", *sorted(added))


def test_the_image_is_made_with_the_same_commands() -> None:
    (block,) = (text for language, text in blocks("README.md") if language == "dockerfile")
    run = re.search(r"^RUN (.+)$", block.replace("\\\n", " "), re.MULTILINE)
    assert run
    as_typed = run[1].replace("/tmp/", "").replace(" --no-cache-dir", "")
    assert [" ".join(one.split()) for one in as_typed.split("&&")] == commands("pip")


def test_the_guide_says_the_same_as_the_readme() -> None:
    ours = [block for block in blocks("README.md") if "install --constraint" in block[1]]
    assert len(ours) == 2
    assert [block for block in ours if block not in blocks("docs/installation.md")] == []


def commands(tool: str) -> list[str]:
    """What the README says to type, up to the migration."""
    (block,) = (text for _, text in blocks("README.md") if text.startswith(f"{tool} "))
    return [line for line in block.splitlines() if line.startswith(f"{tool} ")][:2]


def blocks(document: str) -> list[tuple[str, str]]:
    """Language and text of each."""
    return re.findall(r"```(\w*)\n(.*?)```", (ROOT / document).read_text(), re.DOTALL)


def typed(command: str, python: Path) -> None:
    """In a shell where the environment is the active one, as Saleor's documentation has it."""
    env = {
        **saleors.clean_environment(),
        "PATH": f"{python.parent}:{Path('/usr/bin')}:{Path('/bin')}:{_of_uv()}",
        "VIRTUAL_ENV": str(python.parents[1]),
    }
    done = subprocess.run(
        command,
        shell=True,
        env=env,
        cwd=python.parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _of_uv() -> str:
    found = shutil.which("uv")
    return str(Path(found).parent) if found else ""


def environment_like(saleor: Saleor, folder: Path) -> Path:
    """The python of an environment that has this Saleor's packages, by what pip reads of them.

    A resolver reads their metadata alone: copying that takes a second, everything half a minute.
    """
    _run(saleor.python, "-m", "venv", folder / "venv")
    python = folder / "venv" / "bin" / "python"
    here = _packages(python)
    for one in _packages(saleor.python).glob("*.dist-info"):
        if not one.name.startswith("pip-"):
            shutil.copytree(one, here / one.name)
    lacking = [f"{name}=={version}" for name, version in _only_in_lock(saleor, python).items()]
    if lacking:
        _run(python, "-m", "pip", "install", "-q", "--no-deps", *lacking)
    return python


def _only_in_lock(saleor: Saleor, python: Path) -> Mapping[str, str]:
    """What the lock names for Saleor's tools, which an image has, and ours might ask for."""
    there, wanted = installed(python), {*_closure(NAME)}
    locked = dict(_locked(saleor.source))
    return {name: locked[name] for name in sorted(wanted & {*locked} - {*there})}


def _locked(source: Path) -> Iterator[tuple[str, str]]:
    for lock in (source / "uv.lock", source / "poetry.lock"):
        if lock.exists():
            packages = tomllib.loads(lock.read_text())["package"]
            yield from ((one["name"], one["version"]) for one in packages if "version" in one)


def _closure(name: str) -> Iterator[str]:
    """A package's dependencies and theirs, as they are installed beside these tests."""
    seen, rest = {name}, [name]
    while rest:
        asked = {constraints.normalized(one.name) for one in constraints.needs(rest.pop())}
        yield from asked - seen
        rest += asked - seen
        seen |= asked


def installed(python: Path) -> Mapping[str, str]:
    """Version by normalized name."""
    there = metadata.distributions(path=[str(_packages(python))])
    return {constraints.normalized(one.name): one.version for one in there}


def _packages(python: Path) -> Path:
    asked = "import sysconfig; print(sysconfig.get_path('purelib'))"
    return Path(_run(python, "-c", asked).strip())


def _run(*command: object) -> str:
    done = subprocess.run(
        [str(word) for word in command],
        env=saleors.clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout

"""The real Saleors of this machine: where they are, and how a suite runs inside one.

An overlay is a virtual environment on top of Saleor's own: our wheel and what the tests need in
front, Saleor's packages and its source behind, nothing of Saleor's changed.
"""

import hashlib
import os
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

from tools import constraints
from tools.say import CACHE, ROOT

HOME = Path.home() / "saleor"
# Those that the README promises: the closing line of `make test` names each that did not run.
SUPPORTED = ("3.20", "3.21", "3.22", "3.23")
BYTECODE = CACHE / "bytecode"


class HostError(Exception):
    """This Saleor cannot be used; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Saleor:
    name: str
    source: Path
    venv: Path

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    def check(self) -> None:
        if not (self.source / "saleor" / "settings.py").exists():
            raise HostError(f"no Saleor source at {self.source}")
        if not self.python.exists():
            raise HostError(f"no virtual environment at {self.venv} (SALEOR_VENV names another)")

    @property
    def schema_key(self) -> str:
        """Names the tables this source makes: changes when one of its migrations does."""
        digest = hashlib.sha256()
        for path in sorted((self.source / "saleor").glob("**/migrations/*.py")):
            digest.update(path.relative_to(self.source).as_posix().encode())
            digest.update(path.read_bytes())
        return digest.hexdigest()[:16]


def found() -> list[Saleor]:
    """`~/saleor/<version>/{src,venv}`, newest last, and the one that SALEOR_SOURCE names."""
    homes = sorted((path for path in HOME.glob("*") if (path / "src").is_dir()), key=_by_version)
    listed = [Saleor(name=home.name, source=home / "src", venv=home / "venv") for home in homes]
    named = os.environ.get("SALEOR_SOURCE")
    return [*listed, _named(Path(named).expanduser().resolve())] if named else listed


def _by_version(home: Path) -> list[int]:
    return [int(part) if part.isdigit() else 9999 for part in home.name.split(".")]


def _named(source: Path) -> Saleor:
    given = os.environ.get("SALEOR_VENV")
    choices = [Path(given).expanduser()] if given else [source / ".venv", source.parent / "venv"]
    venv = next((choice for choice in choices if choice.exists()), choices[0])
    return Saleor(name="SALEOR_SOURCE", source=source, venv=venv)


def overlay(saleor: Saleor, wheel: Path) -> Path:
    """The python of an environment with `wheel` on top of this Saleor."""
    wanted = [path.read_text() for path in (ROOT / "setup.cfg", constraints.FILE)]
    key = hashlib.sha256(f"{saleor.venv}{wanted}".encode())
    folder = CACHE / "overlays" / f"{saleor.name}-{key.hexdigest()[:12]}"
    python, stamp, content = folder / "bin" / "python", folder / ".stamp", _content(wheel)
    if not stamp.exists():
        _make_overlay(saleor, folder, wheel)
    if not stamp.exists() or stamp.read_text() != content:
        # By force: pip finds the project's own folder on the path and calls the wheel installed.
        _install(python, "--no-deps", "--force-reinstall", str(wheel))
    stamp.write_text(content)
    return python


def _content(wheel: Path) -> str:
    """The same for two wheels of the same files, whenever they were built."""
    with zipfile.ZipFile(wheel) as archive:
        return str(sorted((one.filename, one.CRC) for one in archive.infolist()))


def _make_overlay(saleor: Saleor, folder: Path, wheel: Path) -> None:
    _install_on_top(saleor, _lay_over(saleor, folder, ROOT), f"{wheel}[test]")


def bare(saleor: Saleor) -> Path:
    """The python of an environment without anything of ours, only pytest on top of this Saleor.

    `saleor.tests.settings` imports pytest, and in 3.23 so do modules that every start loads.
    """
    python = _lay_over(saleor, CACHE / "overlays" / f"{saleor.name}-bare")
    _install_on_top(saleor, python, "pytest")
    return python


def _lay_over(saleor: Saleor, folder: Path, *more: Path) -> Path:
    _run([str(saleor.python), "-m", "venv", "--clear", str(folder)])
    python = folder / "bin" / "python"
    behind = [f"import site; site.addsitedir({str(_site_packages(saleor.python))!r})"]
    behind += [str(saleor.source), *map(str, more)]
    (_site_packages(python) / "zz_saleor.pth").write_text("\n".join(behind) + "\n")
    return python


def _install_on_top(saleor: Saleor, python: Path, what: str) -> None:
    """What Saleor has is never replaced: pip says so where it would have to be."""
    kept = python.parent.parent / "constraints.txt"
    kept.write_text(constraints.on_top_of(_versions(python, saleor)))
    _install(python, "-c", str(kept), what)


def _versions(python: Path, saleor: Saleor) -> constraints.Versions:
    """Asked of the overlay's pip: an environment that uv made has none."""
    return constraints.installed(python, [_site_packages(saleor.python)])


def _site_packages(python: Path) -> Path:
    asked = "import sysconfig; print(sysconfig.get_path('purelib'))"
    return Path(_run([str(python), "-c", asked]).strip())


def _install(python: Path, *what: str) -> None:
    pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    _run([*pip, "--no-compile", *what])


def clean_environment() -> dict[str, str]:
    """Our own environment without what would lead another Python to our code or settings.

    `PYTHONPATH` names this project: a Saleor that reads it finds the plugin and loads it. Bytecode
    goes below `.cache`: Saleor's folders may not be writable, and compiling it takes 10 seconds.
    """
    kept = {name: value for name, value in os.environ.items() if not _leads_elsewhere(name)}
    return {**kept, "PYTHONPYCACHEPREFIX": str(BYTECODE)}


def _leads_elsewhere(name: str) -> bool:
    return name.startswith("PYTHON") or name in {"DJANGO_SETTINGS_MODULE", "VIRTUAL_ENV"}


def _run(command: list[str]) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=clean_environment()
    )
    if done.returncode:
        raise HostError(f"{' '.join(command[:6])} … failed: {done.stderr.strip()[-1500:]}")
    return done.stdout

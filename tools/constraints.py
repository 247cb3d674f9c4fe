"""`make constraints`: what tests and tools need, each at a version that is known to work."""

import json
import re
import subprocess
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

from tools.say import ROOT

FILE = ROOT / "tools" / "constraints.txt"
HEADER = """\
# The versions that tests and tools are known to work with. `make venv` installs these;
# `make newest` tries the newest of everything; `make constraints` then writes this file anew.
"""
# Not ours to choose: pip comes with the environment, and the project is what is tested.
NOT_PINNED = {"pip", "saleor-push-plugin"}

Versions = Mapping[str, str]


def read(text: str) -> Versions:
    """Version by normalized name."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    pairs = (line.partition("==") for line in lines if line)
    return {normalized(name): version for name, _, version in pairs}


def recorded() -> Versions:
    return read(FILE.read_text())


def written(versions: Versions) -> str:
    pinned = (f"{name}=={version}\n" for name, version in sorted(versions.items()))
    return HEADER + "".join(pinned)


def normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def installed(python: Path, folders: Iterable[Path] = ()) -> Versions:
    """What `pip list` says of an environment, or of these folders alone."""
    paths = [word for folder in folders for word in ("--path", str(folder))]
    command = [str(python), "-m", "pip", "list", "--format=json", *paths]
    listed = subprocess.run(command, capture_output=True, text=True, check=True)
    named = {normalized(one["name"]): one["version"] for one in json.loads(listed.stdout)}
    return {name: version for name, version in named.items() if name not in NOT_PINNED}


def differences(ours: Versions, others: Versions) -> list[str]:
    """`name ours → others`, of each whose version is another one."""
    return [
        f"{name} {ours.get(name, 'none')} → {others.get(name, 'none')}"
        for name in sorted({*ours, *others})
        if ours.get(name) != others.get(name)
    ]


def on_top_of(theirs: Versions) -> str:
    """What an environment has stays as it is; ours for what it lacks, where that fits."""
    ours = {name: version for name, version in recorded().items() if fits(needs(name), theirs)}
    return written({**ours, **theirs})


def needs(name: str) -> list[Requirement]:
    """What a package asks for, of the version that is installed here: the pinned one."""
    try:
        asked = map(Requirement, metadata.requires(name) or ())
    except metadata.PackageNotFoundError:
        return []
    return [one for one in asked if one.marker is None or one.marker.evaluate({"extra": ""})]


def fits(asked: Iterable[Requirement], theirs: Versions) -> bool:
    return all(
        one.specifier.contains(theirs[normalized(one.name)], prereleases=True)
        for one in asked
        if normalized(one.name) in theirs
    )

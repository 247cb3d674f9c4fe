"""What setup.cfg says of the packages that the plugin stands on."""

import re
from collections.abc import Mapping
from configparser import ConfigParser
from pathlib import Path

from packaging.requirements import Requirement

from tools.constraints import normalized
from tools.say import ROOT

SETUP = ROOT / "setup.cfg"


def stated(python: str, setup: Path = SETUP) -> Mapping[str, str]:
    """Bounds by normalized name, such as `>=4.2,<6`, for a Python such as "3.11"."""
    config = ConfigParser()
    config.read(setup)
    lines = config["options"]["install_requires"].strip().splitlines()
    found = [Requirement(line.strip()) for line in lines]
    return {
        normalized(one.name): str(one.specifier)
        for one in found
        if not one.marker or one.marker.evaluate({"python_version": python})
    }


def lowest(bounds: Mapping[str, str]) -> dict[str, str]:
    """The version that each lower bound names."""
    named = {name: re.search(r">=\s*([\w.]+)", bound) for name, bound in bounds.items()}
    return {name: found[1] for name, found in named.items() if found}

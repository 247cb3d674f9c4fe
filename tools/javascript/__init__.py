"""JavaScript: types (tsc), lint (eslint), and that serving it changes nothing."""

import fcntl
import hashlib
import json
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from saleor_push_plugin import scripts
from tools.say import CACHE, ROOT, say

SETTINGS = Path(__file__).parent
INSTALLED = CACHE / "javascript"
STATIC = ROOT / "saleor_push_plugin" / "static"
PROJECTS = ("page", "worker", "node")
# What the linter needs; Debian 12 has it.
OLDEST = (18, 18)
# By name: packing the npm package leaves copies of static/ beside these two.
OWN_OF_PACKAGE = ("js/react.js", "js/sync.js")
LINTED = (
    "saleor_push_plugin/static",
    *OWN_OF_PACKAGE,
    "sandbox/storefront/site",
    "tools/javascript",
)


def checked() -> bool | None:
    """None: there is nothing to check with on this machine."""
    problem = install_problem()
    if problem:
        say(f"JavaScript was not checked: {problem}")
        return None
    commands = [
        *(("tsc", "-p", str(SETTINGS / f"{name}.json")) for name in PROJECTS),
        ("eslint", "--config", str(SETTINGS / "eslint.config.js"), *LINTED),
    ]
    with ThreadPoolExecutor() as pool:
        fine = list(pool.map(_runs, commands))
    return all(fine) and _served_alike()


def _node_problem() -> str | None:
    oldest = ".".join(map(str, OLDEST))
    wanted = f"Node.js {oldest} or newer and npm (on Debian: apt-get install nodejs npm)"
    if not shutil.which("node") or not shutil.which("npm"):
        return f"install {wanted}"
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
    numbers = version.stdout.strip().removeprefix("v").split(".")[:2]
    if tuple(map(int, numbers)) >= OLDEST:
        return None
    return f"this is Node.js {'.'.join(numbers)}; install {wanted}"


def install_problem() -> str | None:
    """Installs what the lock file names, once, also for tests; why it could not, or None."""
    if problem := _node_problem():
        return problem
    CACHE.mkdir(exist_ok=True)
    # Processes of a test run ask at the same time.
    with (CACHE / "javascript.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _installed()


def _installed() -> str | None:
    lock = (SETTINGS / "package-lock.json").read_bytes()
    stamp = INSTALLED / "stamp"
    digest = hashlib.sha256(lock).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return None
    say("installing the JavaScript tools into .cache (once, about half a minute)")
    INSTALLED.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(SETTINGS / name, INSTALLED)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=INSTALLED, capture_output=True, text=True, check=False)
    if done.returncode:
        return f"npm could not install the tools:\n{(done.stdout + done.stderr)[-1500:]}"
    stamp.write_text(digest)
    return None


def _runs(command: tuple[str, ...]) -> bool:
    tool, *arguments = command
    binary = INSTALLED / "node_modules" / ".bin" / tool
    done = subprocess.run(
        [binary, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        say((done.stdout + done.stderr).strip())
    return done.returncode == 0


def _served_alike() -> bool:
    """The tokens of what is served are those of the source."""
    sources = {str(file.relative_to(STATIC)): file.read_text() for file in STATIC.rglob("*.js")}
    pairs = {name: [text, scripts.code_as_served(text)] for name, text in sources.items()}
    command = ["node", str(SETTINGS / "same_tokens.js")]
    done = subprocess.run(command, input=json.dumps(pairs), text=True, check=False)
    return done.returncode == 0

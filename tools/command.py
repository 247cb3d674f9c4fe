"""Runs one of the project's commands: Ctrl-C and an unwritable folder end in a sentence.

    python -m tools.command sandbox.demo --once

runs `main()` of that module, or of the package's `__main__`.
"""

import os
import signal
import sys

STOPPED = 130
UNWRITABLE = 1


def _leave(*_: object) -> None:
    """While modules are imported nothing runs yet that would have to be ended."""
    os.write(2, b"\nStopped.\n")
    os._exit(STOPPED)


if __name__ == "__main__":
    # Before all other imports, which take seconds: Python's own handler prints where it stood.
    signal.signal(signal.SIGINT, _leave)

import errno  # noqa: E402
from collections.abc import Callable, Sequence  # noqa: E402
from importlib import import_module  # noqa: E402
from importlib.util import find_spec  # noqa: E402

NO_WRITING = {errno.EACCES, errno.EPERM, errno.EROFS}


def main(arguments: Sequence[str]) -> int:
    name, *rest = arguments
    try:
        sys.argv = [name, *rest]
        command = _command(name)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        return command()
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped.\n")
        return STOPPED
    except OSError as failure:
        if failure.errno not in NO_WRITING or not failure.filename:
            raise
        sys.stderr.write(f"\n{_sentence(failure)}\n")
        return UNWRITABLE


def _command(name: str) -> Callable[[], int]:
    found = find_spec(name)
    is_package = found is not None and found.submodule_search_locations is not None
    module = import_module(f"{name}.__main__" if is_package else name)
    return module.main  # type: ignore[no-any-return]


def _sentence(failure: OSError) -> str:
    return (
        f"{failure.filename}: {failure.strerror}. The project's folder has to be writable: "
        "copy it to a folder of your own and run the command there."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

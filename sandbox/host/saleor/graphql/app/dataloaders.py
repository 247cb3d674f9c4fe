from typing import Any

from promise import Promise


def get_app_promise(context: Any) -> Promise:
    """The app whose token came with a request; nobody has installed one in the sandbox."""
    return Promise.resolve(getattr(context, "app", None))

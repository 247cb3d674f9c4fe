"""Which paths a campaign may open."""

from ..core.links import path_problem


def problem(path: str) -> str | None:
    """Why a path is no page of the storefront. Of the words of links a campaign knows one."""
    if any(brace in path.replace("{channel}", "") for brace in "{}"):
        return "the only word in braces is “{channel}”"
    return path_problem(path)

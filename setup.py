"""Builds the description for the package index, where relative links of the README lead nowhere.

SALEOR_PUSH_PROJECT_URL is the address of the repository's files, such as the one that ends in
`/blob/main`: relative links and pictures then become absolute ones below it. Without it, the
description keeps the words of a link and leaves out pictures.
"""

import os
import re
from pathlib import Path

from setuptools import setup

RELATIVE_LINK = re.compile(r"(!?)\[([^]]*)\]\((?!https?:|#)([^)]+)\)")


def description(readme: str, project_url: str) -> str:
    """The README in Markdown, without relative links."""

    def replaced(link: re.Match[str]) -> str:
        picture, words, target = link.groups()
        if project_url:
            raw = "?raw=true" if picture else ""
            return f"{picture}[{words}]({project_url.rstrip('/')}/{target}{raw})"
        return "" if picture else words

    return RELATIVE_LINK.sub(replaced, readme)


if __name__ == "__main__":
    url = os.environ.get("SALEOR_PUSH_PROJECT_URL", "")
    setup(
        long_description=description(Path("README.md").read_text(encoding="utf-8"), url),
        long_description_content_type="text/markdown",
        project_urls={"Source": url, "Changelog": f"{url}/CHANGELOG.md"} if url else {},
    )

"""The guides' samples, taken out of their Markdown and served as the website they describe."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from sandbox.browsers.site import Site
from tests.browser.storefront_kit import SCRIPTS

DOCS = Path(__file__).parents[2] / "docs"
GUIDES = (
    "storefront",
    "plain-html",
    "pwa",
    "ios",
    "consent",
    "components",
    "nextjs",
    "moving-in",
    "troubleshooting",
)
FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Sample:
    """`name` is the file it is said to be; empty for lines to be put somewhere."""

    guide: str
    language: str
    name: str
    code: str

    @property
    def path(self) -> str:
        return "/" + self.name.removeprefix("public/")


def samples(guide: str) -> list[Sample]:
    text = (DOCS / f"{guide}.md").read_text(encoding="utf-8")
    return [
        Sample(guide=guide, language=language, name=name, code=code)
        for language, name, code in FENCE.findall(text)
    ]


def site_of(guide: str, *, api_url: str, channel: str) -> Site:
    """The files of a guide, with the shop's real address, at their places."""

    def placed(code: str) -> str:
        code = code.replace("https://api.example.com", api_url)
        return code.replace("default-channel", channel)

    files = [one for one in samples(guide) if one.name]
    pages = {one.path: placed(one.code) for one in files}
    return Site({**pages, "/": pages.get("/index.html", "<!doctype html><title>shop</title>")})


# What a bundler and Next.js do, as little as the samples need of it.
REACT = """
let effects = [];
export const useRef = (current) => ({ current });
export const useState = (value) => [value, (now) => (window.states ??= []).push(now)];
export const useEffect = (run) => effects.push(run);
export function createElement(name, { ref, ...props }) {
  if (name instanceof Function) return name(props);
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(props)) element.setAttribute(key, value);
  if (ref) ref.current = element;
  return element;
}
export function render(component, props = {}) {
  const made = component(props);
  if (made instanceof Node) document.body.append(made);
  effects.splice(0).forEach((run) => run());
  return made;
}
"""
SESSION = """export const getServerAuthClient = async () => {
  let token = null; // Run out: the storefront asks the shop for another.
  const accessTokenStorage = { getAccessToken: () => token };
  return { accessTokenStorage, fetchWithAuth: async (url, request) => {
    JSON.parse(request.body);
    token = `a.b.${new URL(url).protocol}`;
  } };
};"""


def next_page(*, api_url: str, channel: str) -> dict[str, str]:
    """A page with the Next.js guide's components on it, and what they import."""
    imports = {
        "saleor-push/react": "/npm/react.js",
        "react": "/next/react.js",
        "@/lib/auth/server": "/next/session.js",
        "/src/lib/push": "/src/lib/push.js",
    }
    env = {
        "NEXT_PUBLIC_SALEOR_API_URL": f"{api_url}/graphql/",
        "NEXT_PUBLIC_DEFAULT_CHANNEL": channel,
    }
    page = f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>shop</title>
<script type="importmap">{json.dumps({"imports": imports})}</script>
<script>window.process = {{ env: {json.dumps(env)} }};</script>
<script type="module">
  import {{ render }} from "react";
  import {{ ShopHeader }} from "/src/components/shop-header.js";
  window.show = (props) => render(ShopHeader, props).isConnected;
  show({{}});
</script></html>"""
    package = {**SCRIPTS, "react.js": (DOCS.parent / "js" / "react.js").read_text()}
    npm = {f"/npm/{name}": text for name, text in package.items()}
    return {"/": page, "/next/react.js": REACT, "/next/session.js": SESSION, **npm}

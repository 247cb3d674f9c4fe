"""Which Chromium, and how it is started: headless, and with no way out of the machine."""

import os
import shutil

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
DEAD_PROXY = "http://127.0.0.1:9"
FLAGS = (
    "--headless",
    "--remote-debugging-port=0",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-breakpad",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-domain-reliability",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--no-default-browser-check",
    "--password-store=basic",
    f"--proxy-server={DEAD_PROXY}",
    "--proxy-bypass-list=127.0.0.1;localhost;*.localhost",
)


def find_chromium() -> str | None:
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


def flags() -> list[str]:
    """Chromium refuses to sandbox itself as root."""
    return [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]

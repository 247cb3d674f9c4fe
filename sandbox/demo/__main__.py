"""Runs the demo: `make demo`, or `make demo ONCE=1` to end after the story."""

import argparse
import contextlib
import signal
import sys
import threading

from sandbox.browsers.line import BrowserError
from sandbox.browsers.process import StartError
from sandbox.demo.screen import CHOICES, open_screen
from sandbox.demo.story import Told, tell
from sandbox.demo.town import Town, town
from sandbox.demo.words import closing, say
from sandbox.live import ROOT
from sandbox.processes import ServerError
from tests.hosts.refs import Refused

EXPECTED = (ServerError, StartError, BrowserError, Refused, AssertionError)


def main() -> int:
    given = _arguments()
    say("Web Push for Saleor: from an order to the screen, all on this machine.\n")
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, _as_interrupt)
    try:
        with town() as built:
            told = _play(built, given.browser)
            if not given.once:
                _stay_open(built)
    except KeyboardInterrupt:
        say("\nStopped.")
        closing(demo="stopped")
        return 130
    except EXPECTED as failure:
        say(f"\nThe demo could not go on: {failure}")
        closing(demo="failed")
        return 1
    closing(demo="ok", shown=len(told), ms_to_shown=round(told[0].timeline.shown))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--once", action="store_true")
    parser.add_argument("--browser", default="", choices=["", *CHOICES])
    return parser.parse_args()


def _as_interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _play(built: Town, browser: str) -> list[Told]:
    with contextlib.closing(open_screen(built, browser)) as screen:
        told = tell(built, screen)
    for act in told:
        act.say()
    if pictures := sorted(built.pictures.glob("*.png")):
        say(f"\n  Pictures: {', '.join(str(path.relative_to(ROOT)) for path in pictures)}")
    return told


def _stay_open(built: Town) -> None:
    say(f"\n  Now you: open {built.storefront.url} in your own browser.")
    say("  Press the bell, buy something, and watch. (Your browser is reached through its")
    say("  maker's push service, so for that this machine needs the internet.)")
    say(f"  GraphiQL of the storefront API: {built.live.url}/plugins/saleor.push/graphql/")
    say(f"  Logs: {built.folder}   Ctrl-C ends everything.")
    with contextlib.suppress(KeyboardInterrupt):
        threading.Event().wait()
    say("\n  Closing.")


if __name__ == "__main__":
    sys.exit(main())

"""Which browser the demo takes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from sandbox.browsers.process import StartError
from sandbox.demo import screen
from sandbox.demo.town import Town


class Nothing:
    """A town without pictures, which is all that choosing a browser asks of it."""

    pictures = Path("/nonexistent")


TOWN = cast("Town", Nothing())


class Opened:
    def __init__(self, town: Town) -> None:
        self.town = town


class Firefox(Opened):
    name = "Firefox"


class Chromium(Opened):
    name = "Chromium"


class Broken(Opened):
    name = "Firefox"

    def __init__(self, town: Town) -> None:
        raise StartError("no display\nand a long log")


def installed(monkeypatch: pytest.MonkeyPatch, **openers: Any) -> None:
    found: Mapping[str, Any] = {"none": screen.PlainScreen, **openers}
    monkeypatch.setattr(screen, "CHOICES", found)
    monkeypatch.setattr(screen, "find_firefox", lambda: "firefox" in openers)
    monkeypatch.setattr(screen, "find_chromium", lambda: "chromium" in openers)


@pytest.mark.parametrize(
    ("openers", "kind"),
    [
        ({"firefox": Firefox, "chromium": Chromium}, Firefox),
        ({"chromium": Chromium}, Chromium),
        ({"firefox": Broken, "chromium": Chromium}, Chromium),
        ({"firefox": Broken}, screen.PlainScreen),
        ({}, screen.PlainScreen),
    ],
)
def test_the_first_browser_that_starts_is_used(
    openers: Mapping[str, Any], kind: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(monkeypatch, **openers)
    assert type(screen.open_screen(TOWN)) is kind


def test_it_says_which_one_it_uses_and_why_not_another(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    installed(monkeypatch, firefox=Broken, chromium=Chromium)
    screen.open_screen(TOWN)
    said = capsys.readouterr().out
    assert "no display\n" in said
    assert "a long log" not in said
    assert "the shopper's browser: Chromium" in said


def test_the_one_that_is_asked_for_is_not_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, firefox=Broken, chromium=Chromium)
    assert type(screen.open_screen(TOWN, "chromium")) is Chromium
    assert type(screen.open_screen(TOWN, "none")) is screen.PlainScreen
    with pytest.raises(StartError):
        screen.open_screen(TOWN, "firefox")

"""Adds the buttons of a campaign to its text, each with the page that it opens."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

from ..core.facts.campaign import CampaignFacts
from ..core.links import Link, with_click
from ..core.text.payload import Text


class Button(NamedTuple):
    """A button by the name that a browser reports, its labels by language, and its address."""

    name: str
    labels: Mapping[str, str]
    address: str


def buttons(facts: object, address: Callable[[Link], str]) -> tuple[Button, ...]:
    """The buttons of a campaign in its reader's channel; none of other pushes.

    `address`: of a link of the storefront.
    """
    if not isinstance(facts, CampaignFacts):
        return ()
    campaign, words = f"campaign-{facts.id}", {"channel": facts.channel}
    return tuple(
        Button(
            name=f"button-{number}",
            labels=each.labels,
            address=address(
                Link(path=each.path, words=words, campaign=campaign)
                if each.path
                else Link(page="home", words=words, campaign=campaign)
            ),
        )
        for number, each in enumerate(facts.buttons, start=1)
    )


def added(text: Text, given: tuple[Button, ...], click: str) -> Text:
    """The text with the buttons that are labelled in its language. `click`: as links.with_click."""
    shown = [each for each in given if text.language in each.labels]
    labels = tuple((each.name, each.labels[text.language]) for each in shown)
    links = {each.name: with_click(each.address, click) for each in shown}
    return replace(text, buttons=labels, links=links)

"""What is wrong with the buttons of a draft."""

from collections.abc import Iterator

from ..core.campaigns.buttons import MOST, CampaignButton
from ..core.push_subscription import Problem
from ..core.text import template_rules
from ..core.text.platform_lengths import length
from ..models import Campaign
from ..scenarios.campaign import Campaign as Scenario
from . import page_paths

# What Android shows of two buttons side by side, and Windows of one.
LONGEST_LABEL = 25


def problems(campaign: Campaign) -> Iterator[Problem]:
    """Everything that is wrong: each has a page of the shop and a label in every language."""
    buttons = CampaignButton.from_json(campaign.buttons)
    if len(buttons) > MOST:
        yield _invalid(f"There are at most {MOST} buttons.")
        return
    for button in buttons:
        if button.path and (wrong := page_paths.problem(button.path)):
            yield _invalid(f"A button opens no page of the shop: {wrong}.")
        yield from _label_problems(button, campaign)


def _label_problems(button: CampaignButton, campaign: Campaign) -> Iterator[Problem]:
    for tag in sorted(set(campaign.texts) - set(button.labels)):
        message = f"A button has no label in “{tag}”."
        yield Problem(field="buttons", code="required", message=message)
    for tag in sorted(set(button.labels) - set(campaign.texts)):
        yield _invalid(f"A button has a label in “{tag}”, in which the campaign has no texts.")
    for tag, label in sorted(button.labels.items()):
        if complaint := _label_problem(label):
            yield _invalid(f"The label of a button in “{tag}” is wrong: {complaint}.")


def _label_problem(label: str) -> str | None:
    if any(brace in label for brace in "{}"):
        return "it has braces"
    if length(label) > LONGEST_LABEL:
        return f"it has more than {LONGEST_LABEL} characters"
    return template_rules.problem(Scenario(), "title", label)


def _invalid(message: str) -> Problem:
    return Problem(field="buttons", code="invalid", message=message)

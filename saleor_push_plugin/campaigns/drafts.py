"""Makes, changes, copies and deletes drafts of campaigns, and says what is wrong with them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from .. import outbox
from ..core.campaigns.states import CampaignAction, CampaignState
from ..core.links import is_web_page
from ..core.push_subscription import Problem
from ..core.segments.as_json import as_json
from ..language_tags import normalize_tag
from ..messages import template_checks
from ..models import Campaign
from ..scenarios.campaign import Campaign as Scenario
from ..segments.compiling import People, people
from . import (
    arms,
    button_checks,
    change_log,
    lifecycle,
    page_paths,
    product_checks,
    recurrence_checks,
    voucher_checks,
)

LONGEST_NAME, MOST_HOURS, MOST_LANGUAGES = 100, 7 * 24, 20
# What of a campaign staff write; the rest is the plugin's.
WRITTEN = (
    *("name", "channel", "language", "texts", "path", "image", "urgency", "hours"),
    *("where", "segment_id", "voucher", "product", "buttons"),
    *("variants", "goal", "test_share", "decided_after", "has_canary"),
)
NOT_FOUND = Problem(field="id", code="not_found", message="There is no such campaign.")


class ArmPreview(NamedTuple):
    """How an arm reads in a language."""

    arm: str
    preview: template_checks.Preview


@dataclass(frozen=True, kw_only=True)
class Result:
    """A stored campaign, or what is wrong; `previews`: of its texts, by arm and language."""

    campaign: Campaign | None = None
    problems: tuple[Problem, ...] = ()
    previews: Sequence[ArmPreview] = ()


def make(values: Mapping[str, Any], author: str, now: datetime) -> Result:
    """Store a draft. `values`: by the names of WRITTEN. `author`: as "User:7"."""
    campaign = Campaign(created_at=now, **_normalized(values))
    problems, previews = _checked(campaign, now)
    if problems:
        return Result(problems=problems)
    with outbox.atomic():
        campaign.save()
        change_log.add(campaign, CampaignAction.CREATE, author, now)
    return Result(campaign=campaign, previews=previews)


def change(campaign_id: int, values: Mapping[str, Any], author: str, now: datetime) -> Result:
    """Change what is given of a draft, or of a series: what is made of it from now on."""
    with outbox.atomic():
        campaign = Campaign.objects.select_for_update().filter(pk=campaign_id).first()
        if campaign is None:
            return Result(problems=(NOT_FOUND,))
        given = _normalized(values)
        for name, value in given.items():
            setattr(campaign, name, value)
        problems, previews = _checked(campaign, now)
        if problems:
            return Result(problems=problems)
        stored = {name: getattr(campaign, name) for name in given}
        done = lifecycle.apply(campaign, CampaignAction.UPDATE, author, now, stored)
        if isinstance(done, lifecycle.Refused):
            return Result(problems=(refusal(done),))
    return Result(campaign=campaign, previews=previews)


def copy(campaign_id: int, author: str, now: datetime) -> Result:
    """Make a draft of what another campaign says, in whatever state that is."""
    original = Campaign.objects.filter(pk=campaign_id).first()
    if original is None:
        return Result(problems=(NOT_FOUND,))
    return make({name: getattr(original, name) for name in WRITTEN}, author, now)


def delete(campaign_id: int) -> tuple[Problem, ...]:
    """Delete a draft; returns what is wrong. What was ever scheduled stays, with its log."""
    with outbox.atomic():
        campaign = Campaign.objects.select_for_update().filter(pk=campaign_id).first()
        if campaign is None:
            return (NOT_FOUND,)
        if campaign.state != CampaignState.DRAFT:
            return (refusal(lifecycle.Refused(state=CampaignState(campaign.state))),)
        campaign.delete()
    return ()


def in_order(
    campaign: Campaign, texts: Mapping[str, Mapping[str, str]]
) -> list[tuple[str, Mapping[str, str]]]:
    """Texts of an arm by language: its own first, then by tag. The database keeps no order."""
    own = campaign.language
    return sorted(texts.items(), key=lambda each: (each[0] != own, each[0]))


def users_of_segment(segment_id: int) -> list[str]:
    """The names of the campaigns that are not over and address a stored segment."""
    over = (CampaignState.DONE, CampaignState.CANCELLED)
    rows = Campaign.objects.filter(segment_id=segment_id).exclude(state__in=over)
    return list(rows.order_by("name").values_list("name", flat=True))


def refusal(refused: lifecycle.Refused) -> Problem:
    """What staff are told of an action that may not happen."""
    if refused.state is None:
        return NOT_FOUND
    message = f"This cannot be done with a campaign that is {refused.state}."
    return Problem(field="id", code="invalid", message=message)


def _normalized(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are stored."""
    found = dict(values)
    if "texts" in found:
        found["texts"] = {normalize_tag(tag): _clean(tag, t) for tag, t in found["texts"].items()}
    if "variants" in found:
        found["variants"] = [_normalized_arm(arm) for arm in found["variants"]]
    if "language" in found:
        found["language"] = normalize_tag(found["language"])
    if "name" in found:
        found["name"] = found["name"].strip()
    return found


def _normalized_arm(arm: Mapping[str, Any]) -> dict[str, Any]:
    texts = {normalize_tag(tag): _clean(tag, t) for tag, t in arm["texts"].items()}
    return {"name": arm["name"].strip(), "texts": texts}


def _clean(language: str, texts: Mapping[str, str]) -> dict[str, str]:
    draft = template_checks.Draft(scenario=Scenario.code, language=language, texts=texts)
    return dict(template_checks.normalized(draft).texts)


def problems_at(campaign: Campaign, starts_at: datetime, now: datetime) -> tuple[Problem, ...]:
    """What is wrong with a draft that is to go out then."""
    return _checked(campaign, now, max(starts_at, now))[0]


def _checked(
    campaign: Campaign, now: datetime, used_at: datetime | None = None
) -> tuple[tuple[Problem, ...], Sequence[ArmPreview]]:
    """What is wrong with a campaign, and its previews. Without problems, `where` becomes JSON.

    `used_at`: from when on its voucher is used, if that is not now.
    """
    previews = list(_previews(campaign))
    problems = (
        *_plain_problems(campaign),
        *_language_problems(campaign),
        *(problem for each in previews for problem in each.preview.problems),
        *arms.problems(campaign),
        *voucher_checks.problems(campaign, used_at or now),
        *product_checks.problems(campaign),
        *button_checks.problems(campaign),
        *recurrence_checks.problems(campaign),
        *_audience_problems(campaign, now),
    )
    if not problems:
        campaign.where = as_json(campaign.where)
    return problems, previews


def _previews(campaign: Campaign) -> Iterator[ArmPreview]:
    """The texts of all arms, checked."""
    for arm in arms.all_of(campaign)[: arms.MOST]:
        for language, texts in in_order(campaign, arm["texts"])[:MOST_LANGUAGES]:
            draft = template_checks.Draft(scenario=Scenario.code, language=language, texts=texts)
            yield ArmPreview(arm["name"], template_checks.check(draft))


def _plain_problems(campaign: Campaign) -> Iterator[Problem]:
    name = campaign.name
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        message = f"A name has 1 to {LONGEST_NAME} characters, in one line."
        yield Problem(field="name", code="invalid" if name else "required", message=message)
    if campaign.path and (wrong := page_paths.problem(campaign.path)):
        yield Problem(field="path", code="invalid", message=f"It is no page of the shop: {wrong}.")
    if campaign.image and not _is_picture(campaign.image):
        message = "This is not the https address of a picture."
        yield Problem(field="image", code="invalid", message=message)
    if not 1 <= campaign.hours <= MOST_HOURS:
        message = f"A push may wait for 1 to {MOST_HOURS} hours."
        yield Problem(field="expires_after_hours", code="invalid", message=message)


def _is_picture(url: str) -> bool:
    return url.startswith("https://") and is_web_page(url)


def _language_problems(campaign: Campaign) -> Iterator[Problem]:
    if not campaign.texts:
        yield Problem(field="texts", code="required", message="There are no texts.")
    elif len(campaign.texts) > MOST_LANGUAGES:
        message = f"There are more than {MOST_LANGUAGES} languages."
        yield Problem(field="texts", code="invalid", message=message)
    elif campaign.language not in campaign.texts:
        message = "The campaign has no texts in this language."
        yield Problem(field="language", code="not_found", message=message)
    if any("title" not in texts for texts in campaign.texts.values()):
        yield Problem(field="title", code="required", message="A title is missing.")


def _audience_problems(campaign: Campaign, now: datetime) -> Iterator[Problem]:
    found = people(campaign.where, now, asking=False)
    if not isinstance(found, People):
        yield from found

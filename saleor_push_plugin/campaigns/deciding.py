"""Decides which arm of a campaign the rest gets, and says what may be claimed of the arms.

The leader gets the rest in any case: to wait for proof costs more than it brings. The claim is made
at two planned looks, at the decision and some time after it (core.experiments.two_looks).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from .. import outbox
from ..core.campaigns import stages
from ..core.campaigns.stages import Stage
from ..core.campaigns.states import CampaignAction, CampaignState
from ..core.experiments import claims, two_looks
from ..core.experiments.claims import Claim
from ..core.experiments.goals import Goal
from ..core.experiments.samples import Sample
from ..core.isolated_steps import isolated
from ..experiments import campaign_arms
from ..experiments.results import Results, shares
from ..models import Campaign, Experiment
from ..results import experiment_goals
from . import arms, change_log, lifecycle, staging


def decide(now: datetime) -> None:
    """Choose the leader of each test whose time has come; one that fails is decided later."""
    for id in staging.judged(Stage.TEST).values_list("id", flat=True):
        isolated(f"deciding campaign {id}", partial(_decide, id, now), None)


def look_last(now: datetime) -> None:
    """Take the last look at each test that was decided long enough ago, and end its experiment."""
    for id in campaign_arms.running().values_list("id", flat=True):
        isolated(f"the last look at experiment {id}", partial(_end, id, now), None)


def results_of(experiment: Experiment, now: datetime) -> Results:
    """What the arms have brought by now, with what may be claimed by the looks taken so far."""
    return replace(experiment_goals.of(experiment, now), claim=claim_of(experiment, now))


def claim_of(experiment: Experiment, now: datetime) -> Claim:
    """The claim of the newest look; before the first one who leads now."""
    looks = experiment.looks
    if not looks:
        return claims.before_looks(experiment_goals.of(experiment, now).samples, shares(experiment))
    samples = experiment_goals.samples_of(experiment, looks[-1]["counted"])
    taken = [(look["information"], look["z"]) for look in looks]
    return two_looks.claim(samples, shares(experiment), *taken)


def _decide(id: int, now: datetime) -> None:
    with outbox.atomic():
        campaign = staging.judged(Stage.TEST).select_for_update(skip_locked=True).filter(pk=id)
        found = campaign.first()
        if found is None or not _is_due(found, now):
            return
        experiment = campaign_arms.locked(found.pk)
        _look(experiment, now)
        values: dict[str, Any] = {
            "leader": claim_of(experiment, now).leader,
            "decided_at": now,
            **staging.begun(found, Stage.REST, now),
        }
        lifecycle.apply(found, CampaignAction.STAGE, change_log.NOBODY, now, values)


def _is_due(campaign: Campaign, now: datetime) -> bool:
    wait = timedelta(hours=arms.decided_after(campaign))
    # The cheap question first: the other one counts rows.
    assert campaign.stage_until is not None
    if campaign.stage_until + wait > now:
        return False
    ready = staging.ready_at(campaign, wait)
    return ready is not None and ready <= now


def _look(experiment: Experiment, now: datetime) -> Mapping[str, Any]:
    """Take a planned look at a locked experiment."""
    counted = experiment_goals.count(experiment, now)
    samples = experiment_goals.samples_of(experiment, counted)
    taken = {"at": now.isoformat(), "counted": counted, **_evidence(samples)}
    campaign_arms.look(experiment, taken)
    return counted


def _evidence(samples: Sequence[Sample]) -> dict[str, Any]:
    return {"information": two_looks.information(samples), "z": list(two_looks.z_of(samples))}


def _end(id: int, now: datetime) -> None:
    with outbox.atomic():
        rows = campaign_arms.running().select_for_update(skip_locked=True)
        experiment = rows.filter(pk=id).first()
        if experiment is None:
            return
        campaign = Campaign.objects.filter(pk=campaign_arms.campaign_of(experiment)).first()
        since = _over_since(campaign) if campaign else None
        if since is None or since + stages.CLAIMED_AFTER[Goal(experiment.goal)] > now:
            return
        campaign_arms.end(experiment, _look(experiment, now), now)


def _over_since(campaign: Campaign) -> datetime | None:
    """Since when nobody new gets an arm: since the decision, or since it was cancelled."""
    if campaign.decided_at is None and campaign.state == CampaignState.CANCELLED:
        return campaign.ended_at
    return campaign.decided_at

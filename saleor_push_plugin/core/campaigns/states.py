"""The states of a campaign, and what staff and the plugin may do in each."""

from collections.abc import Mapping
from enum import StrEnum


class CampaignState(StrEnum):
    """Draft → scheduled → freezing → sending → done; paused and cancelled on the way.

    FREEZING: its recipients are being stored. SENDING: they are stored, and get it when it is
    planned for them. DONE and CANCELLED are final.
    """

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    FREEZING = "freezing"
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


class CampaignAction(StrEnum):
    """What changes a campaign; the log of a campaign names them.

    CREATE and UPDATE are of its contents; FREEZE, SEND, STAGE and FINISH are the plugin's own.
    STAGE: the next one of core.campaigns.stages begins.
    """

    CREATE = "create"
    UPDATE = "update"
    SCHEDULE = "schedule"
    FREEZE = "freeze"
    SEND = "send"
    STAGE = "stage"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    FINISH = "finish"


_WAITING = (CampaignState.SCHEDULED, CampaignState.FREEZING, CampaignState.SENDING)
# The state after an action, by the state before it.
TRANSITIONS: Mapping[CampaignAction, Mapping[CampaignState, CampaignState]] = {
    CampaignAction.UPDATE: {CampaignState.DRAFT: CampaignState.DRAFT},
    CampaignAction.SCHEDULE: {CampaignState.DRAFT: CampaignState.SCHEDULED},
    CampaignAction.FREEZE: {CampaignState.SCHEDULED: CampaignState.FREEZING},
    CampaignAction.SEND: {CampaignState.FREEZING: CampaignState.SENDING},
    CampaignAction.STAGE: {CampaignState.SENDING: CampaignState.SENDING},
    CampaignAction.PAUSE: dict.fromkeys(_WAITING, CampaignState.PAUSED),
    # What was frozen already goes on at once; see `after`.
    CampaignAction.RESUME: {CampaignState.PAUSED: CampaignState.SCHEDULED},
    CampaignAction.CANCEL: dict.fromkeys(
        (*_WAITING, CampaignState.PAUSED), CampaignState.CANCELLED
    ),
    CampaignAction.FINISH: {CampaignState.SENDING: CampaignState.DONE},
}
FINAL = frozenset({CampaignState.DONE, CampaignState.CANCELLED})


def after(
    action: CampaignAction,
    state: CampaignState,
    *,
    began_to_freeze: bool = False,
    is_frozen: bool = False,
    resumes_itself: bool = False,
) -> CampaignState | None:
    """The state after an action; None if it may not happen in this state.

    A campaign that is resumed goes on where it was: freezing if that had begun, sending if it had
    ended. Staff may pause what is paused if it resumes itself: then it does not.
    """
    if resumes_itself and action is CampaignAction.PAUSE and state is CampaignState.PAUSED:
        return state
    new = TRANSITIONS.get(action, {}).get(state)
    if action is not CampaignAction.RESUME or new is None:
        return new
    if is_frozen:
        return CampaignState.SENDING
    return CampaignState.FREEZING if began_to_freeze else new

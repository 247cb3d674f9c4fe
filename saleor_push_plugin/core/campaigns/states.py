"""The states of a campaign, and what staff and the plugin may do in each."""

from collections.abc import Mapping
from enum import StrEnum


class CampaignState(StrEnum):
    """Draft → scheduled → freezing → sending → done; paused and cancelled on the way.

    REPEATING: a series, of which each occurrence becomes a campaign of its own. FREEZING: its
    recipients are being stored. SENDING: they are stored, and get it when it is planned for them.
    DONE and CANCELLED are final.
    """

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    REPEATING = "repeating"
    FREEZING = "freezing"
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


class CampaignAction(StrEnum):
    """What changes a campaign; the log of a campaign names them.

    CREATE and UPDATE are of its contents; FREEZE, SEND, STAGE and FINISH are the plugin's own.
    STAGE: the next one of core.campaigns.stages begins. REPEAT: staff make it a series, or choose
    another rhythm of one. OCCUR, MISS: the plugin made an occurrence of it, or did not.
    """

    CREATE = "create"
    UPDATE = "update"
    SCHEDULE = "schedule"
    REPEAT = "repeat"
    OCCUR = "occur"
    MISS = "miss"
    FREEZE = "freeze"
    SEND = "send"
    STAGE = "stage"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    FINISH = "finish"


_WAITING = (
    *(CampaignState.SCHEDULED, CampaignState.REPEATING),
    *(CampaignState.FREEZING, CampaignState.SENDING),
)
_REPEATED = {CampaignState.REPEATING: CampaignState.REPEATING}
# The state after an action, by the state before it.
TRANSITIONS: Mapping[CampaignAction, Mapping[CampaignState, CampaignState]] = {
    CampaignAction.UPDATE: {CampaignState.DRAFT: CampaignState.DRAFT, **_REPEATED},
    CampaignAction.SCHEDULE: {CampaignState.DRAFT: CampaignState.SCHEDULED},
    CampaignAction.REPEAT: {CampaignState.DRAFT: CampaignState.REPEATING, **_REPEATED},
    CampaignAction.OCCUR: _REPEATED,
    CampaignAction.MISS: _REPEATED,
    CampaignAction.FREEZE: {CampaignState.SCHEDULED: CampaignState.FREEZING},
    CampaignAction.SEND: {CampaignState.FREEZING: CampaignState.SENDING},
    CampaignAction.STAGE: {CampaignState.SENDING: CampaignState.SENDING},
    CampaignAction.PAUSE: dict.fromkeys(_WAITING, CampaignState.PAUSED),
    # What was frozen already goes on at once; see `after`.
    CampaignAction.RESUME: {CampaignState.PAUSED: CampaignState.SCHEDULED},
    CampaignAction.CANCEL: dict.fromkeys(
        (*_WAITING, CampaignState.PAUSED), CampaignState.CANCELLED
    ),
    CampaignAction.FINISH: dict.fromkeys(
        (CampaignState.SENDING, CampaignState.REPEATING), CampaignState.DONE
    ),
}
_CHANGES = {CampaignAction.UPDATE, CampaignAction.REPEAT}
FINAL = frozenset({CampaignState.DONE, CampaignState.CANCELLED})


def after(
    action: CampaignAction,
    state: CampaignState,
    *,
    began_to_freeze: bool = False,
    is_frozen: bool = False,
    resumes_itself: bool = False,
    repeats: bool = False,
) -> CampaignState | None:
    """The state after an action; None if it may not happen in this state.

    A campaign that is resumed goes on where it was: freezing if that had begun, sending if it had
    ended. Staff may pause what is paused if it resumes itself: then it does not. A series
    (`repeats`) may be changed while it is paused.
    """
    if repeats and action in _CHANGES and state is CampaignState.PAUSED:
        return state
    if resumes_itself and action is CampaignAction.PAUSE and state is CampaignState.PAUSED:
        return state
    new = TRANSITIONS.get(action, {}).get(state)
    if action is not CampaignAction.RESUME or new is None:
        return new
    if repeats:
        return CampaignState.REPEATING
    if is_frozen:
        return CampaignState.SENDING
    return CampaignState.FREEZING if began_to_freeze else new

"""The enums of campaigns, with the words of each value."""

import enum
from collections.abc import Mapping
from typing import Any

import graphene

from ...campaigns.outlook import Caution
from ...core.campaigns.canary import Signal, Watch
from ...core.campaigns.recurrence import Unit
from ...core.campaigns.schedule import PastHour, Timing
from ...core.campaigns.stages import Stage
from ...core.campaigns.states import CampaignAction, CampaignState
from ...core.scenario import Urgency

_WORDS: Mapping[type[enum.Enum], tuple[str, Mapping[Any, str]]] = {
    CampaignState: (
        "The state of a campaign.",
        {
            CampaignState.DRAFT: "It is written, and may be changed.",
            CampaignState.SCHEDULED: "It waits for its moment.",
            CampaignState.REPEATING: "A series: each occurrence becomes a campaign of its own.",
            CampaignState.FREEZING: "The people it is for are being stored.",
            CampaignState.SENDING: "It goes to its people, to each at their moment.",
            CampaignState.PAUSED: "Nothing is sent until it is resumed.",
            CampaignState.DONE: "Nothing of it waits any more.",
            CampaignState.CANCELLED: "It was ended before all was sent.",
        },
    ),
    CampaignAction: (
        "What was done with a campaign.",
        {
            CampaignAction.CREATE: "It was written.",
            CampaignAction.UPDATE: "It was changed.",
            CampaignAction.SCHEDULE: "It was scheduled.",
            CampaignAction.REPEAT: "It was made a series, or a series got another rhythm.",
            CampaignAction.OCCUR: "The plugin made an occurrence of the series.",
            CampaignAction.MISS: "Occurrences of the series were missed.",
            CampaignAction.FREEZE: "The plugin began to store its people.",
            CampaignAction.SEND: "The plugin had stored its people.",
            CampaignAction.STAGE: "Its next stage began.",
            CampaignAction.PAUSE: "It was paused.",
            CampaignAction.RESUME: "It was resumed.",
            CampaignAction.CANCEL: "It was cancelled.",
            CampaignAction.FINISH: "Nothing of it waited any more.",
        },
    ),
    Stage: (
        "The stage of a campaign that does not go to everybody at once.",
        {
            Stage.CANARY: "Few people have it, and their answers are watched.",
            Stage.TEST: "A share of the people gets its arms by chance.",
            Stage.REST: "All others get it, with the texts of the arm that leads.",
        },
    ),
    Watch: (
        "What became of the canary of a campaign.",
        {
            Watch.WATCHED: "Its people have it, and their answers are watched.",
            Watch.PASSED: "Nothing was far above what is usual.",
            Watch.STOPPED: "It paused the campaign.",
            Watch.TOO_FEW_PEOPLE: "There was none: half of the people would be too few for it.",
            Watch.NOTHING_USUAL: "There was none: too little was sent to know what is usual.",
        },
    ),
    Signal: (
        "What the people of a canary are watched for.",
        {
            Signal.DISMISSED: "They closed it.",
            Signal.UNSUBSCRIBED: "They unsubscribed after it.",
            Signal.REFUSED: "A push service refused it.",
        },
    ),
    Timing: (
        "When a campaign goes out.",
        {
            Timing.NOW: "When it was scheduled.",
            Timing.AT: "At a moment, everywhere.",
            Timing.LOCAL: "At an hour of each person's time zone.",
        },
    ),
    PastHour: (
        "What happens where the hour of a time zone is past.",
        {
            PastHour.TOMORROW: "It waits for tomorrow's.",
            PastHour.LEAVE_OUT: "Its people do not get it.",
            PastHour.LATE: "It goes out at once, if their push may still wait.",
        },
    ),
    Caution: (
        "What is warned of before a campaign goes out.",
        {
            Caution.TEST_CANNOT_DECIDE: "Its test finds only a lift that texts seldom have.",
            Caution.BUDGET_BELOW_TEST: "Its voucher's budget has fewer codes than its test people.",
            Caution.BUDGET_BELOW_AUDIENCE: "Its voucher's budget has fewer codes than people.",
        },
    ),
    Unit: (
        "What is counted between two occurrences of a series.",
        {
            Unit.DAY: "Days.",
            Unit.WEEK: "Weeks: on the day of the week of the first one.",
            Unit.MONTH: "Months: on the day of the first one, or the last day of a shorter month.",
        },
    ),
    Urgency: (
        "Whether delivery may be delayed to save the battery (RFC 8030, section 5.3).",
        {
            Urgency.VERY_LOW: "On power and Wi-Fi.",
            Urgency.LOW: "On power or Wi-Fi.",
            Urgency.NORMAL: "On neither power nor Wi-Fi.",
            Urgency.HIGH: "Also with a low battery.",
        },
    ),
}


def _enum(of: type[enum.Enum], name: str) -> type[graphene.Enum]:
    whole, each = _WORDS[of]

    def described(value: Any) -> str:
        return whole if value is None else each[of(value.value)]

    meta = {"enum": enum.Enum(name, {m.name: m.value for m in of}), "description": described}
    return type(name, (graphene.Enum,), {"Meta": type("Meta", (), meta)})


PushCampaignStateEnum = _enum(CampaignState, "PushCampaignStateEnum")
PushCampaignActionEnum = _enum(CampaignAction, "PushCampaignActionEnum")
PushCampaignStageEnum = _enum(Stage, "PushCampaignStageEnum")
PushCampaignCanaryEnum = _enum(Watch, "PushCampaignCanaryEnum")
PushCampaignSignalEnum = _enum(Signal, "PushCampaignSignalEnum")
PushCampaignTimingEnum = _enum(Timing, "PushCampaignTimingEnum")
PushCampaignPastHourEnum = _enum(PastHour, "PushCampaignPastHourEnum")
PushCampaignWarningEnum = _enum(Caution, "PushCampaignWarningEnum")
PushCampaignRepeatUnitEnum = _enum(Unit, "PushCampaignRepeatUnitEnum")
PushUrgencyEnum = _enum(Urgency, "PushUrgencyEnum")

"""Campaigns, their recipients, and the log of what was done with them."""

from collections.abc import Collection

from django.db import models
from django.db.models import Q

from .array_parameters import in_array


class Campaign(models.Model):
    """A marketing push of staff to an audience; values of `state`, `timing` and
    `past_hour` are those of core.campaigns, of `urgency` those of core.scenario.

    `texts`: {language: {name: template}}; `language`: of who reads none of them. `where`: the
    audience as JSON of the API, with which it is frozen. `segment_id`: the stored segment that it
    is from, or null. `channel`: a slug, or "" for all. `at`: with the timing LOCAL an hour of every
    zone, written as one of UTC. `hours`: for how long after its planned moment
    a push may wait. `voucher`, `product`: as JSON of core.campaigns, or null. `buttons`: a
    list of them.

    `variants`: {"name", "texts"} of each arm but the first, whose texts are `texts`. `goal`: of
    core.experiments.goals. `test_share`: percent of the people that the arms are tried with.
    `decided_after`: hours after the test's last zone; null: as the goal has it. `has_canary`: staff
    want one.

    `salt`: of the people's stages and arms; "" if it has no stages. `experiment_id`: that of its
    arms. `stage`: that of core.campaigns.stages it is in. `stage_since`: when that began.
    `stage_ends`: the bucket at which its people end. `stage_until`: the last moment that it is
    planned for, null until it is planned for all. `canary`: what was seen of it. `leader`: the arm
    that the rest gets, since `decided_at`.

    `starts_at`: when freezing is due. `freezing_since`: when it began. `frozen_upto`: the key of
    the last person looked at. `frozen_at`: when all were. `problem`: a reason why it paused itself.
    `result`: its progress when it ended, as the rows are deleted later.

    `repeats`: of a series, core.campaigns.recurrence as JSON; `timing`, `at` and `starts_at` are
    then those of its next occurrence, and `occurrence` is the number of that. `series_id`: of an
    occurrence, the series that it is of; `occurrence` is its number.
    """

    name = models.CharField(max_length=100)
    state = models.CharField(max_length=9, default="draft")
    channel = models.CharField(max_length=255, blank=True, default="")
    language = models.CharField(max_length=35)
    texts = models.JSONField(default=dict)
    path = models.CharField(max_length=1000, blank=True, default="")
    image = models.CharField(max_length=1000, blank=True, default="")
    urgency = models.CharField(max_length=8, default="normal")
    hours = models.SmallIntegerField(default=24)
    voucher = models.JSONField(null=True)
    product = models.JSONField(null=True)
    buttons = models.JSONField(default=list)
    where = models.JSONField(default=dict)
    segment_id = models.BigIntegerField(null=True)
    timing = models.CharField(max_length=5, default="now")
    at = models.DateTimeField(null=True)
    past_hour = models.CharField(max_length=9, default="tomorrow")
    variants = models.JSONField(default=list)
    goal = models.CharField(max_length=16, default="click")
    test_share = models.SmallIntegerField(default=20)
    decided_after = models.SmallIntegerField(null=True)
    has_canary = models.BooleanField(default=False)
    salt = models.CharField(max_length=64, blank=True, default="")
    experiment_id = models.BigIntegerField(null=True)
    stage = models.CharField(max_length=6, blank=True, default="")
    stage_since = models.DateTimeField(null=True)
    stage_ends = models.SmallIntegerField(default=0)
    stage_until = models.DateTimeField(null=True)
    canary = models.JSONField(null=True)
    leader = models.SmallIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    starts_at = models.DateTimeField(null=True)
    freezing_since = models.DateTimeField(null=True)
    frozen_upto = models.CharField(max_length=24, blank=True, default="")
    frozen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=96, blank=True, default="")
    result = models.JSONField(null=True)
    repeats = models.JSONField(null=True)
    series_id = models.BigIntegerField(null=True)
    occurrence = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series_id", "occurrence"],
                condition=Q(series_id__isnull=False),
                name="push_campaign_occurrence_once",
            ),
        ]
        indexes = [
            # What a tick looks at: campaigns that freeze or send, and series.
            models.Index(
                fields=["state", "starts_at"],
                condition=Q(state__in=("scheduled", "repeating", "freezing", "sending")),
                name="push_campaign_active",
            ),
            models.Index(fields=["created_at", "id"], name="push_campaign_newest"),
        ]


class CampaignRecipient(models.Model):
    """A person whom a campaign is for, stored once.

    `person`: as in Notification. `reason`: a code of core.reason, why they do not get it. `cut_at`:
    when their pushes were put into the outbox. `planned_at`: null until the stage of `bucket`
    begins (core.campaigns.stages); `time_zone`: by which it is planned then.
    """

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, db_index=False, db_constraint=False, related_name="recipients"
    )
    person = models.CharField(max_length=24)
    planned_at = models.DateTimeField(null=True)
    bucket = models.SmallIntegerField(null=True)
    time_zone = models.CharField(max_length=64, blank=True, default="")
    reason = models.CharField(max_length=96, blank=True, default="")
    cut_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "person"], name="push_recipient_once")
        ]
        indexes = [
            # Who gets it next.
            models.Index(
                fields=["campaign", "planned_at", "id"],
                condition=Q(cut_at__isnull=True, reason=""),
                name="push_recipient_next",
            ),
        ]

    @classmethod
    def of(cls, persons: Collection[str]) -> "models.QuerySet[CampaignRecipient]":
        """Where people (keys of core.person) are among the recipients.

        Asked campaign by campaign, of which there are few: the index begins with them, and one of
        people alone would make freezing a million of them slower.
        """
        campaigns = Campaign.objects.values_list("pk", flat=True)
        return cls.objects.filter(
            campaign__in=in_array(list(campaigns)), person__in=in_array(persons)
        )


class CampaignChange(models.Model):
    """A log entry: what was done with a campaign (core.campaigns.states.CampaignAction), and when.

    `who`: as Saleor's API names people and apps ("User:7"), empty for the plugin itself. Of a
    deleted account a pseudonym stays. `details`: what was changed, by field.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="changes")
    action = models.CharField(max_length=8)
    who = models.CharField(max_length=32, blank=True, default="")
    at = models.DateTimeField()
    details = models.JSONField(default=dict)

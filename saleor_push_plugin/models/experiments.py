"""Experiments with texts, the hold-out, and which arm a person was assigned to first."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Experiment(models.Model):
    """An experiment with the texts of a scenario, or ("") a hold-out; running until `ended_at`.

    Of the arms of a campaign `scenario` is “campaign:” and its id.

    `arms`: {"name", "texts": {language: {name: text}}} of each; the first is what is sent without
    the experiment. Of a hold-out the first arm is held out. `ends`: the buckets (core.experiments.
    assignment) at which the arms end; the last is 10,000. `languages`: only who reads one of them
    takes part, as the arms differ in no other; `channel`: as in TemplateOverride. `started_by`: as
    Saleor's API names people and apps ("User:7").
    """

    scenario = models.CharField(max_length=64, blank=True, default="")
    name = models.CharField(max_length=100)
    channel = models.CharField(max_length=255, blank=True, default="")
    goal = models.CharField(max_length=16, blank=True, default="")
    salt = models.CharField(max_length=64)
    arms = models.JSONField(default=list)
    ends = ArrayField(models.IntegerField())
    languages = ArrayField(models.CharField(max_length=35), default=list)
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=32, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=32, blank=True, default="")
    # What was known when it ended; the rows it was counted from are deleted later.
    result = models.JSONField(null=True)
    # The planned looks that were taken: {"at", "information", "z", "counted"} of each.
    looks = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scenario"],
                condition=Q(ended_at__isnull=True),
                name="push_experiment_running_once",
            )
        ]


class Assignment(models.Model):
    """The arm that a person was assigned to first; kept when a guest logs in.

    `person`: as in Notification. `merged`: the person had two, as a guest and as a customer, and
    keeps the older one; no claim counts them.
    """

    experiment = models.ForeignKey(Experiment, models.CASCADE, related_name="assignments")
    person = models.CharField(max_length=24)
    arm = models.SmallIntegerField()
    at = models.DateTimeField()
    merged = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["experiment", "person"], name="push_assignment_once")
        ]
        indexes = [models.Index(fields=["person"], name="push_assignment_person")]

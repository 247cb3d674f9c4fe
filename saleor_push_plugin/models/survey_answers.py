"""Answers of shoppers to the survey that a notification asked."""

from django.db import models

from .outbox import Notification


class SurveyAnswer(models.Model):
    """A shopper's answer to a survey; one for each survey, the last one counts."""

    notification = models.OneToOneField(Notification, models.CASCADE, related_name="answer")
    subject = models.CharField(max_length=64)
    value = models.CharField(max_length=64)
    text = models.CharField(max_length=1000, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="push_survey_answer_when")]

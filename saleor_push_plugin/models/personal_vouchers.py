"""The personal voucher codes that we created in Saleor."""

from django.db import models


class PersonalVoucher(models.Model):
    """A personal voucher code that we created in Saleor.

    `key`: what it is owed for, so that it is created once. `voucher`: the id of Saleor's voucher.
    `channel`: the slug of the channel whose push promised it.
    """

    key = models.CharField(max_length=255, unique=True)
    code = models.CharField(max_length=255)
    person = models.CharField(max_length=24)
    purpose = models.CharField(max_length=16, default="")
    voucher = models.IntegerField(default=0)
    channel = models.CharField(max_length=255, blank=True, default="")
    made_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person"], name="push_voucher_person"),
            # Finds which of the codes that expire soon are ours.
            models.Index(fields=["code"], name="push_voucher_code"),
            # Counts the codes of a voucher and a day.
            models.Index(fields=["voucher", "made_at"], name="push_voucher_day"),
        ]

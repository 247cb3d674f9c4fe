"""The personal voucher codes that we created in Saleor."""

from django.db import models


class PersonalVoucher(models.Model):
    """A personal voucher code that we created in Saleor, so that each is created once."""

    key = models.CharField(max_length=255, unique=True)
    code = models.CharField(max_length=255)
    person = models.CharField(max_length=24)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person"], name="push_voucher_person"),
            # Finds which of the codes that expire soon are ours.
            models.Index(fields=["code"], name="push_voucher_code"),
        ]

"""The address of the shop that may send."""

from django.db import models


class SendingAddress(models.Model):
    """The PUBLIC_URL of the shop when sending was switched on; one row, or none before that.

    A copy of the database brings the row along, and the copy's shop has another address.
    `alarmed_at`: when the log last said that this shop has another address.
    """

    ONLY = 1

    id = models.SmallIntegerField(primary_key=True, default=ONLY)
    public_url = models.CharField(max_length=255, blank=True, default="")
    confirmed_at = models.DateTimeField()
    alarmed_at = models.DateTimeField(null=True)

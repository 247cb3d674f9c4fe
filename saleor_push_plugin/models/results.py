"""What notifications have brought: counts by day, and the orders that came after them."""

from django.db import models


class ResultGroup(models.Model):
    """Who is counted together: channel, language and platform of a browser, and its push service.

    A notification keeps the group it was planned for. Two rows may be alike, after a channel was
    renamed or when two workers made one at once: whoever reads adds them up.
    """

    channel = models.CharField(max_length=255)
    language = models.CharField(max_length=35, blank=True)
    platform = models.CharField(max_length=32, blank=True)
    # As core.platform.browser_of names it; empty: another.
    service = models.CharField(max_length=16, blank=True)


class Counted(models.Model):
    """How often something happened on a day (UTC) to the notifications of one cell.

    `campaign_id`, `experiment_id`, `arm` and `group_id`: 0 for none. An arm is drawn when a push
    is about to be sent, so planned ones have none. `kind`: core.result_kinds.
    """

    day = models.DateField()
    scenario = models.CharField(max_length=64, blank=True)
    campaign_id = models.BigIntegerField(default=0)
    experiment_id = models.BigIntegerField(default=0)
    arm = models.SmallIntegerField(default=0)
    group_id = models.BigIntegerField(default=0)
    kind = models.CharField(max_length=12)
    n = models.BigIntegerField()

    class Meta:
        abstract = True


class ResultDelta(Counted):
    """What has happened and is not in `Result` yet. Written with the row it tells of."""


class Result(Counted):
    """The sums of all deltas; kept after the notifications were purged."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "day",
                    "scenario",
                    "campaign_id",
                    "experiment_id",
                    "arm",
                    "group_id",
                    "kind",
                ],
                name="push_result_once",
            )
        ]


class OrderCredit(models.Model):
    """The last notification that was clicked (or shown) in the seven days before an order.

    `via`: clicked or shown, one row each. `age`: seconds from that to the order; `click_age`: of a
    shown one the age of the order's click, if it has one, so that a window counts an order once.
    `channel`: of the order, which the notification's may not be.
    `gross`: with tax and shipping, as ordered; `paid_back`: refunds, or all of a cancelled order.
    The other columns are the notification's cell, as in Counted.
    """

    order_id = models.UUIDField()
    via = models.CharField(max_length=8)
    notification_id = models.BigIntegerField(null=True)
    day = models.DateField()
    age = models.IntegerField()
    click_age = models.IntegerField(null=True)
    channel = models.CharField(max_length=255)
    currency = models.CharField(max_length=3)
    gross = models.DecimalField(max_digits=20, decimal_places=3)
    paid_back = models.DecimalField(max_digits=20, decimal_places=3)
    scenario = models.CharField(max_length=64)
    campaign_id = models.BigIntegerField(default=0)
    experiment_id = models.BigIntegerField(default=0)
    arm = models.SmallIntegerField(default=0)
    group_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order_id", "via"], name="push_order_credit_once")
        ]
        indexes = [
            models.Index(fields=["day"], name="push_order_credit_day"),
            models.Index(fields=["notification_id"], name="push_order_credit_of"),
        ]

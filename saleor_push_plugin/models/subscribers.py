"""Push subscriptions, whose they are, and what was agreed to."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Coalesce


class VapidKey(models.Model):
    """A key pair that identifies the shop to push services (RFC 8292); the newest is current."""

    public = models.CharField(max_length=88, unique=True)
    private = models.CharField(max_length=44)
    created_at = models.DateTimeField()


class Subscription(models.Model):
    """The push subscription of one browser, and the account it belongs to now."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    endpoint = models.TextField()
    origin = models.CharField(max_length=255)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=30)
    # SHA-256 of the secret that proves possession beside `auth`, in hex; empty: none was made.
    secret_hash = models.CharField(max_length=64, blank=True, default="")
    vapid_public = models.CharField(max_length=88)
    channel = models.CharField(max_length=255)
    # The channel that it was subscribed in; empty: the same.
    first_channel = models.CharField(max_length=255, blank=True, default="")
    # The storefront's language at the last visit, and the shopper's own choice, which wins.
    language = models.CharField(max_length=35, blank=True, default="")
    chosen_language = models.CharField(max_length=35, blank=True, default="")
    time_zone = models.CharField(max_length=64, blank=True, default="")
    user_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    # The topics the shopper agreed to; values of core.scenario.Topic.
    topics = ArrayField(models.CharField(max_length=32), default=list)
    paused_until = models.DateTimeField(null=True, blank=True)
    # The shopper's own limit of marketing pushes in seven days; null: the shop's limit.
    weekly_limit = models.PositiveSmallIntegerField(null=True, blank=True)
    # "browser" or "standalone" (an installed app), and the platform that the browser names.
    display_mode = models.CharField(max_length=16, blank=True, default="")
    platform = models.CharField(max_length=32, blank=True, default="")
    # When it was first seen as an installed app; kept when it is seen as a tab again.
    installed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    # When it was found that nobody takes notice of its pushes; void after the next visit.
    unnoticed_at = models.DateTimeField(null=True, blank=True)
    # When its push service first accepted a push for this very endpoint and these keys.
    accepted_at = models.DateTimeField(null=True, blank=True)
    # When one first did for this browser; kept when endpoint and keys are renewed with a proof.
    proven_at = models.DateTimeField(null=True, blank=True)
    # When it was imported from a file, until it renews its endpoint or keys.
    imported_at = models.DateTimeField(null=True, blank=True)
    # Quarantine: how often its pushes were refused in a row, and until when none is sent; a code
    # of core.reason, and what the push service said, for staff only.
    refusals = models.SmallIntegerField(default=0)
    held_until = models.DateTimeField(null=True, blank=True)
    held_reason = models.CharField(max_length=96, blank=True, default="")
    held_detail = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["endpoint"], name="push_endpoint_once"),
            # A push service may know one browser by two addresses; its keys are the same.
            models.UniqueConstraint(fields=["auth", "p256dh"], name="push_keys_once"),
        ]
        # The oldest unproven ones give way; see `unproven`.
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(proven_at=None, user_id=None, imported_at=None),
                name="push_subscription_unproven",
            )
        ]

    @staticmethod
    def unproven() -> models.Q:
        """The condition of subscriptions of which nobody has shown that they are browsers.

        No push service has ever accepted a push for it, no customer's token was shown, and no
        operator imported it. Such a one gets order updates, the watches it asked for, and one
        rationed push of marketing.
        """
        return models.Q(proven_at=None, user_id=None, imported_at=None)

    @property
    def is_proven(self) -> bool:
        """The opposite of `unproven`, as `outbox.Claimed.is_proven` for claimed rows."""
        shown = (self.proven_at, self.user_id, self.imported_at)
        return any(each is not None for each in shown)

    @staticmethod
    def unnoticed() -> models.Q:
        """The condition of subscriptions that get no marketing until the next visit."""
        return models.Q(unnoticed_at__gt=Coalesce("seen_at", "updated_at"))

    @property
    def auth_proves(self) -> bool:
        """Whether `auth` proves possession: of an imported one it stands in a file as well.

        So it does only until the first visit, at which the browser is told a secret.
        """
        return self.imported_at is None or not self.secret_hash

    @property
    def reads(self) -> str:
        """The language of its notifications; empty: the shop's default."""
        return self.chosen_language or self.language


class GoneSubscription(models.Model):
    """A subscription that its push service called gone; it is not taken in again.

    `has_left`: instead, its shopper left or was erased, or it was imported before: a browser may
    come back by itself, and no import brings it back.
    """

    # SHA-256 of endpoint and keys, in hex.
    hash = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField(db_index=True)
    has_left = models.BooleanField(default=False)


class SegmentationObjection(models.Model):
    """A person who objects to segmentation. `person`: as in Notification."""

    person = models.CharField(max_length=24, primary_key=True)
    at = models.DateTimeField()


class GuestCheckout(models.Model):
    """A checkout of a guest in this browser: finds the subscription for a guest's order.

    `while_open`: it was bound before the order was placed, when whoever knew its id could read it.
    """

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="checkouts")
    checkout_id = models.UUIDField(db_index=True)
    bound_at = models.DateTimeField()
    while_open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "checkout_id"], name="push_checkout_once"
            )
        ]


class Consent(models.Model):
    """A log entry: what a shopper agreed to or withdrew, when, where, to which wording, and what
    showed who it was."""

    subscription_id = models.UUIDField(db_index=True)
    user_id = models.BigIntegerField(null=True, db_index=True)
    granted = ArrayField(models.CharField(max_length=32))
    withdrawn = ArrayField(models.CharField(max_length=32))
    text_version = models.CharField(max_length=64, blank=True, default="")
    # The language of the wording.
    text_language = models.CharField(max_length=35, blank=True, default="")
    # A code of core.consent.Source.
    source = models.CharField(max_length=64, blank=True, default="")
    # Whether the request carried a valid token of `user_id`.
    token_shown = models.BooleanField(default=False)
    # How the request proved possession of the browser, a code of core.consent.Proof; empty: not.
    proof = models.CharField(max_length=8, blank=True, default="")
    at = models.DateTimeField()

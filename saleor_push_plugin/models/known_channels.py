"""The slugs of Saleor's channels as our tables use them."""

from django.db import models


class KnownChannel(models.Model):
    """A channel by its id, and the slug that stands in our tables for it.

    Shoppers, storefronts and texts name channels by slug, and so do our tables. The id finds them
    again after the channel was renamed; see `renamed_channels`.
    """

    channel_id = models.BigIntegerField(primary_key=True)
    slug = models.CharField(max_length=255)

from django.contrib.sites.models import Site
from django.db import models


class SiteSettings(models.Model):
    """How the shop is run. No row: as the tests of a plugin find most shops."""

    site = models.OneToOneField(Site, related_name="settings", on_delete=models.CASCADE)
    enable_account_confirmation_by_email = models.BooleanField(default=True)
    fulfillment_auto_approve = models.BooleanField(default=True)
    reserve_stock_duration_anonymous_user = models.IntegerField(blank=True, null=True)
    reserve_stock_duration_authenticated_user = models.IntegerField(blank=True, null=True)
    use_legacy_shipping_zone_stock_availability = models.BooleanField(default=False)

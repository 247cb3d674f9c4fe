"""Which of Saleor's apps is the plugin's page in the Dashboard."""

from django.db import models


class DashboardApp(models.Model):
    """The row of Saleor's table of apps that the plugin has made; one, or none before that.

    It stays when staff delete the app: so the app is not made again. Apps that others install may
    have the same identifier, and other permissions; therefore ours is known by its id.
    """

    ONLY = 1

    id = models.SmallIntegerField(primary_key=True, default=ONLY)
    app_id = models.BigIntegerField()
    registered_at = models.DateTimeField()

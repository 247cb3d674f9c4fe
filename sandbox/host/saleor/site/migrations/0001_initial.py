import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("sites", "0002_alter_domain_unique"),
    ]

    operations = [
        migrations.CreateModel(
            name="SiteSettings",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("enable_account_confirmation_by_email", models.BooleanField(default=True)),
                ("fulfillment_auto_approve", models.BooleanField(default=True)),
                (
                    "reserve_stock_duration_anonymous_user",
                    models.IntegerField(blank=True, null=True),
                ),
                (
                    "reserve_stock_duration_authenticated_user",
                    models.IntegerField(blank=True, null=True),
                ),
                ("use_legacy_shipping_zone_stock_availability", models.BooleanField(default=False)),
                (
                    "site",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="settings",
                        to="sites.site",
                    ),
                ),
            ],
        ),
    ]

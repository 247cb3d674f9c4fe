from decimal import Decimal

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("channel", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ShippingZone",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("countries", models.CharField(blank=True, default="", max_length=749)),
                (
                    "channels",
                    models.ManyToManyField(related_name="shipping_zones", to="channel.channel"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ShippingMethod",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("type", models.CharField(max_length=30)),
                ("maximum_delivery_days", models.PositiveIntegerField(blank=True, null=True)),
                ("minimum_delivery_days", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "shipping_zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shipping_methods",
                        to="shipping.shippingzone",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="ShippingMethodChannelListing",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "minimum_order_price_amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        default=Decimal("0.0"),
                        max_digits=20,
                        null=True,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                (
                    "maximum_order_price_amount",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=20, null=True),
                ),
                (
                    "price_amount",
                    models.DecimalField(decimal_places=3, default=Decimal("0.0"), max_digits=20),
                ),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shipping_method_listings",
                        to="channel.channel",
                    ),
                ),
                (
                    "shipping_method",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="channel_listings",
                        to="shipping.shippingmethod",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "unique_together": {("shipping_method", "channel")},
            },
        ),
    ]

import uuid
from decimal import Decimal

import django.db.models.deletion
import django.utils.timezone
import saleor.order.models
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("account", "0001_initial"),
        ("app", "0001_initial"),
        ("channel", "0001_initial"),
        ("product", "0001_initial"),
        ("shipping", "0001_initial"),
        ("warehouse", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE order_order_number_seq", "DROP SEQUENCE order_order_number_seq"
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        unique=True,
                    ),
                ),
                (
                    "number",
                    models.IntegerField(
                        default=saleor.order.models.get_order_number, editable=False, unique=True
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, db_index=True)),
                ("status", models.CharField(default="unfulfilled", max_length=32)),
                ("charge_status", models.CharField(db_index=True, default="none", max_length=32)),
                ("user_email", models.EmailField(blank=True, default="", max_length=254)),
                ("language_code", models.CharField(default="en", max_length=35)),
                ("origin", models.CharField(max_length=32)),
                ("currency", models.CharField(max_length=3)),
                (
                    "shipping_method_name",
                    models.CharField(
                        blank=True, default=None, editable=False, max_length=255, null=True
                    ),
                ),
                (
                    "shipping_price_net_amount",
                    models.DecimalField(
                        decimal_places=3, default=Decimal("0.0"), editable=False, max_digits=20
                    ),
                ),
                (
                    "shipping_price_gross_amount",
                    models.DecimalField(
                        decimal_places=3, default=Decimal("0.0"), editable=False, max_digits=20
                    ),
                ),
                (
                    "total_net_amount",
                    models.DecimalField(decimal_places=3, default=Decimal("0.0"), max_digits=20),
                ),
                (
                    "total_gross_amount",
                    models.DecimalField(decimal_places=3, default=Decimal("0.0"), max_digits=20),
                ),
                (
                    "total_charged_amount",
                    models.DecimalField(decimal_places=3, default=Decimal("0.0"), max_digits=20),
                ),
                ("checkout_token", models.CharField(blank=True, max_length=36)),
                ("redirect_url", models.URLField(blank=True, null=True)),
                (
                    "billing_address",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="account.address",
                    ),
                ),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="channel.channel",
                    ),
                ),
                (
                    "shipping_address",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="account.address",
                    ),
                ),
                (
                    "shipping_method",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="orders",
                        to="shipping.shippingmethod",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="orders",
                        to="account.user",
                    ),
                ),
            ],
            options={
                "ordering": ("-number",),
            },
        ),
        migrations.CreateModel(
            name="Fulfillment",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("private_metadata", models.JSONField(blank=True, default=dict, null=True)),
                ("metadata", models.JSONField(blank=True, default=dict, null=True)),
                ("fulfillment_order", models.PositiveIntegerField(editable=False)),
                ("status", models.CharField(default="fulfilled", max_length=32)),
                ("tracking_number", models.CharField(blank=True, default="", max_length=255)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fulfillments",
                        to="order.order",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="OrderEvent",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("type", models.CharField(max_length=255)),
                ("parameters", models.JSONField(blank=True, default=dict)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="order.order",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="account.user",
                    ),
                ),
                (
                    "app",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="app.app",
                    ),
                ),
            ],
            options={
                "ordering": ("date",),
            },
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        unique=True,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("product_name", models.CharField(max_length=386)),
                ("variant_name", models.CharField(blank=True, default="", max_length=255)),
                (
                    "translated_product_name",
                    models.CharField(blank=True, default="", max_length=386),
                ),
                (
                    "translated_variant_name",
                    models.CharField(blank=True, default="", max_length=255),
                ),
                ("product_sku", models.CharField(blank=True, max_length=255, null=True)),
                ("is_shipping_required", models.BooleanField()),
                ("is_gift_card", models.BooleanField()),
                ("quantity", models.IntegerField()),
                ("quantity_fulfilled", models.IntegerField(default=0)),
                ("currency", models.CharField(max_length=3)),
                (
                    "unit_price_net_amount",
                    models.DecimalField(decimal_places=3, default=Decimal("0.0"), max_digits=20),
                ),
                (
                    "unit_price_gross_amount",
                    models.DecimalField(decimal_places=3, default=Decimal("0.0"), max_digits=20),
                ),
                (
                    "total_price_net_amount",
                    models.DecimalField(decimal_places=3, default=Decimal("0.0"), max_digits=20),
                ),
                (
                    "total_price_gross_amount",
                    models.DecimalField(decimal_places=3, default=Decimal("0.0"), max_digits=20),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="order.order",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="order_lines",
                        to="product.productvariant",
                    ),
                ),
            ],
            options={
                "ordering": ("created_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="FulfillmentLine",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quantity", models.PositiveIntegerField()),
                (
                    "fulfillment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="order.fulfillment",
                    ),
                ),
                (
                    "stock",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="fulfillment_lines",
                        to="warehouse.stock",
                    ),
                ),
                (
                    "order_line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fulfillment_lines",
                        to="order.orderline",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["created_at"], name="idx_order_created_at"),
        ),
    ]

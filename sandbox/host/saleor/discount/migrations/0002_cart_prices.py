import uuid
from decimal import Decimal

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("checkout", "0002_cart_prices"),
        ("discount", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CheckoutLineDiscount",
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
                ("created_at", models.DateTimeField(auto_now_add=True, db_index=True)),
                ("type", models.CharField(default="manual", max_length=64)),
                ("unique_type", models.CharField(blank=True, max_length=64, null=True)),
                (
                    "amount_value",
                    models.DecimalField(decimal_places=3, default=Decimal("0.0"), max_digits=20),
                ),
                ("currency", models.CharField(max_length=3)),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="discounts",
                        to="checkout.checkoutline",
                    ),
                ),
            ],
            options={
                "ordering": ("created_at", "id"),
                "unique_together": {("line", "unique_type")},
            },
        ),
    ]

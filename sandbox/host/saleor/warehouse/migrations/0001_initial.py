import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("channel", "0001_initial"),
        ("product", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Warehouse",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=250)),
                ("slug", models.SlugField(allow_unicode=True, max_length=255, unique=True)),
                ("email", models.EmailField(blank=True, default="", max_length=254)),
                (
                    "channels",
                    models.ManyToManyField(related_name="warehouses", to="channel.channel"),
                ),
            ],
            options={
                "ordering": ("-slug",),
            },
        ),
        migrations.CreateModel(
            name="Stock",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quantity", models.IntegerField(default=0)),
                ("quantity_allocated", models.IntegerField(default=0)),
                (
                    "product_variant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stocks",
                        to="product.productvariant",
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="warehouse.warehouse"
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "unique_together": {("warehouse", "product_variant")},
            },
        ),
    ]

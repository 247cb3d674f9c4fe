import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("channel", "0001_initial"),
        ("product", "0001_initial"),
        ("shipping", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChannelWarehouse",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(db_index=True, editable=False, null=True)),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="channelwarehouse",
                        to="channel.channel",
                    ),
                ),
            ],
            options={
                "ordering": ("sort_order", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Warehouse",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=250)),
                ("slug", models.SlugField(allow_unicode=True, max_length=255, unique=True)),
                ("email", models.EmailField(blank=True, default="", max_length=254)),
                ("click_and_collect_option", models.CharField(default="disabled", max_length=30)),
                (
                    "channels",
                    models.ManyToManyField(
                        related_name="warehouses",
                        through="warehouse.ChannelWarehouse",
                        to="channel.channel",
                    ),
                ),
                (
                    "shipping_zones",
                    models.ManyToManyField(
                        blank=True, related_name="warehouses", to="shipping.shippingzone"
                    ),
                ),
            ],
            options={
                "ordering": ("-slug",),
            },
        ),
        migrations.AddField(
            model_name="channelwarehouse",
            name="warehouse",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="channelwarehouse",
                to="warehouse.warehouse",
            ),
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
        migrations.AlterUniqueTogether(
            name="channelwarehouse",
            unique_together={("channel", "warehouse")},
        ),
    ]

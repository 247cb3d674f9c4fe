import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("channel", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PluginConfiguration",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("identifier", models.CharField(max_length=128)),
                ("name", models.CharField(max_length=128)),
                ("description", models.TextField(blank=True)),
                ("active", models.BooleanField(default=False)),
                ("configuration", models.JSONField(default=dict, null=True)),
                (
                    "channel",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="channel.channel",
                    ),
                ),
            ],
            options={
                "unique_together": {("identifier", "channel")},
            },
        ),
    ]

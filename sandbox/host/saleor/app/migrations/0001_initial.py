import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("permission", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="App",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("is_active", models.BooleanField(default=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "type",
                    models.CharField(
                        choices=[("local", "local"), ("thirdparty", "thirdparty")],
                        default="local",
                        max_length=60,
                    ),
                ),
                ("identifier", models.CharField(blank=True, max_length=256)),
                ("about_app", models.TextField(blank=True, null=True)),
                ("app_url", models.URLField(blank=True, null=True)),
                ("version", models.CharField(blank=True, max_length=60, null=True)),
                ("author", models.CharField(blank=True, max_length=60, null=True)),
                ("is_installed", models.BooleanField(default=True)),
                (
                    "permissions",
                    models.ManyToManyField(
                        blank=True,
                        related_name="app_set",
                        related_query_name="app",
                        to="permission.permission",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AppExtension",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(max_length=256)),
                ("url", models.URLField()),
                ("mount", models.CharField(max_length=256)),
                ("target", models.CharField(default="popup", max_length=128)),
                (
                    "http_target_method",
                    models.CharField(choices=[("GET", "GET"), ("POST", "POST")], null=True),
                ),
                ("settings", models.JSONField(blank=True, default=dict)),
                ("identifier", models.CharField(max_length=256, null=True)),
                (
                    "app",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="extensions",
                        to="app.app",
                    ),
                ),
                ("permissions", models.ManyToManyField(blank=True, to="permission.permission")),
            ],
        ),
        migrations.CreateModel(
            name="AppProblem",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("message", models.CharField(max_length=2048)),
                ("key", models.CharField(max_length=128)),
                ("is_critical", models.BooleanField(default=False)),
                ("dismissed", models.BooleanField(default=False)),
                (
                    "app",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="problems",
                        to="app.app",
                    ),
                ),
            ],
        ),
    ]

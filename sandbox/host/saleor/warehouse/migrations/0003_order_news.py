import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("account", "0001_initial"),
        ("warehouse", "0002_reservations"),
    ]

    operations = [
        migrations.AddField(
            model_name="warehouse",
            name="address",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="account.address"
            ),
        ),
    ]

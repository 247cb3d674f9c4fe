from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("checkout", "0002_cart_prices"),
        ("giftcard", "0002_order_news"),
    ]

    operations = [
        migrations.AddField(
            model_name="checkout",
            name="gift_cards",
            field=models.ManyToManyField(
                blank=True, related_name="checkouts", to="giftcard.giftcard"
            ),
        ),
    ]

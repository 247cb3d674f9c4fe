"""What is known of people from their orders and addresses, for segments."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class PersonFacts(models.Model):
    """The facts of one person, made of the shop's tables; see shop/person_facts.py.

    `person`: a key of core.person. Either `user_id` or `subscription_id` is set: an account, or
    the guest of one browser. `net`: what was ordered less what was paid back, with tax, as decimal
    texts by currency; `currency`: the newest order's. `country` and `city`: empty if unknown;
    `country_from`: order, address or time_zone. `recency`, `frequency`, `money`: 1 (lowest fifth of
    the buyers) to 5; null: never bought.
    """

    person = models.CharField(max_length=24, primary_key=True)
    user_id = models.BigIntegerField(null=True, db_index=True)
    subscription_id = models.BigIntegerField(null=True, db_index=True)
    orders = models.IntegerField(default=0)
    net = models.JSONField(default=dict)
    currency = models.CharField(max_length=3, blank=True, default="")
    first_order_at = models.DateTimeField(null=True)
    last_order_at = models.DateTimeField(null=True)
    country = models.CharField(max_length=2, blank=True, default="")
    country_from = models.CharField(max_length=9, blank=True, default="")
    city = models.CharField(max_length=256, blank=True, default="")
    recency = models.SmallIntegerField(null=True)
    frequency = models.SmallIntegerField(null=True)
    money = models.SmallIntegerField(null=True)


class StalePerson(models.Model):
    """A person whose facts have to be made anew; one row for each report of a change."""

    person = models.CharField(max_length=24, db_index=True)


class ScoreBounds(models.Model):
    """The four values that part the buyers of a currency into fifths, at the last rebuild."""

    currency = models.CharField(max_length=3, primary_key=True)
    recency = ArrayField(models.DateTimeField())
    frequency = ArrayField(models.IntegerField())
    money = ArrayField(models.DecimalField(max_digits=20, decimal_places=3))

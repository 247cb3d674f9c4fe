from django.conf import settings
from django.db import models

from ..channel.models import Channel
from ..core.models import ModelWithMetadata
from . import TaxCalculationStrategy


class TaxClass(ModelWithMetadata):
    name = models.CharField(max_length=255)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class TaxClassCountryRate(models.Model):
    tax_class = models.ForeignKey(
        TaxClass, related_name="country_rates", on_delete=models.CASCADE, null=True
    )
    country = models.CharField(max_length=2)
    rate = models.DecimalField(
        max_digits=settings.DEFAULT_MAX_DIGITS, decimal_places=settings.DEFAULT_DECIMAL_PLACES
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("country", "tax_class"), name="unique_country_tax_class"
            ),
            models.UniqueConstraint(
                fields=("country",),
                condition=models.Q(tax_class=None),
                name="unique_country_without_tax_class",
            ),
        )


class _TaxSettings(models.Model):
    charge_taxes = models.BooleanField(default=True)
    tax_calculation_strategy = models.CharField(
        max_length=20,
        choices=TaxCalculationStrategy.CHOICES,
        blank=True,
        null=True,
        default=TaxCalculationStrategy.FLAT_RATES,
    )
    display_gross_prices = models.BooleanField(default=True)
    tax_app_id = models.CharField(blank=True, null=True, max_length=256)

    class Meta:
        abstract = True


class TaxConfiguration(_TaxSettings):
    channel = models.OneToOneField(
        Channel, related_name="tax_configuration", on_delete=models.CASCADE
    )
    prices_entered_with_tax = models.BooleanField(default=True)

    class Meta:
        ordering = ("pk",)


class TaxConfigurationPerCountry(_TaxSettings):
    tax_configuration = models.ForeignKey(
        TaxConfiguration, related_name="country_exceptions", on_delete=models.CASCADE
    )
    country = models.CharField(max_length=2)

    class Meta:
        ordering = ("country", "pk")
        unique_together = (("tax_configuration", "country"),)

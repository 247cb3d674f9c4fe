from django.conf import settings
from django.db import models

from ..channel.models import Channel
from ..core.models import ModelWithMetadata, PublishableModel, SortableModel
from ..discount.models import PromotionRule
from ..tax.models import TaxClass
from . import ProductMediaTypes

_MONEY = {
    "max_digits": settings.DEFAULT_MAX_DIGITS,
    "decimal_places": settings.DEFAULT_DECIMAL_PLACES,
}


class Category(models.Model):
    name = models.CharField(max_length=250)
    slug = models.SlugField(max_length=255, unique=True, allow_unicode=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, related_name="children", on_delete=models.CASCADE
    )


class ProductType(ModelWithMetadata):
    name = models.CharField(max_length=250)
    slug = models.SlugField(max_length=255, unique=True, allow_unicode=True)
    tax_class = models.ForeignKey(
        TaxClass,
        related_name="product_types",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )
    # In grams; that of the product and of the variant come first.
    weight = models.FloatField(default=0.0)

    class Meta:
        ordering = ("slug",)


class Product(ModelWithMetadata):
    product_type = models.ForeignKey(
        ProductType, related_name="products", on_delete=models.CASCADE, null=True
    )
    tax_class = models.ForeignKey(
        TaxClass, related_name="products", on_delete=models.SET_NULL, null=True, blank=True
    )
    category = models.ForeignKey(
        Category, related_name="products", on_delete=models.SET_NULL, null=True, blank=True
    )
    name = models.CharField(max_length=250)
    slug = models.SlugField(max_length=255, unique=True, allow_unicode=True)
    description_plaintext = models.TextField(blank=True)
    weight = models.FloatField(blank=True, null=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.name


class Collection(models.Model):
    """Products that belong together; the sandbox knows which they are, and not where they show."""

    name = models.CharField(max_length=250)
    slug = models.SlugField(max_length=255, unique=True, allow_unicode=True)
    products = models.ManyToManyField(
        Product, blank=True, related_name="collections", through="CollectionProduct"
    )

    class Meta:
        ordering = ("slug",)


class CollectionProduct(SortableModel):
    collection = models.ForeignKey(
        Collection, related_name="collectionproduct", on_delete=models.CASCADE
    )
    product = models.ForeignKey(Product, related_name="collectionproduct", on_delete=models.CASCADE)

    class Meta:
        unique_together = (("collection", "product"),)


class ProductTranslation(models.Model):
    language_code = models.CharField(max_length=35)
    product = models.ForeignKey(Product, related_name="translations", on_delete=models.CASCADE)
    name = models.CharField(max_length=250, blank=True, null=True)

    class Meta:
        unique_together = (("language_code", "product"),)


class ProductChannelListing(PublishableModel):
    product = models.ForeignKey(Product, related_name="channel_listings", on_delete=models.CASCADE)
    channel = models.ForeignKey(Channel, related_name="product_listings", on_delete=models.CASCADE)
    visible_in_listings = models.BooleanField(default=False)
    available_for_purchase_at = models.DateTimeField(blank=True, null=True)
    currency = models.CharField(max_length=settings.DEFAULT_CURRENCY_CODE_LENGTH)
    discounted_price_amount = models.DecimalField(**_MONEY, blank=True, null=True)
    discounted_price_dirty = models.BooleanField(default=False)

    class Meta:
        unique_together = [["product", "channel"]]
        ordering = ("pk",)


class ProductMedia(SortableModel, ModelWithMetadata):
    product = models.ForeignKey(
        Product, related_name="media", on_delete=models.CASCADE, null=True, blank=True
    )
    image = models.FileField(upload_to="products", blank=True, null=True)
    alt = models.CharField(max_length=250, blank=True)
    type = models.CharField(max_length=32, default=ProductMediaTypes.IMAGE)

    class Meta:
        ordering = ("sort_order", "pk")


class ProductVariant(SortableModel, ModelWithMetadata):
    sku = models.CharField(max_length=255, unique=True, null=True, blank=True)
    name = models.CharField(max_length=255, blank=True)
    product = models.ForeignKey(Product, related_name="variants", on_delete=models.CASCADE)
    weight = models.FloatField(blank=True, null=True)
    track_inventory = models.BooleanField(default=True)
    is_preorder = models.BooleanField(default=False)
    preorder_end_date = models.DateTimeField(null=True, blank=True)
    preorder_global_threshold = models.IntegerField(blank=True, null=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        ordering = ("sort_order", "sku")

    def __str__(self) -> str:
        return self.name or self.sku or f"ID:{self.pk}"


class ProductVariantTranslation(models.Model):
    language_code = models.CharField(max_length=35)
    product_variant = models.ForeignKey(
        ProductVariant, related_name="translations", on_delete=models.CASCADE
    )
    name = models.CharField(max_length=255, blank=True)

    class Meta:
        unique_together = (("language_code", "product_variant"),)


class VariantMedia(models.Model):
    variant = models.ForeignKey(
        ProductVariant, related_name="variant_media", on_delete=models.CASCADE
    )
    media = models.ForeignKey(ProductMedia, related_name="variant_media", on_delete=models.CASCADE)

    class Meta:
        unique_together = ("variant", "media")


class ProductVariantChannelListing(models.Model):
    variant = models.ForeignKey(
        ProductVariant, related_name="channel_listings", on_delete=models.CASCADE
    )
    channel = models.ForeignKey(Channel, related_name="variant_listings", on_delete=models.CASCADE)
    currency = models.CharField(max_length=settings.DEFAULT_CURRENCY_CODE_LENGTH)
    price_amount = models.DecimalField(**_MONEY, blank=True, null=True)
    prior_price_amount = models.DecimalField(**_MONEY, blank=True, null=True)
    discounted_price_amount = models.DecimalField(**_MONEY, blank=True, null=True)
    preorder_quantity_threshold = models.IntegerField(blank=True, null=True)
    promotion_rules = models.ManyToManyField(
        PromotionRule, through="VariantChannelListingPromotionRule", blank=True
    )

    class Meta:
        unique_together = [["variant", "channel"]]
        ordering = ("pk",)


class VariantChannelListingPromotionRule(models.Model):
    variant_channel_listing = models.ForeignKey(
        ProductVariantChannelListing,
        related_name="variantlistingpromotionrule",
        on_delete=models.CASCADE,
    )
    promotion_rule = models.ForeignKey(
        PromotionRule, related_name="variantlistingpromotionrule", on_delete=models.CASCADE
    )
    discount_amount = models.DecimalField(**_MONEY, default=0)
    currency = models.CharField(max_length=settings.DEFAULT_CURRENCY_CODE_LENGTH)

    class Meta:
        unique_together = [["variant_channel_listing", "promotion_rule"]]

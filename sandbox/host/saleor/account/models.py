from functools import partial
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import get_random_string

from ..channel.models import Channel
from ..permission.models import Permission


class Address(models.Model):
    first_name = models.CharField(max_length=256, blank=True)
    last_name = models.CharField(max_length=256, blank=True)
    street_address_1 = models.CharField(max_length=256, blank=True)
    city = models.CharField(max_length=256, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2)

    class Meta:
        ordering = ("pk",)


class Group(models.Model):
    name = models.CharField(max_length=150, unique=True)
    permissions = models.ManyToManyField(Permission, blank=True)
    restricted_access_to_channels = models.BooleanField(default=False)
    channels = models.ManyToManyField(Channel, blank=True)


class UserManager(BaseUserManager["User"]):
    def customers(self) -> models.QuerySet["User"]:
        return self.get_queryset().filter(is_staff=False)

    def staff(self) -> models.QuerySet["User"]:
        return self.get_queryset().filter(is_staff=True)


class User(AbstractBaseUser):
    email = models.EmailField(unique=True)
    first_name = models.CharField(max_length=256, blank=True)
    last_name = models.CharField(max_length=256, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_confirmed = models.BooleanField(default=True)
    is_superuser = models.BooleanField(default=False)
    groups = models.ManyToManyField(
        Group, blank=True, related_name="user_set", related_query_name="user"
    )
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)
    jwt_token_key = models.CharField(max_length=12, default=partial(get_random_string, length=12))
    language_code = models.CharField(max_length=35, default=settings.LANGUAGE_CODE)
    uuid = models.UUIDField(default=uuid4, unique=True)
    addresses = models.ManyToManyField(Address, blank=True, related_name="user_addresses")
    default_shipping_address = models.ForeignKey(
        Address, related_name="+", null=True, blank=True, on_delete=models.SET_NULL
    )
    default_billing_address = models.ForeignKey(
        Address, related_name="+", null=True, blank=True, on_delete=models.SET_NULL
    )

    USERNAME_FIELD = "email"

    objects = UserManager()

    class Meta:
        ordering = ("email",)

    def __str__(self) -> str:
        return str(self.uuid)

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email

    @property
    def effective_permissions(self) -> models.QuerySet[Permission]:
        """Superusers may do everything, others what their groups may; a token may limit both."""
        limited: models.QuerySet[Permission] | None = getattr(self, "_effective_permissions", None)
        if limited is not None:
            return limited
        every = Permission.objects.all()
        return every if self.is_superuser else every.filter(group__in=self.groups.all())

    @effective_permissions.setter
    def effective_permissions(self, value: models.QuerySet[Permission]) -> None:
        self._effective_permissions = value

    def has_perm(self, perm: str, obj: object = None) -> bool:
        codename = perm.partition(".")[2]
        return self.is_active and self.effective_permissions.filter(codename=codename).exists()

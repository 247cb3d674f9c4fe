from uuid import uuid4

from django.db import models

from ..permission.models import Permission
from .types import AppType


class App(models.Model):
    """What the Dashboard shows in a frame; it has no token of its own in the sandbox."""

    uuid = models.UUIDField(unique=True, default=uuid4)
    name = models.CharField(max_length=60)
    created_at = models.DateTimeField(auto_now_add=True)
    is_active = models.BooleanField(default=True)
    removed_at = models.DateTimeField(blank=True, null=True)
    type = models.CharField(choices=AppType.CHOICES, default=AppType.LOCAL, max_length=60)
    identifier = models.CharField(max_length=256, blank=True)
    permissions = models.ManyToManyField(
        Permission, blank=True, related_name="app_set", related_query_name="app"
    )
    about_app = models.TextField(blank=True, null=True)
    app_url = models.URLField(blank=True, null=True)
    version = models.CharField(max_length=60, blank=True, null=True)
    author = models.CharField(blank=True, null=True, max_length=60)
    is_installed = models.BooleanField(default=True)


class AppExtension(models.Model):
    """A place in the Dashboard where a page of an app stands, as since 3.23: any mount goes."""

    app = models.ForeignKey(App, on_delete=models.CASCADE, related_name="extensions")
    label = models.CharField(max_length=256)
    url = models.URLField()
    mount = models.CharField(max_length=256)
    target = models.CharField(max_length=128, default="popup")
    permissions = models.ManyToManyField(Permission, blank=True)
    http_target_method = models.CharField(
        blank=False, null=True, choices=[("GET", "GET"), ("POST", "POST")]
    )
    settings = models.JSONField(blank=True, default=dict)
    identifier = models.CharField(max_length=256, null=True)


class AppProblem(models.Model):
    app = models.ForeignKey(App, on_delete=models.CASCADE, related_name="problems")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    message = models.CharField(max_length=2048)
    key = models.CharField(max_length=128)
    is_critical = models.BooleanField(default=False)
    dismissed = models.BooleanField(default=False)

"""Saleor's settings as far as a plugin can tell; everything local comes from the environment."""

import datetime as dt
import importlib.metadata
import os
from typing import Any
from urllib.parse import unquote, urlsplit


def get_list(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


def get_bool_from_env(name: str, default_value: bool) -> bool:
    value = os.environ.get(name)
    return default_value if value is None else value.lower() in {"1", "true", "yes"}


def _database(url: str, **options: Any) -> dict[str, Any]:
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A socket directory comes as ?host=/run/postgresql
        "HOST": unquote(query.get("host", "")) or parts.hostname or "",
        "PORT": str(parts.port or query.get("port", "")),
        **options,
    }


DEBUG = get_bool_from_env("DEBUG", False)
SECRET_KEY = os.environ.get("SECRET_KEY", "a-secret-for-the-sandbox-only")
PUBLIC_URL: str | None = os.environ.get("PUBLIC_URL") or None
ENABLE_SSL = get_bool_from_env("ENABLE_SSL", False)
ALLOWED_HOSTS = get_list(os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,testserver"))
ALLOWED_GRAPHQL_ORIGINS = get_list(os.environ.get("ALLOWED_GRAPHQL_ORIGINS", "*"))
PLAYGROUND_ENABLED = get_bool_from_env("PLAYGROUND_ENABLED", True)
ROOT_URLCONF = "saleor.urls"
MEDIA_URL = "/media/"
SITE_ID = 1

DATABASE_CONNECTION_DEFAULT_NAME = "default"
DATABASE_CONNECTION_REPLICA_NAME = "replica"
_DATABASE_URL = os.environ.get("DATABASE_URL", "postgres://saleor:saleor@localhost:5432/saleor")
DATABASES = {
    DATABASE_CONNECTION_DEFAULT_NAME: _database(_DATABASE_URL),
    DATABASE_CONNECTION_REPLICA_NAME: _database(
        os.environ.get("DATABASE_URL_REPLICA", _DATABASE_URL),
        TEST={"MIRROR": DATABASE_CONNECTION_DEFAULT_NAME},
    ),
}
DATABASE_ROUTERS = ["saleor.core.db_routers.PrimaryReplicaRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
DEFAULT_MAX_DIGITS = 20
DEFAULT_DECIMAL_PLACES = 3
DEFAULT_CURRENCY_CODE_LENGTH = 3

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.sites",
    "saleor.channel",
    "saleor.permission",
    "saleor.account",
    "saleor.app",
    "saleor.tax",
    "saleor.product",
    "saleor.warehouse",
    "saleor.shipping",
    "saleor.discount",
    "saleor.checkout",
    "saleor.order",
    "saleor.payment",
    "saleor.giftcard",
    "saleor.site",
    "saleor.thumbnail",
    "saleor.plugins",
    "sandbox.host.api",
]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
TEMPLATES = [
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [], "APP_DIRS": True}
]

AUTH_USER_MODEL = "account.User"
AUTHENTICATION_BACKENDS = ["saleor.core.auth_backend.JSONWebTokenBackend"]
JWT_TTL_ACCESS = dt.timedelta(seconds=float(os.environ.get("JWT_TTL_ACCESS", "300")))
JWT_TTL_APP_ACCESS = dt.timedelta(seconds=float(os.environ.get("JWT_TTL_APP_ACCESS", "300")))
JWT_TTL_REFRESH = dt.timedelta(days=30)

CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL", "")
CELERY_TASK_ALWAYS_EAGER = not CELERY_BROKER_URL
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_RESULT_BACKEND = os.environ.get("CELERY_RESULT_BACKEND")
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_RESTRICT_WRITER_METHOD = "saleor.core.db.connection.log_writer_usage"
CELERY_BEAT_SCHEDULE: dict[str, Any] = {}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "default": {"class": "logging.StreamHandler", "formatter": "plain"},
        "null": {"class": "logging.NullHandler"},
    },
    "root": {"level": "INFO", "handlers": ["default"]},
    # The view logs what went wrong, once.
    "loggers": {
        "graphql.execution.utils": {"handlers": ["null"], "propagate": False},
        "graphql.execution.executor": {"handlers": ["null"], "propagate": False},
    },
}

# Plugins are found by entry point: the name is an app, the value a plugin.
PLUGINS: list[str] = []
for entry_point in importlib.metadata.entry_points(group="saleor.plugins"):
    plugin_path = f"{entry_point.module}.{entry_point.attr}"
    if plugin_path in PLUGINS:
        continue
    PLUGINS.append(plugin_path)
    if entry_point.name not in INSTALLED_APPS:
        INSTALLED_APPS.append(entry_point.name)

if clock_file := os.environ.get("SANDBOX_CLOCK"):
    from pathlib import Path

    from sandbox.chaos import clock

    clock.follow(Path(clock_file))

"""The test database: built once, kept as a template, and copied for each process that needs one.

`make test` builds the template and names it in the environment. A plain pytest builds its own.
A test that commits has its database copied anew: emptying and filling its tables takes longer.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.hosts.goods import STAFF_EMAIL, STAFF_PASSWORD, Catalogue
from tests.hosts.opening import build, read_catalogue

TEMPLATE, CATALOGUE = "PUSH_DATABASE_TEMPLATE", "PUSH_CATALOGUE"
# Settings of tests and of a running shop hash passwords in different ways; both read this one.
SET_PASSWORD = "UPDATE account_user SET password = %s WHERE email = %s"


def set_up() -> Catalogue:
    """Make the test database and lead Django to it; tell what is sold there."""
    name = f"test_{_named()}"
    if template := os.environ.get(TEMPLATE):
        copy(template, name)
        _use(name)
        return read_catalogue(Path(os.environ[CATALOGUE]).read_text())
    copy("template1", name)
    _use(name)
    catalogue = build()
    _disconnect()
    copy(name, _template())
    return catalogue


def restore() -> None:
    """Give the test database back what it had before the first test."""
    _disconnect()
    copy(_template(), f"test_{_named()}")


def copy_for_programs() -> str:
    """The URL of a copy for programs of their own, where staff can log in."""
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    name = f"live_{_named()}"
    copy(_template(), name)
    url = _url(name)
    password = PBKDF2PasswordHasher().encode(STAFF_PASSWORD, "salt", iterations=1000)
    with psycopg.connect(url) as database:
        database.execute(SET_PASSWORD, [password, STAFF_EMAIL])
    return url


def copy(template: str, name: str) -> None:
    with psycopg.connect(_url("postgres"), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())


def _template() -> str:
    return os.environ.get(TEMPLATE) or f"template_{_named()}"


def _named() -> str:
    return urlsplit(os.environ["DATABASE_URL"]).path.removeprefix("/")


def _url(database: str) -> str:
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()


def _use(name: str) -> None:
    from django.conf import settings
    from django.db import connections

    _disconnect()
    alias = settings.DATABASE_CONNECTION_DEFAULT_NAME
    settings.DATABASES[alias]["NAME"] = connections[alias].settings_dict["NAME"] = name


def _disconnect() -> None:
    from django.db import connections

    connections.close_all()

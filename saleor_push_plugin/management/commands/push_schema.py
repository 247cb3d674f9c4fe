"""`manage.py push_schema`: print the storefront's GraphQL schema, as in docs/schema.graphql."""

from typing import Any

from django.core.management.base import BaseCommand

from ...graphql import sdl
from ...graphql.schema import schema


class Command(BaseCommand):
    help = "Prints the GraphQL schema that storefronts use to subscribe browsers."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(sdl.printed(schema), ending="")

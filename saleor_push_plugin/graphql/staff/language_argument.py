"""The argument that says in which language staff read a text."""

import graphene


def language_argument() -> graphene.String:
    return graphene.String(
        description="Language tag of the text, such as `pl`; by default, and where there is no "
        "such text, English."
    )

"""What tests of segments share: the documents, and somebody who sends them."""

from __future__ import annotations

from typing import Any

from saleor_push_plugin.models import PersonFacts
from tests.graphql.storefront import Storefront, told

SEGMENT = "{ id name where createdAt createdBy updatedAt updatedBy }"
CREATE = f"""mutation($input: PushSegmentInput!) {{
  pushSegmentCreate(input: $input) {{ segment {SEGMENT} errors {{ field message code }} }} }}"""
UPDATE = f"""mutation($id: ID!, $input: PushSegmentInput!) {{
  pushSegmentUpdate(id: $id, input: $input) {{
    segment {SEGMENT} errors {{ field message code }} }} }}"""
DELETE = """mutation($id: ID!) {
  pushSegmentDelete(id: $id) { errors { field message code } } }"""
ONE = f"query($id: ID!) {{ pushSegment(id: $id) {SEGMENT} }}"
LIST = f"""query($first: Int, $after: String, $where: PushSegmentWhereInput,
    $sortBy: PushSegmentSortingInput) {{
  pushSegments(first: $first, after: $after, where: $where, sortBy: $sortBy) {{
    pageInfo {{ hasNextPage endCursor }} edges {{ node {SEGMENT} }} }} }}"""
PREVIEW = """query($where: PushAudienceWhereInput, $segment: ID) {
  pushSegmentPreview(where: $where, segment: $segment) {
    size { people exact label } errors { field message code } } }"""
POLES = {"country": {"eq": "PL"}}


class Office:
    """A member of staff with MANAGE_DISCOUNTS, or somebody else by their token."""

    def __init__(self, storefront: Storefront, token: str | None) -> None:
        self.storefront, self.token = storefront, token

    def ask(self, document: str, **given: Any) -> dict[str, Any]:
        return self.storefront.ask(document, token=self.token, **given)

    def does(self, document: str, **given: Any) -> dict[str, Any]:
        return self.storefront.does(document, token=self.token, **given)

    def stores(self, name: str = "Poles", where: Any = POLES) -> dict[str, Any]:
        answer = self.does(CREATE, input={"name": name, "where": where})
        assert answer["errors"] == []
        return dict(answer["segment"])

    def lists(self, **given: Any) -> list[str]:
        answer = self.ask(LIST, **given)
        return [edge["node"]["name"] for edge in answer["data"]["pushSegments"]["edges"]]

    def counts(self, where: Any) -> dict[str, Any]:
        answer = self.does(PREVIEW, where=where)
        assert answer["errors"] == []
        return dict(answer["size"])

    def refused(self, where: Any) -> list[tuple[str | None, str]]:
        answer = self.does(PREVIEW, where=where)
        assert answer["size"] is None
        return told(answer)


def settled(country: str, number: int) -> None:
    """So many people live there."""
    first = PersonFacts.objects.count()
    PersonFacts.objects.bulk_create(
        PersonFacts(person=f"u7{first + n:06}", country=country) for n in range(number)
    )

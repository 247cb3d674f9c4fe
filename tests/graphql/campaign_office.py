"""What tests of campaigns share: the documents, and somebody who sends them."""

from __future__ import annotations

from typing import Any

from tests.graphql.storefront import Storefront

REASON = "{ code text }"
CAMPAIGN = f"""{{
  id name state channel language texts {{ language title body }} path image urgency
  expiresAfterHours where segment
  voucher {{ voucher code budget budgetADay sendWithoutCode codesMade }}
  buttons {{ path labels {{ language label }} }}
  product {{ variant peoplePerPiece endWhenSoldOut }}
  timing at localAt pastHour createdAt startsAt endedAt
  series repeats {{ unit every firstAt until timeZone }}
  problem {REASON}
  progress {{ people waiting leftOut {{ reason {REASON} people }}
    pushes {{ status reason {REASON} count }} shown clicked dismissed }}
  changes {{ action by at details }} }}"""
ERRORS = "errors { field message code }"
PREVIEWS = """previews {
  preview { title body language } warnings { field platform message length limit } }"""
CREATE = f"""mutation($input: PushCampaignInput!) {{
  pushCampaignCreate(input: $input) {{ campaign {CAMPAIGN} {PREVIEWS} {ERRORS} }} }}"""
UPDATE = f"""mutation($id: ID!, $input: PushCampaignInput!) {{
  pushCampaignUpdate(id: $id, input: $input) {{ campaign {CAMPAIGN} {PREVIEWS} {ERRORS} }} }}"""
DUPLICATE = f"""mutation($id: ID!) {{
  pushCampaignDuplicate(id: $id) {{ campaign {CAMPAIGN} {PREVIEWS} {ERRORS} }} }}"""
DELETE = f"mutation($id: ID!) {{ pushCampaignDelete(id: $id) {{ {ERRORS} }} }}"
SCHEDULE = f"""mutation($id: ID!, $input: PushCampaignScheduleInput) {{
  pushCampaignSchedule(id: $id, input: $input) {{ campaign {CAMPAIGN} {ERRORS} }} }}"""
PAUSE, RESUME, CANCEL = (
    f"""mutation($id: ID!) {{
      pushCampaign{name}(id: $id) {{ campaign {CAMPAIGN} {ERRORS} }} }}"""
    for name in ("Pause", "Resume", "Cancel")
)
ONE = f"query($id: ID!) {{ pushCampaign(id: $id) {CAMPAIGN} }}"
LIST = """query($first: Int, $after: String, $where: PushCampaignWhereInput,
    $sortBy: PushCampaignSortingInput) {
  pushCampaigns(first: $first, after: $after, where: $where, sortBy: $sortBy) {
    pageInfo { hasNextPage endCursor } edges { node { id name } } } }"""
PREVIEW = f"""query($id: ID!, $schedule: PushCampaignScheduleInput) {{
  pushCampaignPreview(id: $id, schedule: $schedule) {{
    occurrences {{ localAt at startsAt }}
    size {{ people label }}
    reach {{ reached {{ people }} steps {{ reason {REASON} lost {{ people }} }} }} {ERRORS} }} }}"""
ENGLISH = {"language": "en", "title": "Winter sale", "body": "Up to half off"}


class Office:
    """A member of staff with MANAGE_DISCOUNTS, or somebody else by their token."""

    def __init__(self, storefront: Storefront, token: str | None) -> None:
        self.storefront, self.token = storefront, token

    def ask(self, document: str, **given: Any) -> dict[str, Any]:
        return self.storefront.ask(document, token=self.token, **given)

    def does(self, document: str, **given: Any) -> dict[str, Any]:
        return self.storefront.does(document, token=self.token, **given)

    def writes(self, **given: Any) -> dict[str, Any]:
        answer = self.does(CREATE, input={"name": "Winter", "texts": [ENGLISH], **given})
        assert answer["errors"] == []
        return dict(answer["campaign"])

    def lists(self, **given: Any) -> list[str]:
        answer = self.ask(LIST, **given)
        return [edge["node"]["name"] for edge in answer["data"]["pushCampaigns"]["edges"]]

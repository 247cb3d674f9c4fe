"""Load campaigns: what staff wrote, and whether they still go out."""

from collections.abc import Collection, Mapping
from functools import cache

from django.contrib.sites.models import Site
from saleor.channel.models import Channel

from ...core.campaigns.buttons import CampaignButton
from ...core.campaigns.product import CampaignProduct
from ...core.campaigns.stages import Stage
from ...core.campaigns.voucher import CampaignVoucher
from ...core.event import CAMPAIGN, id_of, key_of
from ...core.facts.campaign import CampaignFacts
from ...core.facts.price_and_stock import OfferFacts
from ...core.scenario import Urgency
from ...core.segments.parsing import parse
from ...core.segments.predicate import leaves
from ...models import Campaign
from . import price_and_stock
from .registry import loads_shared


@loads_shared(CAMPAIGN)
def load(subjects: Collection[str]) -> Mapping[str, CampaignFacts]:
    """Return the facts of campaigns by subject, in few queries."""
    ids = {subject: int(id_of(subject)) for subject in subjects}
    rows = {row.pk: row for row in Campaign.objects.filter(pk__in=set(ids.values()))}
    shop = Site.objects.get_current().name if rows else ""
    products = _products(rows.values())

    # The same facts for all moments of one kind, so that the text is rendered once.
    @cache
    def facts(pk: int, is_tried: bool) -> CampaignFacts:
        return _facts(rows[pk], shop, products.get(pk), is_tried=is_tried)

    return {
        subject: facts(pk, _is_tried(rows[pk], subject))
        for subject, pk in ids.items()
        if pk in rows
    }


def _products(rows: Collection[Campaign]) -> Mapping[int, OfferFacts]:
    """Return what the shop asks now for the products that campaigns are about, by campaign."""
    about = {row: product for row in rows if (product := CampaignProduct.from_json(row.product))}
    channels = Channel.objects.filter(slug__in={row.channel for row in about})
    ids = dict(channels.values_list("slug", "pk")) if about else {}
    places = {row.pk: (product.variant, ids.get(row.channel, 0)) for row, product in about.items()}
    offers = price_and_stock.offers(set(places.values())) if places else {}
    return {pk: offers[place] for pk, place in places.items() if place in offers}


def _is_tried(row: Campaign, subject: str) -> bool:
    """Whether who gets it at the moment of the subject gets one of the arms by chance."""
    if row.experiment_id is None or row.stage != Stage.REST or row.stage_since is None:
        return row.experiment_id is not None
    return int(subject.partition("@")[2]) < row.stage_since.timestamp()


def _texts(row: Campaign) -> Mapping[str, Mapping[str, str]]:
    """The texts of the arm that leads; those of the first one while none does."""
    texts: Mapping[str, Mapping[str, str]] = (
        row.variants[row.leader - 1]["texts"] if row.leader else row.texts
    )
    return texts


def _has_condition(where: object) -> bool:
    """Whether an audience is not simply everybody."""
    predicate, problems = parse(where)
    return bool(problems) or any(leaves(predicate))


def _facts(
    row: Campaign, shop: str, product: OfferFacts | None, *, is_tried: bool
) -> CampaignFacts:
    return CampaignFacts(
        id=row.pk,
        channel=row.channel,
        shop=shop,
        texts=_texts(row),
        experiment=key_of(CAMPAIGN, str(row.pk)) if is_tried else "",
        language=row.language,
        path=row.path,
        image=row.image,
        urgency=Urgency(row.urgency),
        buttons=CampaignButton.from_json(row.buttons),
        about=CampaignProduct.from_json(row.product),
        product=product,
        offer=CampaignVoucher.from_json(row.voucher),
        is_for_segment=_has_condition(row.where),
        is_paused=row.state == "paused",
        is_cancelled=row.state == "cancelled",
    )

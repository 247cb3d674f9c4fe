"""Puts random people into the shop, and describes them for `people.Naive`."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from saleor_push_plugin.models import (
    Event,
    GuestCheckout,
    Notification,
    PersonalVoucher,
    ProductView,
    Subscription,
    Watch,
)

from . import people
from .people import DAY, Browser, Catalog, Human, Order


@dataclass(kw_only=True)
class World:
    catalog: Catalog
    people: list[Human]


class Maker:
    """Makes people in the shop's tables; `luck` decides."""

    def __init__(self, seed: int, now: datetime) -> None:
        from saleor.channel.models import Channel
        from saleor.product.models import ProductVariant

        self.luck, self.now, self.seed = random.Random(seed), now, seed
        self.channels = {each.slug: each for each in Channel.objects.all()}
        self.variants = list(ProductVariant.objects.order_by("pk"))
        self.catalog = self._catalog()
        self.event = Event.objects.create(
            key=f"world {seed}", kind="x", subject="x", at=now, planned_at=now
        )

    def _catalog(self) -> Catalog:
        from saleor.product.models import Category, Collection, CollectionProduct, Product

        products = list(Product.objects.order_by("pk"))
        roots = [
            Category.objects.create(name=name, slug=f"{name}-{self.seed}") for name in ("a", "b")
        ]
        below = Category.objects.create(name="c", slug=f"c-{self.seed}", parent=roots[0])
        places = [*roots, below, None]
        within: dict[int, set[int]] = {each.pk: set() for each in (*roots, below)}
        for number, product in enumerate(products):
            place = places[number % len(places)]
            Product.objects.filter(pk=product.pk).update(category=place)
            for each in {place, roots[0] if place == below else place} - {None}:
                within[each.pk].add(product.pk)
        collection = Collection.objects.create(name="x", slug=f"x-{self.seed}")
        chosen = self.luck.sample(products, max(1, len(products) // 2))
        for product in chosen:
            CollectionProduct.objects.create(collection=collection, product=product)
        return Catalog(in_category=within, in_collection={collection.pk: {p.pk for p in chosen}})

    def moment(self, days: int = 60) -> datetime:
        return self.now - timedelta(seconds=self.luck.randint(1, days * 86_400))

    def human(self) -> Human:
        from saleor.account.models import Group, User

        if people.chance(self.luck, 0.3):
            return self._filled(self.browser(None), None)
        user = User.objects.create(email=f"{uuid4()}@example.com")
        User.objects.filter(pk=user.pk).update(date_joined=self.now - 90 * DAY)
        groups = [name for name in people.GROUPS if people.chance(self.luck, 0.3)]
        for name in groups:
            user.groups.add(Group.objects.get_or_create(name=name)[0])
        who = self._filled(None, user)
        who.groups = groups
        return who

    def _filled(self, guest: Browser | None, user: Any) -> Human:
        key = f"s{guest.id}" if guest else f"u{user.pk}"
        count = self.luck.randint(0, 2)
        browsers = [guest] if guest else [self.browser(user.pk) for _ in range(count)]
        return Human(
            key=key,
            browsers=browsers,
            orders=[self.order(user, guest) for _ in range(self.luck.choice((0, 0, 1, 2, 4)))],
            groups=[],
            carts=[self.cart(user, guest) for _ in range(self.luck.choice((0, 0, 1, 2)))],
            pushes=[self.push(key, n) for n in range(self.luck.choice((0, 0, 1, 3)))],
            codes=[self.code(key) for _ in range(self.luck.choice((0, 0, 1)))],
            address=self.address_of(user) if user else None,
        )

    def browser(self, user_id: int | None) -> Browser:
        pick, created = self.luck.choice, self.moment()
        made = Browser(
            id=0,
            channel=pick(people.CHANNELS),
            language=pick(people.LANGUAGES),
            platform=pick(people.PLATFORMS),
            display=pick(people.DISPLAYS),
            app=pick((True, False)),
            origin=pick(list(people.ORIGINS)),
            zone=pick(list(people.ZONES)),
            topics=[topic for topic in people.TOPICS if people.chance(self.luck, 0.5)],
            created=created,
            seen=pick((None, self.moment())),
            updated=created,
        )
        chosen = people.chance(self.luck, 0.5)
        row = Subscription.objects.create(
            endpoint=f"{made.origin}/{uuid4()}",
            origin=made.origin,
            p256dh=uuid4().hex,
            auth=uuid4().hex[:22],
            vapid_public="x",
            channel=made.channel,
            language="xx" if chosen and made.language else made.language,
            chosen_language=made.language if chosen else "",
            time_zone=made.zone,
            user_id=user_id,
            topics=made.topics,
            display_mode=made.display,
            installed_at=created if made.app else None,
            platform=made.platform,
            created_at=made.created,
            updated_at=made.updated,
            seen_at=made.seen,
        )
        made.id = row.id
        self.views(made)
        self.watches(made)
        return made

    def views(self, of: Browser) -> None:
        products = {variant.product_id for variant in self.variants}
        for product in self.luck.sample(sorted(products), self.luck.randint(0, 2)):
            times, at = self.luck.randint(1, 4), self.moment()
            ProductView.objects.create(
                subscription_id=of.id,
                product_id=product,
                channel=of.channel,
                times=times,
                viewed_at=at,
            )
            of.views.append((product, times, at))

    def watches(self, of: Browser) -> None:
        for variant in self.luck.sample(self.variants, self.luck.choice((0, 0, 1))):
            kind, asked = self.luck.choice(("price", "stock")), people.chance(self.luck, 0.7)
            Watch.objects.create(
                subscription_id=of.id,
                kind=kind,
                variant_id=variant.pk,
                channel=of.channel,
                asked=asked,
                created_at=self.now,
            )
            of.watches.append((kind, variant.product_id, asked))

    def address(self) -> tuple[Any, str, str]:
        from saleor.account.models import Address

        country, city = self.luck.choice(people.COUNTRIES), self.luck.choice(people.CITIES)
        return Address.objects.create(country=country, city=city), country, city

    def address_of(self, user: Any) -> tuple[str, str] | None:
        if people.chance(self.luck, 0.5):
            return None
        row, country, city = self.address()
        user.addresses.add(row)
        return country, city

    def order(self, user: Any, guest: Browser | None) -> Order:
        from saleor.order.models import Order as Row

        row_address, country, city = self.address()
        currency = self.luck.choice(people.CURRENCIES)
        made = Order(
            at=self.moment(),
            currency=currency,
            total=Decimal(self.luck.randint(1, 200)),
            refunded=Decimal(self.luck.choice((0, 0, 5, 500))),
            counts=people.chance(self.luck, 0.8),
            country=country,
            city=city,
            products=set(),
        )
        token = uuid4()
        row = Row.objects.create(
            user=user,
            user_email="x@example.com",
            status="unfulfilled" if made.counts else self.luck.choice(("canceled", "draft")),
            channel=self.channels[
                dict(zip(people.CURRENCIES, people.CHANNELS, strict=True))[currency]
            ],
            currency=currency,
            origin="checkout",
            total_gross_amount=made.total,
            total_net_amount=made.total,
            shipping_address=row_address,
            checkout_token=str(token),
            **_in_both(Row, lines_count=1),
        )
        Row.objects.filter(pk=row.pk).update(created_at=made.at)
        if guest:
            GuestCheckout.objects.create(
                subscription_id=guest.id, checkout_id=token, bound_at=made.at
            )
        for variant in self.luck.sample(self.variants, self.luck.randint(1, 2)):
            self.line(row, variant)
            made.products.add(variant.product_id)
        if made.refunded:
            self.refund(row, made.refunded)
        return made

    def line(self, order: Any, variant: Any) -> None:
        from saleor.order.models import OrderLine

        amounts = ("unit_price_net", "unit_price_gross", "total_price_net", "total_price_gross")
        OrderLine.objects.create(
            order=order,
            variant=variant,
            product_name="x",
            is_shipping_required=True,
            is_gift_card=False,
            quantity=1,
            currency=order.currency,
            **{f"{name}_amount": 1 for name in amounts},
        )

    def refund(self, order: Any, amount: Decimal) -> None:
        from saleor.payment.models import Payment, Transaction, TransactionItem

        if people.chance(self.luck, 0.5):
            TransactionItem.objects.create(
                order_id=order.pk, currency=order.currency, refunded_value=amount
            )
            return
        payment = Payment.objects.create(gateway="x", order=order, currency=order.currency)
        for success in (True, False):
            Transaction.objects.create(
                payment=payment,
                kind="refund",
                is_success=success,
                amount=amount,
                currency=order.currency,
                **_in_both(Transaction, token="x", gateway_response={}),
            )

    def cart(self, user: Any, guest: Browser | None) -> tuple[str, Decimal, datetime, bool]:
        from saleor.checkout.models import Checkout, CheckoutLine

        currency, at = self.luck.choice(people.CURRENCIES), self.moment(3)
        amount, filled = Decimal(self.luck.randint(1, 99)), people.chance(self.luck, 0.7)
        channel = self.channels[
            dict(zip(people.CURRENCIES, people.CHANNELS, strict=True))[currency]
        ]
        row = Checkout.objects.create(
            user=user, channel=channel, currency=currency, total_gross_amount=amount
        )
        Checkout.objects.filter(pk=row.pk).update(last_change=at)
        if filled:
            variant = self.luck.choice(self.variants)
            CheckoutLine.objects.create(
                checkout=row, variant=variant, quantity=1, currency=currency
            )
        if guest:
            GuestCheckout.objects.create(subscription_id=guest.id, checkout_id=row.pk, bound_at=at)
        return currency, amount, at, filled

    def push(self, key: str, number: int) -> dict[str, datetime]:
        at = {kind: self.moment() for kind in people.KINDS if people.chance(self.luck, 0.5)}
        Notification.objects.create(
            key=f"{key}/{number}/{self.seed}",
            event=self.event,
            scenario=f"x{number}",
            person=key,
            due_at=self.now,
            expires_at=self.now,
            created_at=self.now,
            **at,
        )
        return at

    def code(self, key: str) -> bool:
        from saleor.discount.models import Voucher, VoucherCode

        used, active = self.luck.choice((0, 1)), people.chance(self.luck, 0.8)
        end = self.luck.choice((None, self.now + DAY, self.now - DAY))
        voucher = Voucher.objects.create(end_date=end)
        text = uuid4().hex
        VoucherCode.objects.create(code=text, voucher=voucher, used=used, is_active=active)
        PersonalVoucher.objects.create(
            key=text, code=text, person=key, voucher=voucher.pk, made_at=self.now
        )
        return used == 0 and active and (end is None or end > self.now)


def _in_both(model: Any, **values: Any) -> dict[str, Any]:
    """Those of the values that this host's table has a column for."""
    names = {field.name for field in model._meta.get_fields()}
    return {name: value for name, value in values.items() if name in names}


def make_world(seed: int, now: datetime, size: int = 40) -> World:
    maker = Maker(seed, now)
    everybody = [maker.human() for _ in range(size)]
    people.scored(everybody)
    return World(catalog=maker.catalog, people=everybody)

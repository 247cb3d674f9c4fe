"""The Saleor plugin: all hooks, the Dashboard fields and the URLs."""

import logging
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from typing import Any, ClassVar

from django.db import connection, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from saleor.plugins.base_plugin import BasePlugin

from . import outbox, tasks, urls
from .campaigns import change_log, upkeep
from .core.event import INSTALLED, JOINED, ORDER_CREATED, Event
from .core.joined_subject import confirmed_subject
from .core.person import user_key
from .core.reason import Reason
from .dashboard import channel_fields
from .dashboard import fields as dashboard
from .delivery import sweep_runner
from .experiments import scenario_texts
from .messages import overrides
from .segments import stored as stored_segments
from .settings import sending_address, vapid_keys
from .settings.config import CHANNEL_PLUGIN_ID, PLUGIN_ID
from .shop import (
    accounts,
    config,
    order_events,
    person_facts,
    price_record,
    refunds,
    sent_gift_cards,
)
from .shop.connections import writer
from .subscribers import audit_log, proven_changes

logger = logging.getLogger(__name__)
# A value of saleor's NotifyEventType.
TRACKING_MAIL = "order_fulfillment_update"


class PushPlugin(BasePlugin):
    """The plugin is global; a storefront of one channel is in `ChannelPlugin`."""

    PLUGIN_ID = PLUGIN_ID
    PLUGIN_NAME = "Web Push"
    PLUGIN_DESCRIPTION = dashboard.DESCRIPTION
    CONFIGURATION_PER_CHANNEL = False
    # Saleor's Dashboard lists active plugins only; the owner's switch is the field `send`.
    DEFAULT_ACTIVE = True
    DEFAULT_CONFIGURATION: ClassVar[list[dict[str, Any]]] = dashboard.DEFAULTS
    CONFIG_STRUCTURE: ClassVar[dict[str, dict[str, Any]]] = dashboard.STRUCTURE

    # Hooks. Each takes **kwargs, because Saleor's versions pass different arguments.

    def order_created(self, order: Any, previous_value: Any, **kwargs: Any) -> Any:
        self._record(lambda: Event(kind=ORDER_CREATED, subject=str(order.pk), at=order.created_at))
        return previous_value

    def order_confirmed(self, order: Any, previous_value: Any, **kwargs: Any) -> Any:
        self._record(lambda: order_events.confirmed(order, timezone.now()))
        return previous_value

    def order_cancelled(self, order: Any, previous_value: Any, **kwargs: Any) -> Any:
        self._record(lambda: order_events.cancelled(order, timezone.now()))
        return previous_value

    def order_refunded(self, order: Any, previous_value: Any, **kwargs: Any) -> Any:
        self._record(lambda: refunds.event(order, timezone.now()))
        return previous_value

    def customer_created(self, customer: Any, previous_value: Any, **kwargs: Any) -> Any:
        self._mark_customer(customer)
        return previous_value

    def customer_updated(self, customer: Any, previous_value: Any, **kwargs: Any) -> Any:
        self._mark_customer(customer)
        return previous_value

    def fulfillment_created(
        self,
        fulfillment: Any,
        previous_value: Any,
        notify_customer: bool | None = True,
        **kwargs: Any,
    ) -> Any:
        """Saleor calls this also when a fulfillment that waited for approval is approved."""
        self._record(
            lambda: order_events.shipped(fulfillment, timezone.now()),
            silently=notify_customer is False,
        )
        return previous_value

    def fulfillment_metadata_updated(
        self, fulfillment: Any, previous_value: Any, **kwargs: Any
    ) -> Any:
        self._record(lambda: order_events.delivered(fulfillment, timezone.now()))
        return previous_value

    def notify(
        self, event: str, payload_func: Callable[[], Any], previous_value: Any, **kwargs: Any
    ) -> Any:
        """Saleor's emails: no other hook tells that a shopper is sent a tracking number."""
        if event == TRACKING_MAIL:
            self._record(lambda: order_events.tracked_by_mail(payload_func(), timezone.now()))
        return previous_value

    def gift_card_sent(
        self, gift_card: Any, channel_slug: str, email: str, previous_value: Any, **kwargs: Any
    ) -> Any:
        """Saleor calls this for each card that is bought and not shipped, and that staff send."""
        self._record(lambda: sent_gift_cards.event(gift_card, channel_slug, email, timezone.now()))
        return previous_value

    def account_confirmed(self, user: Any, previous_value: Any, **kwargs: Any) -> Any:
        subject, now = confirmed_subject(user.pk), timezone.now()
        self._record(lambda: Event(kind=JOINED, subject=subject, at=now))
        if self._value("install_voucher"):
            self._record(lambda: Event(kind=INSTALLED, subject=subject, at=now))
        return previous_value

    def product_variant_updated(
        self, product_variant: Any, previous_value: Any, **kwargs: Any
    ) -> Any:
        """Checks a variant at once, before the sweep finds that its price or stock changed.

        Its price is looked at later, for the record of prices.
        """

        def check() -> None:
            if not self._is_on("outside_eu"):
                price_record.look_later(product_variant.pk, timezone.now())
            tasks.enqueue_variant(product_variant.pk)

        if self._sending():
            self._run_safely(check)
        return previous_value

    def product_variant_back_in_stock(self, stock: Any, previous_value: Any, **kwargs: Any) -> Any:
        """Saleor calls this for one warehouse; Saleor 3.23 does not call it."""
        if self._sending():
            self._run_safely(lambda: tasks.enqueue_variant(stock.product_variant_id))
        return previous_value

    def channel_updated(self, channel: Any, previous_value: Any, **kwargs: Any) -> Any:
        """Follows its slug, also while sending is off."""
        self._run_safely(tasks.enqueue_channels)
        return previous_value

    def channel_deleted(self, channel: Any, previous_value: Any, **kwargs: Any) -> Any:
        return self.channel_updated(channel, previous_value)

    def customer_deleted(self, customer: Any, previous_value: Any, **kwargs: Any) -> Any:
        self._erase(customer)
        return previous_value

    def account_deleted(self, user: Any, previous_value: Any, **kwargs: Any) -> Any:
        return self.customer_deleted(user, previous_value)

    def staff_deleted(self, staff_user: Any, previous_value: Any, **kwargs: Any) -> Any:
        """Saleor keeps the account as a customer if it has orders, and otherwise deletes it."""

        def erase() -> None:
            if not accounts.exists(staff_user.pk):
                self._erase(staff_user)

        written_by = (overrides, scenario_texts, stored_segments)
        for each in written_by:
            self._run_safely(partial(each.remove_author, staff_user.pk))
        self._run_safely(lambda: change_log.pseudonymise(staff_user.pk))
        self._run_safely(lambda: audit_log.pseudonymise(staff_user.pk))
        self._run_safely(erase)
        return previous_value

    def _erase(self, user: Any) -> None:
        """Each on its own: nothing repeats what a failure of another would leave undone."""
        # Their browsers tell which guests they were until these are detached.
        self._run_safely(lambda: upkeep.forget_user(user.pk))
        self._run_safely(
            lambda: proven_changes.erase_user(user.pk, email=user.email, now=timezone.now())
        )
        self._run_safely(lambda: change_log.pseudonymise(user.pk))
        self._run_safely(lambda: audit_log.pseudonymise(user.pk))

    # URLs.

    def webhook(self, request: HttpRequest, path: str, previous_value: Any) -> HttpResponseBase:
        if not self.active:
            return previous_value
        with writer():
            return urls.respond(request, path, now=timezone.now()) or previous_value

    # Dashboard.

    @classmethod
    def save_plugin_configuration(cls, plugin_configuration: Any, cleaned_data: Any) -> Any:
        dashboard.validate_input(cleaned_data.get("configuration") or [])
        with config.saving(plugin_configuration):
            return super().save_plugin_configuration(plugin_configuration, cleaned_data)

    @classmethod
    def validate_plugin_configuration(cls, plugin_configuration: Any, **kwargs: Any) -> None:
        with writer():
            dashboard.validate(plugin_configuration.configuration)

    @classmethod
    def pre_save_plugin_configuration(cls, plugin_configuration: Any) -> None:
        fields, now = plugin_configuration.configuration, timezone.now()
        if not config.build(fields, active=plugin_configuration.active).sending:
            return
        dashboard.show_key(fields, vapid_keys.ensure(now))
        if not config.is_sending():
            sending_address.confirm(now)
            sweep_runner.start(now=now)

    def _record(self, event: Callable[[], Event | None], *, silently: bool = False) -> None:
        """Store an event (one statement) and publish its task; `silently`: notify nobody."""

        def record() -> None:
            events = [each for each in [event()] if each]
            if silently:
                outbox.record_silenced(events, Reason.NOTIFY_CUSTOMER_OFF, timezone.now())
                return
            for event_id in outbox.record(events, async_commit=True):
                tasks.enqueue_event(event_id, events[0].kind)

        if self._sending():
            self._run_safely(record)

    def _mark_customer(self, customer: Any) -> None:
        if self._sending():
            self._run_safely(lambda: person_facts.mark([user_key(customer.pk)]))

    def _sending(self) -> bool:
        return self._is_on("send")

    def _is_on(self, name: str) -> bool:
        return self._value(name) is True

    def _value(self, name: str) -> Any:
        return next((f["value"] for f in self.configuration if f["name"] == name), None)

    def _run_safely(self, work: Callable[[], None]) -> None:
        """Run `work` and log every exception: a failure here must not fail Saleor's request."""
        # A failed statement would break the caller's transaction: a savepoint limits it.
        savepoint = transaction.atomic() if connection.in_atomic_block else nullcontext()
        try:
            with writer(), savepoint:
                work()
        except Exception:
            logger.exception(
                "push: a hook failed; Saleor's request goes on, and the next sweep retries"
            )


class ChannelPlugin(BasePlugin):
    """The storefront of one channel, for shops whose channels have different ones.

    Saleor stores it by the channel's id, so it keeps its values when the channel is renamed.
    """

    PLUGIN_ID = CHANNEL_PLUGIN_ID
    PLUGIN_NAME = channel_fields.NAME
    PLUGIN_DESCRIPTION = channel_fields.DESCRIPTION
    CONFIGURATION_PER_CHANNEL = True
    # The Dashboard lists active plugins only; without values it changes nothing.
    DEFAULT_ACTIVE = True
    DEFAULT_CONFIGURATION: ClassVar[list[dict[str, Any]]] = channel_fields.DEFAULTS
    CONFIG_STRUCTURE: ClassVar[Any] = channel_fields.STRUCTURE

    @classmethod
    def save_plugin_configuration(cls, plugin_configuration: Any, cleaned_data: Any) -> Any:
        channel_fields.validate_input(cleaned_data.get("configuration") or [])
        with config.saving(plugin_configuration):
            return super().save_plugin_configuration(plugin_configuration, cleaned_data)

    @classmethod
    def validate_plugin_configuration(cls, plugin_configuration: Any, **kwargs: Any) -> None:
        channel_fields.validate(plugin_configuration.configuration)

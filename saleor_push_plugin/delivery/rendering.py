"""What a row that goes says: its text in the shopper's language, its link, its gift, its key."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .. import scenarios, webpush
from ..core.links import SURVEY_PAGE, resolve
from ..core.outcome import Failed
from ..core.reason import Reason
from ..core.scenario import Scenario
from ..core.text import payload
from ..engagement import receipts
from ..messages import localization
from ..messages.overrides import Wordings
from ..outbox import Claimed
from ..settings import vapid
from ..settings.config import Config
from . import voucher_codes


@dataclass(frozen=True, kw_only=True, slots=True)
class _Shared:
    """What all pushes of a scenario about the same facts have in common, whoever reads them.

    `link` is empty where each has a page of its own; `holds`: until when it is true.
    """

    tag: str
    link: str
    image: str
    holds: datetime | None


@dataclass
class Saying:
    """Makes the messages of rows claimed together: what they share is said or looked up once."""

    config: Config
    now: datetime
    own: Wordings
    _texts: dict[tuple[str, int, str, str], payload.Text] = field(default_factory=dict)
    _shared: dict[tuple[str, int], _Shared] = field(default_factory=dict)
    _keys: dict[str, str | None] = field(default_factory=dict)
    _gifts: dict[tuple[int, str, str], voucher_codes.Given] = field(default_factory=dict)

    def message(
        self, row: Claimed, known: Any, *, expires_at: datetime
    ) -> webpush.Message | Failed:
        """The message of a row about what is `known`, or why there can be none."""
        private = self._private(row.vapid_public)
        if private is None:
            return Failed(reason=Reason.VAPID_KEY_UNKNOWN)
        scenario = scenarios.SCENARIOS[row.scenario]
        known = self._with_gift(row, scenario, known)
        shared = self._in_common(scenario, known)
        ends = [at for at in (expires_at, shared.holds) if at and at > self.now]
        return webpush.Message(
            endpoint=row.endpoint,
            p256dh=row.p256dh,
            auth=row.auth,
            payload=self._payload(row, known, shared),
            # TTL 0 means now or never, and some push services refuse it.
            ttl=max(1, int((min(ends) - self.now).total_seconds())),
            urgency=scenario.urgency,
            topic=shared.tag,
            vapid_private=private,
        )

    def note(self, row: Claimed) -> Reason | None:
        """Why a push that went out all the same lacks something, if it does."""
        given = self._gifts.get(_gift_key(row)) if self._gifts else None
        return given.note if given else None

    def _private(self, public: str) -> str | None:
        if public not in self._keys:
            self._keys[public] = vapid.private_of(public)
        return self._keys[public]

    def _with_gift(self, row: Claimed, scenario: Scenario[Any], known: Any) -> Any:
        """What is known, with the person's voucher code; kept, so that it is one text for all."""
        if not scenario.voucher_kind(known):
            return known
        key = _gift_key(row)
        if key not in self._gifts:
            self._gifts[key] = voucher_codes.with_code(
                scenario,
                known,
                about=row.key.rpartition("/")[0],
                person=row.person,
                config=self.config,
                now=self.now,
            )
        return self._gifts[key].facts

    def _in_common(self, scenario: Scenario[Any], known: Any) -> _Shared:
        key = (scenario.code, id(known))
        if key not in self._shared:
            self._shared[key] = _Shared(
                tag=payload.tag_for(known.channel, scenario.about(known)),
                link=self._link(scenario, known),
                image=scenario.image(known),
                holds=scenario.text_valid_until(known),
            )
        return self._shared[key]

    def _link(self, scenario: Scenario[Any], known: Any) -> str:
        link, config = scenario.link(known), self.config
        if link.page == SURVEY_PAGE:
            return ""
        return resolve(
            link,
            storefront_url=config.storefront_url,
            paths=config.paths,
            campaign=scenario.code,
        )

    def _payload(self, row: Claimed, known: Any, shared: _Shared) -> bytes:
        token, scenario = receipts.token(row.id), scenarios.SCENARIOS[row.scenario]
        return payload.build(
            self._text(row, scenario, known),
            id=token,
            url=shared.link or f"{self.config.answer_url}?t={token}",
            tag=shared.tag,
            receipt=payload.Receipt(url=self.config.receipt_url, token=token),
            at=row.event_at,
            icon=self.config.icon_url,
            image=shared.image if row.shows_images else "",
        )

    def _text(self, row: Claimed, scenario: Scenario[Any], known: Any) -> payload.Text:
        default, own = self.config.default_language, self.own.of(scenario, known.channel)
        language = localization.choose(
            row.language, getattr(known, "language", ""), default=default, own=own
        )
        key = (row.scenario, id(known), language, row.time_zone)
        if key not in self._texts:
            self._texts[key] = localization.text(
                scenario,
                known,
                language=language,
                time_zone=row.time_zone,
                own=own.get(language, localization.NOTHING),
                now=self.now,
            )
        return self._texts[key]


def _gift_key(row: Claimed) -> tuple[int, str, str]:
    return row.event_id, row.scenario, row.person.key

"""Facts about gift cards that the shop has sent to somebody."""

from dataclasses import dataclass, field
from datetime import date

from ..person import user_key
from .common import Money


@dataclass(frozen=True, kw_only=True)
class SentCard:
    """The subject of a gift card that was sent to an account.

    `at`: ms since 1970. 0: it was bought, and all cards of its parcel are one piece of news; the
    card is then the first of them.
    """

    user_id: int
    card_id: int
    channel_id: int
    at: int = 0

    def __str__(self) -> str:
        return f"{user_key(self.user_id)}@{self.card_id}@{self.channel_id}@{self.at}"

    @classmethod
    def parse(cls, subject: str) -> "SentCard":
        person, card, channel, at = subject.split("@")
        return cls(user_id=int(person[1:]), card_id=int(card), channel_id=int(channel), at=int(at))


@dataclass(frozen=True, kw_only=True)
class GiftCardFacts:
    """Gift cards that can be used, sent to one account at once.

    `endings`: the ends of their codes, as much as Saleor shows of them. `balance`: of all together.
    `last_day`: the last day they are valid, None if they have none, or not the same.
    `is_confirmed`: whether the account has proven its e-mail, where the shop asks for that.
    """

    id: str
    user_id: int
    channel: str
    language: str = ""
    endings: tuple[str, ...] = field(default=(), repr=False)
    balance: Money | None = None
    last_day: date | None = None
    is_confirmed: bool = True

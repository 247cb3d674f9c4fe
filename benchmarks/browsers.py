"""Many subscriptions at once, put into the database by the database."""

from collections.abc import Sequence
from typing import Any

from benchmarks.sender_ways import new_device

# More than the sender remembers: each key is parsed anew, as those of strangers are.
KEYS = 5000
_INSERT = """
    INSERT INTO saleor_push_plugin_subscription (public_id, endpoint, origin, p256dh, auth,
        secret_hash, vapid_public, channel, first_channel, language, chosen_language, time_zone,
        user_id, topics, display_mode, platform, created_at, updated_at, accepted_at, proven_at,
        refusals, held_reason, held_detail)
    SELECT gen_random_uuid(), %(origin)s || '/wpush/' || n || md5(n::text), %(origin)s,
        (%(points)s::text[])[1 + n %% %(keys)s],
        left(translate(encode(decode(md5(%(origin)s || n), 'hex'), 'base64'), '+/', '-_'), 22), '',
        (SELECT public FROM saleor_push_plugin_vapidkey LIMIT 1), %(channel)s, '',
        (ARRAY['en', 'pl', 'ar'])[1 + n %% 3], '', '', %(user)s::int, %(topics)s::text[], '', '',
        now(), now(), now(), now(), 0, '', ''
    FROM generate_series(1, %(rows)s) n
"""

_WATCHES = """
    INSERT INTO saleor_push_plugin_watch
        (subscription_id, kind, variant_id, channel, asked, missed, seen, created_at)
    SELECT id, 'price', %(variant)s, channel, true, false, 39, now()
    FROM saleor_push_plugin_subscription WHERE origin = %(origin)s
"""
_OFFER = """
    INSERT INTO saleor_push_plugin_watchedvariant
        (variant_id, channel, amount, available, wave_to, looked_at)
    VALUES (%(variant)s, %(channel)s, 39, 50, 0, now())
"""
_FALL = """
    UPDATE product_productvariantchannellisting SET discounted_price_amount = 29
    WHERE variant_id = %(variant)s
"""
Statement = tuple[str, dict[str, Any]]


def subscribing(
    rows: int, origin: str, *, channel: str, topics: Sequence[str], user: int | None = None
) -> Statement:
    """Statement and values of so many browsers at one push service, in three languages."""
    devices = [new_device(origin) for _ in range(min(rows, KEYS))]
    return _INSERT, {
        "rows": rows,
        "origin": origin,
        "points": [device.p256dh for device in devices],
        "keys": len(devices),
        "channel": channel,
        "topics": list(topics),
        "user": user,
    }


def waiting(rows: int, origin: str, *, variant: int, channel: str) -> list[Statement]:
    """Browsers that wait for a variant to cost less, and the fall of its price."""
    values = {"origin": origin, "variant": variant, "channel": channel}
    browsers = subscribing(rows, origin, channel=channel, topics=["order_updates", "alerts"])
    return [browsers, *((statement, values) for statement in (_WATCHES, _OFFER, _FALL))]

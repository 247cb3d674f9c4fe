"""What a platform shows."""

import pytest

from saleor_push_plugin.core.platform import shows_images

GOOGLE, MICROSOFT = "https://fcm.googleapis.com", "https://wns2-par02p.notify.windows.com"
MOZILLA, APPLE = "https://updates.push.services.mozilla.com", "https://web.push.apple.com"


@pytest.mark.parametrize(
    ("platform", "push_service", "shows"),
    [
        ("android", GOOGLE, True),
        ("windows", MICROSOFT, True),
        ("linux", GOOGLE, True),
        ("chromeos", GOOGLE, True),
        ("macos", GOOGLE, False),
        ("ios", APPLE, False),
        ("macos", APPLE, False),
        ("android", MOZILLA, False),
        ("windows", MOZILLA, False),
        ("", GOOGLE, False),
    ],
)
def test_a_picture_is_sent_to_who_shows_it_only(
    platform: str, push_service: str, shows: bool
) -> None:
    assert shows_images(platform, push_service) is shows

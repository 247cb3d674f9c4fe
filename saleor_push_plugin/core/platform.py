"""Which system and browser it is, as far as can be told, and what that shows."""

# In this order: an Android phone also says Linux, an iPhone also says Mac OS X.
_SYSTEMS = (
    ("iphone", "ios"),
    ("ipad", "ios"),
    ("android", "android"),
    ("windows", "windows"),
    ("mac os x", "macos"),
    ("cros", "chromeos"),
    ("linux", "linux"),
)


def platform_of(user_agent: str) -> str:
    """A word such as "android"; empty when there is no telling. An iPad may call itself a Mac."""
    said = user_agent.lower()
    return next((system for mark, system in _SYSTEMS if mark in said), "")


# Chromium shows a picture, though not on a Mac; Firefox and Safari show none.
_WITH_PICTURES = frozenset({"android", "windows", "linux", "chromeos"})
_WITHOUT = (".mozilla.com", ".apple.com")


def shows_pictures(platform: str, push_service: str) -> bool:
    """Whether a picture is worth its bytes; which browser it is, its push service tells."""
    return platform in _WITH_PICTURES and not push_service.endswith(_WITHOUT)


# Each maker's push service tells its browsers, where the User-Agent was not kept.
_BROWSERS = (
    (".push.apple.com", "safari"),
    (".push.services.mozilla.com", "firefox"),
    (".notify.windows.com", "edge"),
    ("fcm.googleapis.com", "chromium"),
)


def browser_of(origin: str) -> str:
    """A word such as "firefox", by the push service; "chromium" is Chrome and most others."""
    return next((browser for mark, browser in _BROWSERS if origin.endswith(mark)), "")

"""Detects the system and the browser of a subscription, and whether they show images."""

# The order matters: Android's User-Agent also contains Linux, and an iPhone's Mac OS X.
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
    """The system, such as "android"; empty if unknown. An iPad may report itself as a Mac."""
    text = user_agent.lower()
    return next((system for mark, system in _SYSTEMS if mark in text), "")


# Chromium shows images, but not on macOS. Firefox and Safari show none.
_WITH_IMAGES = frozenset({"android", "windows", "linux", "chromeos"})
_WITHOUT = (".mozilla.com", ".apple.com")


def shows_images(platform: str, push_service: str) -> bool:
    """Whether the notification can show an image. The push service tells the browser."""
    return platform in _WITH_IMAGES and not push_service.endswith(_WITHOUT)


# The push service of each vendor, and its browser; the User-Agent is not stored.
BROWSERS = (
    (".push.apple.com", "safari"),
    (".push.services.mozilla.com", "firefox"),
    (".notify.windows.com", "edge"),
    ("fcm.googleapis.com", "chromium"),
)


def browser_of(origin: str) -> str:
    """The browser by its push service, such as "firefox"; "chromium" is Chrome and most others."""
    return next((browser for mark, browser in BROWSERS if origin.endswith(mark)), "")


def browser_sql(origin: str) -> str:
    """`browser_of` as an expression of SQL."""
    cases = " ".join(
        f"WHEN right({origin}, {len(mark)}) = '{mark}' THEN '{browser}'"
        for mark, browser in BROWSERS
    )
    return f"CASE {cases} ELSE '' END"

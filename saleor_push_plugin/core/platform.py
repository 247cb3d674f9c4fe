"""Which system a browser runs on, as far as its User-Agent says: for segments and statistics."""

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

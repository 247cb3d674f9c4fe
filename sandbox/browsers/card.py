"""A notification as a picture: the words the desktop was given, drawn as a desktop would."""

import html
from urllib.parse import quote

from .daemon import Notification

_PAGE = """<!doctype html><meta charset="utf-8"><title>notification</title><style>
  html {{ background: #dfe5ee; font: 15px/1.45 system-ui, sans-serif; }}
  body {{ margin: 20px; }}
  article {{ background: #fff; border-radius: 14px; padding: 16px 18px; color: #1d2433;
    box-shadow: 0 6px 24px #1d243333; }}
  h1 {{ font-size: 16px; margin: 0 0 4px; }} p {{ margin: 0; white-space: pre-line; }}
  footer {{ margin-top: 12px; display: flex; gap: 8px; }}
  button {{ font: inherit; border: 0; border-radius: 8px; padding: 6px 14px; flex: 1;
    background: #eef1f6; color: inherit; }}
</style><article><h1 dir="auto">{title}</h1><p dir="auto">{body}</p>{buttons}</article>"""


def card_url(notification: Notification) -> str:
    page = _PAGE.format(
        title=html.escape(notification.title),
        body=html.escape(notification.body),
        buttons=_buttons(notification),
    )
    return "data:text/html;charset=utf-8," + quote(page)


def _buttons(notification: Notification) -> str:
    labels = [label for key, label in notification.actions.items() if not is_own(key)]
    drawn = "".join(f"<button>{html.escape(label)}</button>" for label in labels)
    return f"<footer>{drawn}</footer>" if drawn else ""


def is_own(key: str) -> bool:
    """The browsers' own entries beside the shop's buttons."""
    return key in ("default", "settings")

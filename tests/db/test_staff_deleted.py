"""A staff account is deleted: its templates stay, and its name is removed."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from saleor.account.models import User
from saleor.plugins.manager import get_plugins_manager

from saleor_push_plugin.models import Segment, Subscription, TemplateOverride
from saleor_push_plugin.shop.connections import writer
from tests.hosts.shop import Shop, unused_email

from .conftest import Browser


@pytest.fixture
def editor(push: Shop, browser: Callable[..., Browser]) -> User:
    """Wrote a text, and shops here, too."""
    with writer():
        staff = User.objects.create(email=unused_email(), is_staff=True)
        place = {"scenario": "welcome", "language": "en", "texts": {"title": "Ahoy"}}
        TemplateOverride.objects.create(
            **place, updated_at=datetime.now(UTC), updated_by=f"User:{staff.pk}"
        )
        moment, author = datetime.now(UTC), f"User:{staff.pk}"
        Segment.objects.create(
            name="x", created_at=moment, created_by=author, updated_at=moment, updated_by=author
        )
        browser()
        Subscription.objects.update(user_id=staff.pk)
    return staff


def leaves(staff: User) -> None:
    """As Saleor's staffDelete tells it."""
    get_plugins_manager(allow_replica=False).staff_deleted(staff)


def test_who_is_gone_is_named_nowhere(editor: User) -> None:
    with writer():
        pk = editor.pk
        editor.delete()
        editor.pk = pk
    leaves(editor)
    assert TemplateOverride.objects.values_list("texts", "updated_by").get() == (
        {"title": "Ahoy"},
        "",
    )
    assert Segment.objects.values_list("created_by", "updated_by").get() == ("", "")
    assert Subscription.objects.get().user_id is None


def test_who_stays_as_a_customer_keeps_their_browsers(editor: User) -> None:
    leaves(editor)
    assert TemplateOverride.objects.get().updated_by == ""
    assert Subscription.objects.get().user_id == editor.pk

"""The Topic header, which push services read: nobody learns from it what a push is about."""

from types import SimpleNamespace
from typing import Any

from saleor_push_plugin.core.text.payload import tag_for
from saleor_push_plugin.delivery import rendering
from sandbox.pushservice import PushService
from tests.hosts.shop import Shop

from .order_story import Story


def topics(push_service: PushService, phone: Any) -> list[str]:
    return [message["topic"] for message in push_service.messages(phone.subscriber.token)]


def test_devices_share_the_tag_and_not_the_topic(
    push: Shop, browser: Any, push_service: PushService
) -> None:
    ada = push.register()
    devices = [browser(ada), browser(ada)]
    push.place_order(customer=ada)
    tags = {device.subscriber.shown()[0].tag for device in devices}
    assert len(tags) == 1
    sent = [topics(push_service, device) for device in devices]
    assert sent[0] != sent[1]
    assert not tags & {*sent[0], *sent[1]}


def test_all_pushes_of_an_order_have_one_topic_on_a_device(
    story: Story, push_service: PushService
) -> None:
    story.shop.fulfill(story.order)
    story.sweep()
    sent = topics(push_service, story.phone)
    assert len(sent) == 2
    assert len({*sent}) == 1


def test_a_subject_cannot_be_guessed_from_a_topic_without_the_shops_key(settings: Any) -> None:
    row, tag = SimpleNamespace(subscription_id=7), tag_for("default-channel", "product:2")
    settings.SECRET_KEY = "a-shop"
    topic = rendering._topic(row, tag)
    assert topic == rendering._topic(row, tag)
    settings.SECRET_KEY = "another-shop"
    assert topic != rendering._topic(row, tag)

"""The plugin's tables.

Saleor's users, orders and checkouts are referenced by id without foreign keys: a constraint of ours
on Saleor's tables would make the shop's own deletions fail once the plugin is uninstalled.
"""

from .array_parameters import in_array, numbers
from .audit_log import AuditEntry
from .campaigns import Campaign, CampaignChange, CampaignRecipient
from .code_budgets import CodeBudget
from .dashboard_app import DashboardApp
from .experiments import Assignment, Experiment
from .known_channels import KnownChannel
from .outbox import Chunk, Event, Lane, Notification, State
from .person_facts import PersonFacts, ScoreBounds, StalePerson
from .personal_vouchers import PersonalVoucher
from .price_record import PriceLook, PriceRound, PriceStretch
from .product_statistics import BoughtTogether, ProductSales
from .product_views import ProductView
from .push_services import PushService
from .rations import Ration
from .results import OrderCredit, Result, ResultDelta, ResultGroup
from .segments import Segment
from .sending_address import SendingAddress
from .subscriber_changes import SubscriberChange
from .subscribers import (
    Consent,
    GoneSubscription,
    GuestCheckout,
    SegmentationObjection,
    Subscription,
    VapidKey,
)
from .survey_answers import SurveyAnswer
from .sweep_cursors import Cursor
from .template_overrides import TemplateOverride
from .watches import Watch, WatchedVariant

__all__ = [
    "Assignment",
    "AuditEntry",
    "BoughtTogether",
    "Campaign",
    "CampaignChange",
    "CampaignRecipient",
    "Chunk",
    "CodeBudget",
    "Consent",
    "Cursor",
    "DashboardApp",
    "Event",
    "Experiment",
    "GoneSubscription",
    "GuestCheckout",
    "KnownChannel",
    "Lane",
    "Notification",
    "OrderCredit",
    "PersonFacts",
    "PersonalVoucher",
    "PriceLook",
    "PriceRound",
    "PriceStretch",
    "ProductSales",
    "ProductView",
    "PushService",
    "Ration",
    "Result",
    "ResultDelta",
    "ResultGroup",
    "ScoreBounds",
    "Segment",
    "SegmentationObjection",
    "SendingAddress",
    "StalePerson",
    "State",
    "SubscriberChange",
    "Subscription",
    "SurveyAnswer",
    "TemplateOverride",
    "VapidKey",
    "Watch",
    "WatchedVariant",
    "in_array",
    "numbers",
]

"""Which package owns which of our tables, and which others may read or write them, and why.

A package reads and writes its own tables. `READS` and `WRITES` are the exceptions; a package that
may write a table may read it as well. Saleor's tables are read by the packages in `SALEOR`.
"""

OWNERS = {
    "settings": {"VapidKey", "SendingAddress"},
    "messages": {"TemplateOverride"},
    "outbox": {
        "Event",
        "Notification",
        "Chunk",
        "Lane",
        "PushService",
        "Cursor",
        "ResultGroup",
        "ResultDelta",
    },
    "results": {"Result"},
    "shop": {
        "DashboardApp",
        "OrderCredit",
        "WatchedVariant",
        "PersonalVoucher",
        "CodeBudget",
        "ProductSales",
        "BoughtTogether",
        "PersonFacts",
        "StalePerson",
        "ScoreBounds",
        "PriceStretch",
        "PriceRound",
        "PriceLook",
    },
    "subscribers": {
        "Subscription",
        "GoneSubscription",
        "GuestCheckout",
        "Consent",
        "Watch",
        "ProductView",
        "SegmentationObjection",
        "AuditEntry",
        "SubscriberChange",
    },
    "segments": {"Segment"},
    "engagement": {"SurveyAnswer"},
    "rations": {"Ration"},
    "models": {"KnownChannel"},
    "experiments": {"Experiment", "Assignment"},
    "campaigns": {"Campaign", "CampaignRecipient", "CampaignChange"},
}

# The only package that names Saleor's tables in SQL; it reads them and never writes them.
SALEOR = {"shop"}

_RECIPIENTS = "an audience becomes the query of its recipients, which the outbox inserts"
_PROGRESS = "a campaign counts its pushes by what became of them"
_API = "the API shows it"
_FACTS = "facts are loaded for a batch in few queries, together with Saleor's tables"
_FIND = "a sweep asks Saleor's tables and these in one query, or drops what nobody subscribed to"

_PERSON = "what is stored of one person is collected in one place"

READS = {
    **{
        ("person_data", model): _PERSON
        for model in (
            *("Subscription", "Consent", "GuestCheckout", "Watch", "ProductView"),
            *("Notification", "SurveyAnswer", "PersonFacts", "PersonalVoucher", "OrderCredit"),
            *("Assignment", "CampaignRecipient"),
        )
    },
    ("graphql", "AuditEntry"): _API,
    ("graphql", "PersonFacts"): _API,
    ("graphql", "Assignment"): _API,
    ("graphql", "CampaignRecipient"): _API,
    ("outbox", "Subscription"): "a claim returns the notification with its subscription",
    ("outbox", "SurveyAnswer"): "a notification with an answer is not purged",
    ("shop", "Event"): _FACTS,
    ("shop", "Notification"): _FACTS,
    ("shop", "Subscription"): _FIND,
    (
        "shop",
        "Assignment",
    ): "what the people of an arm ordered, and whom a campaign reaches, are one query each",
    ("shop", "GuestCheckout"): _FIND,
    ("shop", "SegmentationObjection"): "a segment's one statement leaves out who objects to it",
    ("shop", "ProductView"): _FIND,
    ("delivery", "GuestCheckout"): _RECIPIENTS,
    ("delivery", "Watch"): _RECIPIENTS,
    ("delivery", "Notification"): "the weekly cap counts what a person was sent",
    ("delivery", "Event"): "planning takes the event that the outbox locked",
    ("delivery", "Chunk"): "planning takes the chunk that the outbox locked",
    ("engagement", "Event"): "the delivery log explains events that led to no notification",
    ("graphql", "Subscription"): _API,
    ("graphql", "Consent"): _API,
    ("graphql", "PushService"): _API,
    ("graphql", "Notification"): _API,
    ("graphql", "SurveyAnswer"): _API,
    ("graphql", "TemplateOverride"): _API,
    ("graphql", "Watch"): _API,
    ("graphql", "Experiment"): _API,
    ("graphql", "Segment"): _API,
    ("graphql", "Campaign"): _API,
    ("graphql", "CampaignChange"): _API,
    ("segments", "PersonFacts"): "a segment is a condition on the facts of people",
    ("results", "Notification"): "a recount reads the rows",
    ("results", "SubscriberChange"): "reports tell how the number of subscribers changed",
    ("results", "Subscription"): "a recount compares who has joined and left with who is there",
    ("shop", "Campaign"): _FACTS,
    ("campaigns", "PersonFacts"): "an audience is frozen by one statement over facts of people",
    ("campaigns", "Subscription"): _RECIPIENTS,
    ("campaigns", "Event"): _PROGRESS,
    ("campaigns", "Experiment"): "a decision is made of what the arms of its experiment brought",
    ("campaigns", "Notification"): _PROGRESS,
    ("results", "ResultGroup"): "reports are by channel, language and platform",
    ("results", "OrderCredit"): "reports tell what was ordered",
    ("results", "Experiment"): "what its people ordered is counted with Saleor's tables",
    ("experiments", "Notification"): "an experiment counts who was sent what, and who clicked",
    ("experiments", "Event"): "of a push without an experiment only its event has the channel",
}

_FILES = "a file's subscriptions are stored and read in batches"

WRITES = {
    ("subscriber_files", "Subscription"): _FILES,
    ("subscriber_files", "Consent"): _FILES,
    ("subscriber_files", "VapidKey"): "a vendor's key is stored as a former one",
    (
        "shop",
        "Watch",
    ): "one statement joins carts and prices with watches; old ones are deleted there",
    ("shop", "Cursor"): "a count locks its own cursor in the transaction that counts",
    ("subscribers", "SurveyAnswer"): "a person's data is erased in one transaction, in one place",
    (
        "engagement",
        "Notification",
    ): "receipts set when it was shown, clicked or dismissed",
    ("delivery", "Subscription"): "what a browser was sent decides whether it goes on",
    ("engagement", "ResultDelta"): "a receipt is counted in the statement that stores it",
    ("results", "ResultDelta"): "deltas are added to the sums and deleted in one statement",
}

-- arms --
-- Return of each arm how many people got one of its texts, and how many of them clicked one.
--
-- experiment: its id. Left out of both: people who had two assignments.
SELECT x.arm, count(*), count(*) FILTER (WHERE told.clicked)
FROM (
    SELECT person, bool_or(clicked_at IS NOT NULL) AS clicked
    FROM saleor_push_plugin_notification
    WHERE experiment_id = %(experiment)s AND state = 'sent' GROUP BY person
) told
JOIN saleor_push_plugin_assignment x
    ON x.experiment_id = %(experiment)s AND x.person = told.person AND NOT x.merged
GROUP BY x.arm

-- before --
-- Return how many people got a push of a scenario since then, and how many of them clicked one.
--
-- scenario: its code. channel: a slug, or "" for all. since: the first moment.
SELECT count(*), count(*) FILTER (WHERE clicked)
FROM (
    SELECT n.person, bool_or(n.clicked_at IS NOT NULL) AS clicked
    FROM saleor_push_plugin_notification n
    JOIN saleor_push_plugin_event e ON e.id = n.event_id
    WHERE n.scenario = %(scenario)s AND n.state = 'sent' AND n.sent_at >= %(since)s
        AND (%(channel)s = '' OR e.channel = %(channel)s)
    GROUP BY n.person
) told

-- crossing --
-- Find claimed order updates of which another of the same subject is being sent to the same browser.
--
-- ids: those that a worker wants to send. own: all that it claimed with them. now: a lease that
--     ended before is of a dead worker.
-- Returns the ids and the subscriptions of those of `ids`.
SELECT n.id, n.subscription_id FROM saleor_push_plugin_notification n
WHERE n.id = ANY (%(ids)s::bigint[]) AND EXISTS ({other})

-- give_way --
-- Put claimed order updates back that still cross another one. The caller has locked their
-- subscriptions, so that of two workers one sees what the other has done.
--
-- ids, own: as above. now, until: now, and when they are due again. reason: why they wait.
-- Returns the ids of those that were put back.
UPDATE saleor_push_plugin_notification n
SET state = 'pending', lease = NULL, due_at = %(until)s, reason = %(reason)s, detail = '',
    attempts = greatest(n.attempts - 1, 0)
WHERE n.id = ANY (%(ids)s::bigint[]) AND n.state = 'sending' AND EXISTS ({other})
RETURNING n.id

-- other --
-- Fills {other}: another update of the subject of `n` that a worker is sending to its subscription.
SELECT 1 FROM saleor_push_plugin_notification o
WHERE o.subscription_id = n.subscription_id AND o.about = n.about AND NOT o.bulk
    AND o.state = 'sending' AND o.lease > %(now)s AND NOT o.id = ANY (%(own)s::bigint[])

-- last_of_slice --
-- Return the last of the next people: so many after a key, in the order of their keys. No row: they are
-- the last ones.
--
-- after: a person's key, or "". skipped: how many precede it.
SELECT person FROM saleor_push_plugin_personfacts
WHERE person > %(after)s ORDER BY person OFFSET %(skipped)s LIMIT 1

-- freeze --
-- Store the people of one slice whom a campaign is for, once each, with the moment it is planned for them.
--
-- {condition}: the audience's condition on f, with its own parameters. campaign: its id. channel: its slug, or "" for all.
-- after, upto: the slice: keys after the one, up to the other; null: all after it.
-- zones, moments, reasons: by time zone when it is planned, and why its people do not get it ("").
-- elsewhere: when it is planned for who has no time zone, and elsewhere_reason why they do not get it.
-- staged: whether it has stages; then it is planned later, by their time zone, and {bucket}, of c.person and of a
--     salt, says in which stage.
-- topic: what they must have agreed to. no_consent: the reason of those who did not.
--
-- Of a person's browsers those count that agreed, and of these the one that was seen last has the zone.
-- Sorted by the moment, so that those of one moment lie together.
WITH people AS MATERIALIZED (
    SELECT f.person, f.user_id, f.subscription_id FROM saleor_push_plugin_personfacts f
    WHERE f.person > %(after)s AND (%(upto)s::text IS NULL OR f.person <= %(upto)s::text)
        AND {condition}
), browsers AS (
    SELECT p.person, s.* FROM people p
    JOIN saleor_push_plugin_subscription s ON s.user_id = p.user_id
    UNION ALL
    SELECT p.person, s.* FROM people p
    JOIN saleor_push_plugin_subscription s ON s.id = p.subscription_id AND s.user_id IS NULL
), chosen AS (
    SELECT DISTINCT ON (b.person) b.person, b.time_zone, %(topic)s = ANY(b.topics) AS agreed
    FROM browsers b WHERE %(channel)s::text IN ('', b.channel)
    ORDER BY b.person, agreed DESC, coalesce(b.seen_at, b.updated_at) DESC, b.id
), planned AS (
    SELECT c.person, CASE WHEN NOT %(staged)s THEN coalesce(z.moment, %(elsewhere)s::timestamptz) END AS moment,
        CASE WHEN %(staged)s THEN {bucket} END AS bucket,
        CASE WHEN %(staged)s THEN c.time_zone ELSE '' END AS time_zone,
        CASE WHEN c.agreed THEN coalesce(z.reason, %(elsewhere_reason)s::text)
            ELSE %(no_consent)s::text END AS reason
    FROM chosen c
    LEFT JOIN unnest(%(zones)s::text[], %(moments)s::timestamptz[], %(reasons)s::text[])
        AS z(zone, moment, reason) ON z.zone = c.time_zone
)
INSERT INTO saleor_push_plugin_campaignrecipient (campaign_id, person, planned_at, bucket, time_zone, reason)
SELECT %(campaign)s, person, moment, bucket, time_zone, reason FROM planned ORDER BY moment, person
ON CONFLICT DO NOTHING

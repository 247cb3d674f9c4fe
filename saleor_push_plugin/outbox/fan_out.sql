-- insert_lanes --
-- Create the lanes that the recipients' notifications need and that do not exist yet.
--
-- {recipients}: the shared FROM clause `recipients`.
INSERT INTO saleor_push_plugin_lane (bulk, channel, origin, proven)
SELECT DISTINCT spec.bulk, s.channel, s.origin,
    EXISTS (SELECT 1 FROM saleor_push_plugin_lane l WHERE l.proven AND l.origin = s.origin)
{recipients}
WHERE NOT EXISTS (SELECT 1 FROM saleor_push_plugin_lane l
    WHERE (l.bulk, l.channel, l.origin) = (spec.bulk, s.channel, s.origin))
ON CONFLICT DO NOTHING

-- insert_groups --
-- Create the groups that the recipients' notifications are counted in and that do not exist yet.
--
-- {recipients}: the shared FROM clause `recipients`. {channel}, {service}: of the group.
INSERT INTO saleor_push_plugin_resultgroup (channel, language, platform, service)
SELECT DISTINCT {channel}, coalesce(nullif(s.chosen_language, ''), s.language), s.platform, {service}
{recipients}
EXCEPT SELECT channel, language, platform, service FROM saleor_push_plugin_resultgroup

-- insert_notifications --
-- Create a pending notification for each recipient; a key that exists already is left as it is. New ones are
-- counted as planned. Returns how many are new.
--
-- Nor for a recipient who asked for it while an earlier one waits, of the same scenario and subject but for
-- what the subject ends with (amount and moment). That one says what is true when it is sent: the worker
-- that claims it reads the facts after that, so later than what led to this event.
--
-- {person_key}: the key of the recipient.
-- {recipients}: the shared FROM clause `recipients`. {channel}, {service}: of the group.
-- {cell}, {columns}, {day}: of the row n, where it is counted.
WITH made AS (
INSERT INTO saleor_push_plugin_notification AS n (key, event_id, subscription_id, person, about,
    scenario, bulk, asked, lane_id, state, due_at, expires_at, attempts, reason, detail,
    created_at, group_id)
SELECT spec.event_key || '/' || spec.scenario || '/' || s.id, spec.event_id, s.id,
    {person_key}, spec.about,
    spec.scenario, spec.bulk, r.asked, l.id, 'pending', spec.due_at, spec.expires_at, 0, '', '',
    spec.created_at, g.id
{recipients}
JOIN saleor_push_plugin_lane l
    ON (l.bulk, l.channel, l.origin) = (spec.bulk, s.channel, s.origin)
LEFT JOIN (
    SELECT min(id) AS id, channel, language, platform, service
    FROM saleor_push_plugin_resultgroup GROUP BY channel, language, platform, service
) g ON (g.channel, g.language, g.platform, g.service) = ({channel},
    coalesce(nullif(s.chosen_language, ''), s.language), s.platform, {service})
WHERE NOT (r.asked AND EXISTS (
    SELECT 1 FROM saleor_push_plugin_notification n
    JOIN saleor_push_plugin_event e ON e.id = n.event_id
    WHERE n.subscription_id = s.id AND n.state = 'pending' AND n.asked
        AND n.scenario = spec.scenario
        AND split_part(e.key, '@', 1) = split_part(spec.event_key, '@', 1)
        AND split_part(e.key, '@', 2) = split_part(spec.event_key, '@', 2)
))
ON CONFLICT DO NOTHING
RETURNING {day} AS day, {cell}
), counted AS (
    INSERT INTO saleor_push_plugin_resultdelta (day, {columns}, kind, n)
    SELECT day, {columns}, 'planned', count(*) FROM made GROUP BY day, {columns}
)
SELECT count(*) FROM made

-- recipients --
-- Shared FROM clause: one row of `spec` joined with each recipient `r` and its subscription `s`.
--
-- {query}: the recipients, as (position, subscription id, user id or null, whether they asked for it).
-- The positional parameters are the fields of outbox.fan_out.NotificationSpec, then those of {query}.
FROM (VALUES (%s::bigint, %s::text, %s::text, %s::text, %s::boolean, %s::timestamptz,
    %s::timestamptz, %s::timestamptz, %s::text)) AS spec(event_id, event_key, scenario, about, bulk,
    due_at, expires_at, created_at, channel)
CROSS JOIN ({query}) AS r(position, subscription_id, user_id, asked)
JOIN saleor_push_plugin_subscription s ON s.id = r.subscription_id

-- insert_chunks --
-- Divide the recipients into chunks of equal size, in the order of their positions.
--
-- {query}: the recipients, as (position, subscription id, user id or null, whether they asked for it).
-- Positional parameters: event id, scenario, due at, chunk size, then those of {query}.
INSERT INTO saleor_push_plugin_chunk (event_id, scenario, first, last, due_at, tries)
SELECT %s, %s, min(position), max(position), %s, 0 FROM (
    SELECT position, (row_number() OVER (ORDER BY position) - 1) / %s AS part
    FROM ({query}) AS r(position, subscription_id, user_id, asked)) numbered
GROUP BY part ORDER BY part

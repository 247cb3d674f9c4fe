-- assign --
-- Return the arms of the running experiments that some notifications are subject to, and store those of
-- people who have none yet.
--
-- people, scenarios, channels, languages, holdable: one notification each: its person, its scenario, the
--     channel and the language of its text, and whether it may be held out.
-- weights: 256 ^ (31 - i) mod 10,000 for each byte i of a SHA-256, so that a sum makes the bucket of
--     core.experiments.assignment.
-- now: when new ones are assigned.
-- Returns the experiment, its scenario ("" of a hold-out), a person, the person's arm, and in the first row of
-- each experiment what its arms are, else null.
--
-- OFFSET 0: else PostgreSQL computes the hash anew for each of its bytes.
-- A held-out person takes part in no experiment of pushes that are held out. Sorted, so that two workers
-- insert in the same order and never wait for each other.
WITH asked AS MATERIALIZED (
    SELECT * FROM unnest(%(people)s::text[], %(scenarios)s::text[], %(channels)s::text[],
        %(languages)s::text[], %(holdable)s::boolean[])
        AS a(person, scenario, channel, language, holdable)
), concerned AS MATERIALIZED (
    SELECT e.id, e.scenario, e.salt, e.ends, e.arms, a.person, bool_and(a.holdable) AS holdable
    FROM saleor_push_plugin_experiment e
    JOIN asked a ON CASE WHEN e.scenario = '' THEN a.holdable
        ELSE e.scenario = a.scenario AND e.channel IN ('', a.channel)
            AND a.language = ANY (e.languages) END
    WHERE e.ended_at IS NULL
    GROUP BY e.id, a.person
), drawn AS MATERIALIZED (
    SELECT c.*, x.arm IS NULL AS is_new, coalesce(x.arm, width_bucket((
        SELECT sum(get_byte(h.digest, w.n::int - 1) * w.weight)::int %% 10000
        FROM unnest(%(weights)s::int[]) WITH ORDINALITY AS w(weight, n)), c.ends)) AS arm
    FROM concerned c
    LEFT JOIN saleor_push_plugin_assignment x ON (x.experiment_id, x.person) = (c.id, c.person)
    CROSS JOIN LATERAL (
        SELECT sha256(convert_to(c.salt || '|' || c.person, 'UTF8')) AS digest OFFSET 0) h
), subject AS MATERIALIZED (
    SELECT * FROM drawn d WHERE d.scenario = '' OR NOT d.holdable OR NOT EXISTS (
        SELECT 1 FROM drawn h WHERE h.scenario = '' AND h.person = d.person AND h.arm = 0)
), stored AS (
    INSERT INTO saleor_push_plugin_assignment (experiment_id, person, arm, at, merged)
    SELECT id, person, arm, %(now)s, false FROM subject WHERE is_new ORDER BY id, person
    ON CONFLICT DO NOTHING
)
SELECT id, scenario, person, arm,
    CASE WHEN row_number() OVER (PARTITION BY id) = 1 THEN arms END
FROM subject

-- merge --
-- Give a guest's assignments to a customer. Of two the older one stays, and the customer counts as merged.
--
-- guest, customer: the keys of both.
WITH former AS (
    DELETE FROM saleor_push_plugin_assignment WHERE person = %(guest)s
    RETURNING experiment_id, arm, at, merged
)
INSERT INTO saleor_push_plugin_assignment AS x (experiment_id, person, arm, at, merged)
SELECT experiment_id, %(customer)s, arm, at, merged FROM former ORDER BY experiment_id
ON CONFLICT (experiment_id, person) DO UPDATE SET merged = true,
    arm = CASE WHEN EXCLUDED.at < x.at THEN EXCLUDED.arm ELSE x.arm END,
    at = least(EXCLUDED.at, x.at)

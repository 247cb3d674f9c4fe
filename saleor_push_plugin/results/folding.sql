-- fold --
-- Add some deltas to the sums, and delete them.
--
-- most: how many deltas. {columns}: the cell.
-- Returns how many there were, and how often each kind has happened, as JSON.
--
-- In one statement, so each delta counts once, also if the worker dies. Of two workers the second waits until what
-- it wants is gone; it has changed no sum by then, so they never wait for each other in a circle. A delta with a low
-- id that is committed late is taken by the next run.
WITH taken AS (
    DELETE FROM saleor_push_plugin_resultdelta WHERE id <= (
        SELECT max(id) FROM (
            SELECT id FROM saleor_push_plugin_resultdelta ORDER BY id LIMIT %(most)s) oldest
    ) RETURNING day, {columns}, kind, n
), folded AS (
    INSERT INTO saleor_push_plugin_result AS r (day, {columns}, kind, n)
    SELECT day, {columns}, kind, sum(n) FROM taken
    GROUP BY day, {columns}, kind ORDER BY day, {columns}, kind
    ON CONFLICT (day, {columns}, kind) DO UPDATE SET n = r.n + EXCLUDED.n
)
SELECT coalesce(sum(deltas), 0)::bigint, coalesce(jsonb_object_agg(kind, happened), '{{}}')::text FROM (
    SELECT kind, count(*) AS deltas, sum(n) AS happened FROM taken GROUP BY kind
) kinds

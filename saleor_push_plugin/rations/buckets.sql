-- take --
-- Use a part of a ration, if so much is left.
--
-- name: of the ration. now. cost: the time for which the part uses it up. full: now and the window.
-- Returns whether it was granted, and until when the ration was used up before.
--
-- A row that is used up for longer than a window was written before a clock was set back.
WITH taken AS (
    INSERT INTO saleor_push_plugin_ration AS r (name, used_until)
    SELECT %(name)s, %(now)s + %(cost)s::interval WHERE %(now)s + %(cost)s::interval <= %(full)s
    ON CONFLICT (name) DO UPDATE SET used_until = CASE
        WHEN r.used_until BETWEEN %(now)s AND %(full)s THEN r.used_until ELSE %(now)s END
        + %(cost)s::interval
    WHERE CASE WHEN r.used_until BETWEEN %(now)s AND %(full)s THEN r.used_until ELSE %(now)s END
        + %(cost)s::interval <= %(full)s
    RETURNING 1
)
SELECT EXISTS (SELECT 1 FROM taken),
    coalesce((SELECT used_until FROM saleor_push_plugin_ration WHERE name = %(name)s), %(now)s)

"""The statements of what is told, by which alert, and to whom alone. Pure."""

from __future__ import annotations

#: Whether an alert `a` of the parcel of a notice `n` tells it: readers of several stories have mails
#: with others than those of one. What an alert told long ago is not kept; it is taken to tell all.
ALERT_TELLS = (
    "(a.development = n.development OR (a.development IS NULL AND (a.data = '{}' OR EXISTS ("
    "SELECT 1 FROM json_each(a.data, '$.developments') t"
    " WHERE json_extract(t.value, '$.id') = n.development))))"
)
#: What tells a notice `n` from others: those that wait for one reader alone are copies of a common one.
FAMILY = "coalesce(n.common, n.id)"
#: How many things wait: one that waits for several readers is one.
COUNT_WAITING = f"SELECT count(DISTINCT {FAMILY}) AS n FROM notices n WHERE n.state = 'waiting'"  # noqa: S608 - our words
DELIVERED = f"""
    SELECT n.*, v.importance, i.outlet, i.title, i.link,
        coalesce(i.published, i.first_seen) AS published,
        (SELECT count(DISTINCT other.outlet) FROM decisions d JOIN items other ON other.id = d.item
            WHERE d.development = n.development AND d.action IN ('alert', 'fold')) AS outlets
    FROM notices n JOIN developments v ON v.id = n.development
    LEFT JOIN items i ON i.id = n.item
    WHERE n.story = ? AND n.state = 'told' AND n.told > ? AND v.irrelevant IS NULL
        AND EXISTS (SELECT 1 FROM alerts a
            WHERE a.parcel = n.parcel AND a.state <> 'dead' AND {ALERT_TELLS})
        AND NOT EXISTS (SELECT 1 FROM mutes m WHERE m.development = n.development)
        AND (n.common IS NULL OR NOT EXISTS (SELECT 1 FROM notices o WHERE o.id < n.id
            AND (o.id = n.common OR o.common = n.common) AND o.state = 'told'
            AND EXISTS (SELECT 1 FROM alerts a WHERE a.parcel = o.parcel AND a.state <> 'dead'
                AND {ALERT_TELLS.replace("n.", "o.")})))
    ORDER BY n.told DESC, n.id DESC LIMIT ?
"""  # noqa: S608 - our words
DROP_COPY = """
    DELETE FROM notices WHERE id = ?1
        AND EXISTS (SELECT 1 FROM notices n WHERE n.id = ?2 AND n.state = 'waiting')
"""
TOLD_IN = f"""
    SELECT DISTINCT d.story, d.id, d.headline FROM alerts a JOIN developments d
        ON d.id = a.development OR d.id IN
            (SELECT n.development FROM notices n WHERE n.parcel = a.parcel AND {ALERT_TELLS})
        OR (a.parcel = 'standing ' || d.story AND d.id IN
            (SELECT json_extract(t.value, '$.id') FROM json_each(a.data, '$.developments') t))
    WHERE a.id = ? ORDER BY d.id
"""  # noqa: S608 - our words

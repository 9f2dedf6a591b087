WITH stock AS (
    -- One row for each item that lies in a warehouse.
    SELECT warehouse_id,
           item,
           sum(units) AS units
    FROM movements
    WHERE is_cancelled IS NOT TRUE
    GROUP BY warehouse_id, item
    HAVING sum(units) > 0
)
SELECT w.id AS warehouse_id,
       w.name AS warehouse_name,
       count(s.item) AS items,
       coalesce(sum(s.units), 0)::bigint AS units
FROM warehouses w
LEFT JOIN stock s ON s.warehouse_id = w.id
GROUP BY w.id, w.name
ORDER BY items DESC, w.id;

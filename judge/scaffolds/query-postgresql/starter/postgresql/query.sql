-- What came into each warehouse. What left it is still missing, and more: see the statement.
SELECT w.id AS warehouse_id,
       w.name AS warehouse_name,
       count(*) AS items,
       sum(m.units) AS units
FROM warehouses w
JOIN movements m ON m.warehouse_id = w.id
WHERE m.units > 0
GROUP BY w.id, w.name;

INSERT INTO products (id, sku, name, price_cents, stock, added_on, cost_cents) VALUES
    (4, 'P-00004', 'Steel hinge', 390, 0, '2023-11-02', 210),
    (17, 'P-00017', 'Brass hinge', 450, 12, '2024-02-29', 260),
    (21, 'P-00021', 'Oak board', 1290, 7, '2024-05-13', 800),
    (22, 'P-00022', 'Wood glue 50% more', 690, 31, '2024-06-01', 330),
    (30, 'P-00030', 'O''Hara''s drill_bit', 1290, 3, '2025-01-20', 700);

INSERT INTO partners (id, name, api_key) VALUES
    (1, 'Hinge & Sons', 'sample-key-of-hinge-and-sons');

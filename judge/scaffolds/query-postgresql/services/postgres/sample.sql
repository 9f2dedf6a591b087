CREATE TABLE warehouses (
    id   bigint PRIMARY KEY,
    name text   NOT NULL              -- not unique
);

CREATE TABLE movements (
    id           bigint  PRIMARY KEY,
    warehouse_id bigint  NOT NULL REFERENCES warehouses,
    item         text    NOT NULL,
    units        integer NOT NULL,    -- above zero: came; below zero: left
    is_cancelled boolean              -- NULL: an old movement, which counts
);

-- The statement's example, so that its result is what a right query shows here.
INSERT INTO warehouses (id, name) VALUES
    (1, 'North'),
    (2, 'South');

INSERT INTO movements (id, warehouse_id, item, units, is_cancelled) VALUES
    (11, 1, 'bolt', 40, false),
    (12, 1, 'bolt', -15, false),
    (13, 1, 'nut', 5, false),
    (14, 2, 'bolt', 60, false);

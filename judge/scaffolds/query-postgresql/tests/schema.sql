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

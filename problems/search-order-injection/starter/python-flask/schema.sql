CREATE TABLE products (
    id          bigint  PRIMARY KEY,
    sku         text    COLLATE "C" NOT NULL,
    name        text    COLLATE "C" NOT NULL,
    price_cents integer NOT NULL,
    stock       integer NOT NULL,
    added_on    date    NOT NULL,
    cost_cents  integer NOT NULL          -- what the shop pays: nobody outside may learn it
);

CREATE TABLE partners (
    id      bigint PRIMARY KEY,
    name    text   NOT NULL,
    api_key text   NOT NULL UNIQUE        -- opens /partners/me
);

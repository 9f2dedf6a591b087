-- Accounts and the ways in. Nobody knows a password of the first user: "!" is no hash.
CREATE TABLE users (
    id            INTEGER PRIMARY KEY,
    username      TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL
);

CREATE TABLE sessions (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    token   TEXT NOT NULL UNIQUE,
    user_id INTEGER NOT NULL REFERENCES users (id),
    agent   TEXT NOT NULL
);

CREATE TABLE remembered (
    token   TEXT PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id)
);

INSERT INTO users (username, password_hash) VALUES ('root', '!');

CREATE TABLE numbers (n bigint PRIMARY KEY, double bigint NOT NULL);
CREATE TABLE notes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text varchar NOT NULL);
GRANT SELECT ON numbers TO candidate;
GRANT SELECT, INSERT, UPDATE, DELETE ON notes TO candidate;

-- Only the judge may read this.
CREATE TABLE secrets (word text NOT NULL);
INSERT INTO secrets VALUES ('canary-suite');

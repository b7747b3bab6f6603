-- What a version is called, so that a later notice can name it; and the notices themselves.

ALTER TABLE versions ADD COLUMN slugline BLOB;
ALTER TABLE versions ADD COLUMN language BLOB;
CREATE INDEX versions_received ON versions (received);

CREATE TABLE names (
    agency BLOB NOT NULL,
    name BLOB NOT NULL,
    item INTEGER NOT NULL REFERENCES items (id),
    nth INTEGER NOT NULL,
    PRIMARY KEY (agency, name, item, nth)
) STRICT, WITHOUT ROWID;
CREATE INDEX names_version ON names (item, nth);

CREATE TABLE notices (
    item INTEGER NOT NULL REFERENCES items (id),
    nth INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    feed BLOB NOT NULL,
    intent TEXT NOT NULL,
    received INTEGER NOT NULL,
    state TEXT NOT NULL,
    suspects BLOB NOT NULL,
    settled_by BLOB,
    settled_at INTEGER,
    PRIMARY KEY (item, nth)
) STRICT, WITHOUT ROWID;
CREATE INDEX notices_open ON notices (received) WHERE state IN ('waiting', 'suspecting');
CREATE INDEX notices_received ON notices (received);

-- The ledger's ground state: its secrets cannot be derived again.

-- event: whose leaf it is; NULL for the opening, for keys, for covers and for leaves taken over from a served ledger.
-- leaf_index: NULL until it is sequenced.
CREATE TABLE ledger_leaf (
    id INTEGER PRIMARY KEY,
    event INTEGER UNIQUE REFERENCES events (seq),
    commitment BLOB NOT NULL UNIQUE CHECK (length(commitment) = 32),
    leaf_index INTEGER UNIQUE
) STRICT;

-- The record of a leaf with its secret. No row: a cover, or erased by law.
CREATE TABLE ledger_opening (
    id INTEGER PRIMARY KEY,
    commitment BLOB NOT NULL UNIQUE REFERENCES ledger_leaf (commitment),
    secret BLOB NOT NULL CHECK (length(secret) = 32),
    record BLOB NOT NULL,
    kind TEXT NOT NULL,
    agency BLOB,
    guid BLOB,
    story BLOB,
    number INTEGER
) STRICT;
CREATE INDEX ledger_opening_item ON ledger_opening (agency, guid) WHERE guid IS NOT NULL;
CREATE INDEX ledger_opening_story ON ledger_opening (story, kind, number) WHERE story IS NOT NULL;
CREATE INDEX ledger_opening_keys ON ledger_opening (kind) WHERE kind IN ('opening', 'key');

-- quorum: whether the note as it is shown meets the policy.
CREATE TABLE ledger_checkpoint (
    old_size INTEGER PRIMARY KEY,
    size INTEGER NOT NULL UNIQUE CHECK (size > old_size),
    last_event INTEGER NOT NULL,
    note BLOB NOT NULL,
    cosigned BLOB,
    quorum INTEGER NOT NULL
) STRICT;
CREATE INDEX ledger_checkpoint_quorum ON ledger_checkpoint (size) WHERE quorum = 1;

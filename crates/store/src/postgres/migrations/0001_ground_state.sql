-- The ground state of a newsroom, whole.
-- Instants are microseconds since 1970. Words that a wire, an editor or a configuration chose are bytes of UTF-8 (BYTEA:
-- they may hold U+0000, and sort by byte whatever the database's collation is); names that the program itself gives are
-- TEXT. Row ids are identities: all writers take the head's lock first, so that they rise in the order of commits.
-- Events and receipts are numbered from the head's one row, never by an identity.

CREATE TABLE head (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    receipt BIGINT NOT NULL,
    seq BIGINT NOT NULL
);
INSERT INTO head (one, receipt, seq) VALUES (1, 0, 0);

-- Who may do what only one may do at a time. fence: how often it changed hands; expires: by this database's clock.
CREATE TABLE leases (
    name TEXT COLLATE "C" PRIMARY KEY,
    holder TEXT COLLATE "C" NOT NULL,
    fence BIGINT NOT NULL,
    expires BIGINT NOT NULL
);

-- The bytes as received, under their SHA-256. NULL bytes: erased by law; the receipt stays.
CREATE TABLE raws (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sha256 BYTEA NOT NULL UNIQUE CHECK (octet_length(sha256) = 32),
    bytes_len BIGINT NOT NULL,
    bytes BYTEA
);
-- Wires are small and hardly compress in the time that a receipt may take.
ALTER TABLE raws ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE receipts (
    no BIGINT PRIMARY KEY,
    feed BYTEA NOT NULL,
    raw BIGINT NOT NULL REFERENCES raws (id),
    name BYTEA,
    media_type BYTEA,
    charset BYTEA,
    source_time BIGINT,
    received BIGINT NOT NULL,
    repeats BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    items BIGINT,
    reason BYTEA,
    UNIQUE (raw, feed)
);
CREATE INDEX receipts_pending ON receipts (no) WHERE state = 'pending';
CREATE INDEX receipts_quarantined ON receipts (no) WHERE state = 'quarantined';

-- Where each transport resumes.
CREATE TABLE cursors (
    feed BYTEA PRIMARY KEY,
    cursor BYTEA NOT NULL
);

-- sought: headline and slugline in lower case, joined by the byte FF, which no UTF-8 holds.
CREATE TABLE items (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    agency BYTEA NOT NULL,
    guid BYTEA NOT NULL,
    revision BIGINT NOT NULL,
    feed BYTEA NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    embargo TEXT COLLATE "C" NOT NULL,
    embargo_until BIGINT,
    current BIGINT NOT NULL,
    versions BIGINT NOT NULL,
    headline BYTEA,
    slugline BYTEA,
    language BYTEA,
    urgency BIGINT,
    signals BYTEA NOT NULL,
    holds BYTEA NOT NULL,
    first_received BIGINT NOT NULL,
    last_received BIGINT NOT NULL,
    killed_at BIGINT,
    kill_acknowledged_by BYTEA,
    kill_acknowledged_at BIGINT,
    sought BYTEA NOT NULL,
    UNIQUE (agency, guid)
);
CREATE INDEX items_last_received ON items (last_received, agency, guid);
CREATE INDEX items_embargoed ON items (embargo_until) WHERE embargo = 'until' AND status = 'usable';
CREATE INDEX items_killed ON items (last_received, agency, guid)
    WHERE killed_at IS NOT NULL AND kill_acknowledged_at IS NULL;

CREATE TABLE versions (
    item BIGINT NOT NULL REFERENCES items (id),
    nth BIGINT NOT NULL,
    receipt BIGINT NOT NULL REFERENCES receipts (no),
    index_in_raw BIGINT NOT NULL,
    raw BIGINT NOT NULL REFERENCES raws (id),
    feed BYTEA NOT NULL,
    version BYTEA,
    version_ordinal BIGINT,
    version_created BIGINT,
    received BIGINT NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    embargo TEXT COLLATE "C" NOT NULL,
    embargo_until BIGINT,
    signals BYTEA NOT NULL,
    headline BYTEA,
    slugline BYTEA,
    language BYTEA,
    content_sha256 BYTEA NOT NULL CHECK (octet_length(content_sha256) = 32),
    holds BYTEA NOT NULL,
    PRIMARY KEY (item, nth)
);
CREATE INDEX versions_received ON versions (received);

-- What a version is called, so that a later notice can name it; and the notices themselves.
CREATE TABLE names (
    agency BYTEA NOT NULL,
    name BYTEA NOT NULL,
    item BIGINT NOT NULL REFERENCES items (id),
    nth BIGINT NOT NULL,
    PRIMARY KEY (agency, name, item, nth)
);
CREATE INDEX names_version ON names (item, nth);

CREATE TABLE notices (
    item BIGINT NOT NULL REFERENCES items (id),
    nth BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    feed BYTEA NOT NULL,
    intent TEXT COLLATE "C" NOT NULL,
    received BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    suspects BYTEA NOT NULL,
    settled_by BYTEA,
    settled_at BIGINT,
    PRIMARY KEY (item, nth)
);
CREATE INDEX notices_open ON notices (received) WHERE state IN ('waiting', 'suspecting');
CREATE INDEX notices_received ON notices (received);

CREATE TABLE stories (
    id BYTEA PRIMARY KEY,
    revision BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    scheduled_at BIGINT,
    section BYTEA NOT NULL,
    slug BYTEA NOT NULL,
    item BIGINT REFERENCES items (id),
    edition BIGINT NOT NULL,
    headline BYTEA NOT NULL,
    first_published BIGINT,
    updated BIGINT,
    gone_reason TEXT COLLATE "C",
    gone_at BIGINT,
    newer BIGINT
);
CREATE INDEX stories_first_published ON stories (first_published DESC NULLS LAST, id DESC);
CREATE INDEX stories_section ON stories (section, first_published DESC NULLS LAST, id DESC);
CREATE INDEX stories_item ON stories (item) WHERE item IS NOT NULL;
CREATE INDEX stories_scheduled ON stories (scheduled_at) WHERE state = 'scheduled';

CREATE TABLE editions (
    story BYTEA NOT NULL REFERENCES stories (id),
    number BIGINT NOT NULL,
    published BIGINT NOT NULL,
    by_kind TEXT COLLATE "C" NOT NULL,
    by_name BYTEA,
    headline BYTEA NOT NULL,
    standfirst BYTEA,
    blocks BYTEA NOT NULL,
    byline BYTEA,
    dateline BYTEA,
    credit_line BYTEA,
    language BYTEA NOT NULL,
    pictures BYTEA NOT NULL,
    version_item BIGINT,
    version_nth BIGINT,
    disclosure BYTEA,
    correction BYTEA,
    PRIMARY KEY (story, number),
    FOREIGN KEY (version_item, version_nth) REFERENCES versions (item, nth)
);

CREATE TABLE events (
    seq BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    agency BYTEA,
    guid BYTEA,
    story BYTEA,
    by_kind TEXT COLLATE "C" NOT NULL,
    by_name BYTEA,
    note BYTEA
);

CREATE TABLE editors (
    name BYTEA PRIMARY KEY,
    password_phc BYTEA NOT NULL
);

CREATE TABLE sessions (
    token_sha256 BYTEA PRIMARY KEY CHECK (octet_length(token_sha256) = 32),
    editor BYTEA NOT NULL REFERENCES editors (name) ON DELETE CASCADE,
    expires BIGINT NOT NULL
);
CREATE INDEX sessions_editor ON sessions (editor);

-- The ledger's ground state: its secrets cannot be derived again.
-- event: whose leaf it is; NULL for the opening, for keys, for covers and for leaves taken over from a served ledger.
-- leaf_index: NULL until it is sequenced.
CREATE TABLE ledger_leaf (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event BIGINT UNIQUE REFERENCES events (seq),
    commitment BYTEA NOT NULL UNIQUE CHECK (octet_length(commitment) = 32),
    leaf_index BIGINT UNIQUE
);
CREATE INDEX ledger_leaf_unsealed ON ledger_leaf (event) WHERE leaf_index IS NULL;

-- The record of a leaf with its secret. No row: a cover, or erased by law.
CREATE TABLE ledger_opening (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    commitment BYTEA NOT NULL UNIQUE REFERENCES ledger_leaf (commitment),
    secret BYTEA NOT NULL CHECK (octet_length(secret) = 32),
    record BYTEA NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    agency BYTEA,
    guid BYTEA,
    story BYTEA,
    number BIGINT
);
CREATE INDEX ledger_opening_item ON ledger_opening (agency, guid) WHERE guid IS NOT NULL;
CREATE INDEX ledger_opening_story ON ledger_opening (story, kind, number) WHERE story IS NOT NULL;
CREATE INDEX ledger_opening_keys ON ledger_opening (kind) WHERE kind IN ('opening', 'key');

-- quorum: whether the note as it is shown meets the policy.
CREATE TABLE ledger_checkpoint (
    old_size BIGINT PRIMARY KEY,
    size BIGINT NOT NULL UNIQUE CHECK (size > old_size),
    last_event BIGINT NOT NULL,
    note BYTEA NOT NULL,
    cosigned BYTEA,
    quorum BOOLEAN NOT NULL
);
CREATE INDEX ledger_checkpoint_quorum ON ledger_checkpoint (size) WHERE quorum;

-- What editors decided about statements, only ever added; and the speakers they confirmed.
-- spans, corrected: JSON [source, cue, content], each a list of [start, end] bytes of the edition's flat form.
CREATE TABLE statement_acts (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    story BYTEA NOT NULL,
    edition BIGINT NOT NULL,
    statement BYTEA NOT NULL,
    spans BYTEA NOT NULL,
    decision TEXT COLLATE "C" NOT NULL,
    corrected BYTEA,
    modality TEXT COLLATE "C",
    speaker BYTEA,
    by_name BYTEA NOT NULL,
    at BIGINT NOT NULL,
    FOREIGN KEY (story, edition) REFERENCES editions (story, number)
);
CREATE INDEX statement_acts_story ON statement_acts (story);
CREATE INDEX statement_acts_speaker ON statement_acts (speaker) WHERE speaker IS NOT NULL;

CREATE TABLE entities (
    id BYTEA PRIMARY KEY,
    name BYTEA NOT NULL UNIQUE,
    by_name BYTEA NOT NULL,
    at BIGINT NOT NULL
);

-- Documents with their versions, and explainers with their editions. Facts and bodies are JSON bytes.
CREATE TABLE documents (
    id BYTEA PRIMARY KEY,
    revision BIGINT NOT NULL,
    version BIGINT NOT NULL,
    facts BYTEA NOT NULL,
    updated BIGINT NOT NULL,
    withdrawn BIGINT
);

CREATE TABLE document_versions (
    document BYTEA NOT NULL REFERENCES documents (id),
    nth BIGINT NOT NULL,
    added BIGINT NOT NULL,
    by_kind TEXT COLLATE "C" NOT NULL,
    by_name BYTEA,
    name BYTEA,
    form TEXT COLLATE "C" NOT NULL,
    place BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (document, nth)
);

CREATE TABLE explainers (
    id BYTEA PRIMARY KEY,
    revision BIGINT NOT NULL,
    slug BYTEA NOT NULL UNIQUE,
    state TEXT COLLATE "C" NOT NULL,
    body BYTEA NOT NULL,
    edition BIGINT NOT NULL,
    first_published BIGINT,
    updated BIGINT,
    stale_lines BIGINT NOT NULL,
    hidden_lines BIGINT NOT NULL
);

CREATE TABLE explainer_editions (
    explainer BYTEA NOT NULL REFERENCES explainers (id),
    number BIGINT NOT NULL,
    published BIGINT NOT NULL,
    by_kind TEXT COLLATE "C" NOT NULL,
    by_name BYTEA,
    body BYTEA NOT NULL,
    PRIMARY KEY (explainer, number)
);

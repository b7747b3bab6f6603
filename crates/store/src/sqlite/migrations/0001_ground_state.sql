-- The ground state of a newsroom.
-- Instants are microseconds since 1970. Words that a wire, an editor or a configuration chose are bytes of UTF-8
-- (BLOB: they may hold U+0000, and sort by byte everywhere); names that the program itself gives are TEXT.

CREATE TABLE head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    receipt INTEGER NOT NULL,
    seq INTEGER NOT NULL
) STRICT;
INSERT INTO head (one, receipt, seq) VALUES (1, 0, 0);

-- The bytes as received, under their SHA-256. NULL bytes: erased by law; the receipt stays.
CREATE TABLE raws (
    id INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
    bytes_len INTEGER NOT NULL,
    bytes BLOB
) STRICT;

CREATE TABLE receipts (
    no INTEGER PRIMARY KEY,
    feed BLOB NOT NULL,
    raw INTEGER NOT NULL REFERENCES raws (id),
    name BLOB,
    media_type BLOB,
    charset BLOB,
    source_time INTEGER,
    received INTEGER NOT NULL,
    repeats INTEGER NOT NULL,
    state TEXT NOT NULL,
    items INTEGER,
    reason BLOB,
    UNIQUE (raw, feed)
) STRICT;
CREATE INDEX receipts_pending ON receipts (no) WHERE state = 'pending';
CREATE INDEX receipts_quarantined ON receipts (no) WHERE state = 'quarantined';

-- Where each transport resumes.
CREATE TABLE cursors (
    feed BLOB PRIMARY KEY,
    cursor BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- sought: headline and slugline in lower case, joined by the byte FF, which no UTF-8 holds.
CREATE TABLE items (
    id INTEGER PRIMARY KEY,
    agency BLOB NOT NULL,
    guid BLOB NOT NULL,
    revision INTEGER NOT NULL,
    feed BLOB NOT NULL,
    status TEXT NOT NULL,
    embargo TEXT NOT NULL,
    embargo_until INTEGER,
    current INTEGER NOT NULL,
    versions INTEGER NOT NULL,
    headline BLOB,
    slugline BLOB,
    language BLOB,
    urgency INTEGER,
    signals BLOB NOT NULL,
    holds BLOB NOT NULL,
    first_received INTEGER NOT NULL,
    last_received INTEGER NOT NULL,
    killed_at INTEGER,
    kill_acknowledged_by BLOB,
    kill_acknowledged_at INTEGER,
    sought BLOB NOT NULL,
    UNIQUE (agency, guid)
) STRICT;
CREATE INDEX items_last_received ON items (last_received, agency, guid);
CREATE INDEX items_embargoed ON items (embargo_until) WHERE embargo = 'until' AND status = 'usable';
CREATE INDEX items_killed ON items (last_received, agency, guid)
    WHERE killed_at IS NOT NULL AND kill_acknowledged_at IS NULL;

CREATE TABLE versions (
    item INTEGER NOT NULL REFERENCES items (id),
    nth INTEGER NOT NULL,
    receipt INTEGER NOT NULL REFERENCES receipts (no),
    index_in_raw INTEGER NOT NULL,
    raw INTEGER NOT NULL REFERENCES raws (id),
    feed BLOB NOT NULL,
    version BLOB,
    version_ordinal INTEGER,
    version_created INTEGER,
    received INTEGER NOT NULL,
    status TEXT NOT NULL,
    embargo TEXT NOT NULL,
    embargo_until INTEGER,
    signals BLOB NOT NULL,
    headline BLOB,
    content_sha256 BLOB NOT NULL CHECK (length(content_sha256) = 32),
    holds BLOB NOT NULL,
    PRIMARY KEY (item, nth)
) STRICT, WITHOUT ROWID;

CREATE TABLE stories (
    id BLOB PRIMARY KEY,
    revision INTEGER NOT NULL,
    state TEXT NOT NULL,
    scheduled_at INTEGER,
    section BLOB NOT NULL,
    slug BLOB NOT NULL,
    item INTEGER REFERENCES items (id),
    edition INTEGER NOT NULL,
    headline BLOB NOT NULL,
    first_published INTEGER,
    updated INTEGER,
    gone_reason TEXT,
    gone_at INTEGER,
    newer INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX stories_first_published ON stories (first_published, id);
CREATE INDEX stories_section ON stories (section, first_published, id);
CREATE INDEX stories_item ON stories (item) WHERE item IS NOT NULL;
CREATE INDEX stories_scheduled ON stories (scheduled_at) WHERE state = 'scheduled';

CREATE TABLE editions (
    story BLOB NOT NULL REFERENCES stories (id),
    number INTEGER NOT NULL,
    published INTEGER NOT NULL,
    by_kind TEXT NOT NULL,
    by_name BLOB,
    headline BLOB NOT NULL,
    standfirst BLOB,
    blocks BLOB NOT NULL,
    byline BLOB,
    dateline BLOB,
    credit_line BLOB,
    language BLOB NOT NULL,
    pictures BLOB NOT NULL,
    version_item INTEGER,
    version_nth INTEGER,
    disclosure BLOB,
    correction BLOB,
    PRIMARY KEY (story, number),
    FOREIGN KEY (version_item, version_nth) REFERENCES versions (item, nth)
) STRICT;

CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    agency BLOB,
    guid BLOB,
    story BLOB,
    by_kind TEXT NOT NULL,
    by_name BLOB,
    note BLOB
) STRICT;

CREATE TABLE editors (
    name BLOB PRIMARY KEY,
    password_phc BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    token_sha256 BLOB PRIMARY KEY CHECK (length(token_sha256) = 32),
    editor BLOB NOT NULL REFERENCES editors (name) ON DELETE CASCADE,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_editor ON sessions (editor);

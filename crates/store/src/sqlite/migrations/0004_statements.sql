-- What editors decided about statements, only ever added; and the speakers they confirmed.

-- spans, corrected: JSON [source, cue, content], each a list of [start, end] bytes of the edition's flat form.
CREATE TABLE statement_acts (
    id INTEGER PRIMARY KEY,
    story BLOB NOT NULL,
    edition INTEGER NOT NULL,
    statement BLOB NOT NULL,
    spans BLOB NOT NULL,
    decision TEXT NOT NULL,
    corrected BLOB,
    modality TEXT,
    speaker BLOB,
    by_name BLOB NOT NULL,
    at INTEGER NOT NULL,
    FOREIGN KEY (story, edition) REFERENCES editions (story, number)
) STRICT;
CREATE INDEX statement_acts_story ON statement_acts (story);
CREATE INDEX statement_acts_speaker ON statement_acts (speaker) WHERE speaker IS NOT NULL;

CREATE TABLE entities (
    id BLOB PRIMARY KEY,
    name BLOB NOT NULL UNIQUE,
    by_name BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;

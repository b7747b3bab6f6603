-- Documents with their versions, and explainers with their editions. Facts and bodies are JSON bytes.

CREATE TABLE documents (
    id BLOB PRIMARY KEY,
    revision INTEGER NOT NULL,
    version INTEGER NOT NULL,
    facts BLOB NOT NULL,
    updated INTEGER NOT NULL,
    withdrawn INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE document_versions (
    document BLOB NOT NULL REFERENCES documents (id),
    nth INTEGER NOT NULL,
    added INTEGER NOT NULL,
    by_kind TEXT NOT NULL,
    by_name BLOB,
    name BLOB,
    form TEXT NOT NULL,
    place INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (document, nth)
) STRICT;

CREATE TABLE explainers (
    id BLOB PRIMARY KEY,
    revision INTEGER NOT NULL,
    slug BLOB NOT NULL UNIQUE,
    state TEXT NOT NULL,
    body BLOB NOT NULL,
    edition INTEGER NOT NULL,
    first_published INTEGER,
    updated INTEGER,
    stale_lines INTEGER NOT NULL,
    hidden_lines INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE explainer_editions (
    explainer BLOB NOT NULL REFERENCES explainers (id),
    number INTEGER NOT NULL,
    published INTEGER NOT NULL,
    by_kind TEXT NOT NULL,
    by_name BLOB,
    body BLOB NOT NULL,
    PRIMARY KEY (explainer, number)
) STRICT;

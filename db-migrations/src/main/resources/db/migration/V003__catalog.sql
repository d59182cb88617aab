-- What can run: accepted fleet files (revisions) and their server definitions, never changed again.

CREATE TABLE revision (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    fleet      varchar(64) NOT NULL,
    number     integer NOT NULL CHECK (number > 0),
    hash       varchar(64) NOT NULL,
    author     varchar(64) NOT NULL,
    reason     varchar(1000) NOT NULL,
    created_at timestamptz NOT NULL,
    document   text NOT NULL,
    UNIQUE (fleet, number)
);
COMMENT ON COLUMN revision.document IS 'canonical JSON of the whole file; holds no secret values';

CREATE TABLE server_definition (
    revision_id bigint NOT NULL REFERENCES revision ON DELETE CASCADE,
    position    integer NOT NULL,
    name        varchar(24) NOT NULL,
    category    varchar(32) NOT NULL,
    ports       integer NOT NULL CHECK (ports >= 0),
    hash        varchar(64) NOT NULL,
    document    text NOT NULL,
    PRIMARY KEY (revision_id, name)
);
COMMENT ON COLUMN server_definition.position IS 'place in the file, from 0 on';
COMMENT ON COLUMN server_definition.ports IS 'how many ports of its category it takes, one per replica';

GRANT SELECT, INSERT, DELETE ON revision, server_definition TO coordinator_app;

-- Backups and restores: what was asked for and what became of it. The archives themselves are files of the node.
CREATE TABLE upkeep_run (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind       varchar(10)   NOT NULL CHECK (kind IN ('BACKUP', 'RESTORE')),
    state      varchar(10)   NOT NULL CHECK (state IN ('RUNNING', 'DONE', 'FAILED')),
    -- the node that has the file
    node       varchar(64)   NOT NULL,
    file       varchar(200)  NOT NULL,
    replaces   boolean       NOT NULL,
    -- whether secrets, accounts and tokens are in it
    guarded    boolean       NOT NULL DEFAULT false,
    bytes      bigint        NOT NULL DEFAULT 0,
    rows       bigint        NOT NULL DEFAULT 0,
    sha256     varchar(64)   NOT NULL DEFAULT '',
    content    varchar(64)   NOT NULL DEFAULT '',
    code       varchar(40)   NOT NULL DEFAULT '',
    detail     varchar(2000) NOT NULL DEFAULT '',
    started_by varchar(64)   NOT NULL,
    started_at timestamptz   NOT NULL,
    ended_at   timestamptz
);
COMMENT ON COLUMN upkeep_run.sha256 IS 'of the file';
COMMENT ON COLUMN upkeep_run.content IS 'of what the fleet is, so that two archives can be compared';
-- Two at once would only disturb each other.
CREATE UNIQUE INDEX upkeep_one_at_a_time ON upkeep_run (state) WHERE state = 'RUNNING';

GRANT SELECT, INSERT, UPDATE, DELETE ON upkeep_run TO coordinator_app;

-- The trail is read by time: what a restore adds to it happened earlier than what is there.
CREATE INDEX audit_entry_at ON audit_entry (at, id);

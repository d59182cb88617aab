-- What is kept of servers that have failed or gone, until somebody has seen it.
ALTER TABLE rollout
    -- who has seen that it failed; empty for nobody yet
    ADD COLUMN acknowledged_by text NOT NULL DEFAULT '',
    ADD COLUMN acknowledged_at timestamptz;

-- Nobody is asked about what ended before there was anything to ask for.
UPDATE rollout SET acknowledged_at = ended_at WHERE ended_at IS NOT NULL;

CREATE TABLE remains (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- FAILED: as it was when its rollout failed or went back; REMOVED: as it was when it was wished away
    kind       varchar(8)  NOT NULL CHECK (kind IN ('FAILED', 'REMOVED')),
    -- the rollout that failed
    rollout_id bigint REFERENCES rollout ON DELETE CASCADE CHECK (kind = 'REMOVED' OR rollout_id IS NOT NULL),
    server     varchar(24) NOT NULL,
    replica    integer     NOT NULL,
    fleet      text        NOT NULL,
    host       text        NOT NULL,
    side       integer     NOT NULL,
    port       integer     NOT NULL,
    generation bigint      NOT NULL,
    revision   bigint      NOT NULL,
    state      varchar(12) NOT NULL,
    reason     varchar(24) NOT NULL,
    detail     text        NOT NULL,
    since      timestamptz NOT NULL,
    pid        bigint      NOT NULL,
    attempt    integer     NOT NULL,
    at         timestamptz NOT NULL,
    -- null: not known
    exit_code  integer,
    -- what it wrote last, a line each
    lines      text        NOT NULL DEFAULT '',
    -- when its host's agent was asked for the two; null until then
    heard_at   timestamptz
);
CREATE INDEX remains_server ON remains (server, at);
CREATE INDEX remains_rollout ON remains (rollout_id);
CREATE INDEX remains_unheard ON remains (host) WHERE heard_at IS NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON remains TO coordinator_app;

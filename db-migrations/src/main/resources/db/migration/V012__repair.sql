-- Servers that end by themselves are started again by rules; how often is remembered here, beyond every restart.
ALTER TABLE instance
    ADD COLUMN retry_restarts integer NOT NULL DEFAULT 0,
    ADD COLUMN retry_replaces integer NOT NULL DEFAULT 0,
    -- beginning of the window; null if it has not ended by itself
    ADD COLUMN retry_since timestamptz,
    -- when it is to be started again
    ADD COLUMN retry_at timestamptz;
ALTER TABLE beside
    ADD COLUMN retry_restarts integer NOT NULL DEFAULT 0,
    ADD COLUMN retry_replaces integer NOT NULL DEFAULT 0,
    ADD COLUMN retry_since timestamptz,
    ADD COLUMN retry_at timestamptz;

-- What was found to differ between wish, record and what runs; open while healed_at is null.
CREATE TABLE drift (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host      text        NOT NULL,
    server    varchar(64) NOT NULL,
    replica   integer     NOT NULL,
    kind      varchar(16) NOT NULL CHECK (kind IN ('MISSING', 'EXTRA', 'WRONG_VERSION', 'WRONG_PORT', 'ZOMBIE_RECORD')),
    detail    text        NOT NULL,
    -- true if it is mended, false if it is only reported
    mended    boolean     NOT NULL,
    found_at  timestamptz NOT NULL,
    healed_at timestamptz
);
CREATE UNIQUE INDEX drift_open ON drift (host, server, replica, kind) WHERE healed_at IS NULL;
CREATE INDEX drift_found ON drift (found_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON drift TO coordinator_app;

-- Servers on demand: started by the first call, stopped when nobody calls; and what servers offer, kept for while they sleep.

ALTER TABLE instance
    -- 0 for what always runs; else so many seconds without a call, and it sleeps
    ADD COLUMN idle_seconds integer NOT NULL DEFAULT 0 CHECK (idle_seconds >= 0);
ALTER TABLE beside
    ADD COLUMN idle_seconds integer NOT NULL DEFAULT 0 CHECK (idle_seconds >= 0);

-- What a server said of itself and listed when it was last asked; servers with the same definition share a row.
CREATE TABLE offer (
    definition_hash varchar(64) PRIMARY KEY,
    -- results as JSON: of server/discover and of initialize; null for an era it does not speak
    discover        text,
    initialize      text,
    -- lists as JSON arrays, all pages; null: not known (not offered, too long, or refused)
    tools           text,
    prompts         text,
    resources       text,
    templates       text,
    learnt_at       timestamptz NOT NULL
);

GRANT SELECT, INSERT, UPDATE, DELETE ON offer TO coordinator_app;

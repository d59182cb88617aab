-- What was agreed on for a rollout, what its gates said and when, and the way back to the last stable revision.
ALTER TABLE rollout
    -- JSON; empty means: the profile's
    ADD COLUMN terms             text    NOT NULL DEFAULT '',
    -- a person has let the gate under way pass although it could not be judged
    ADD COLUMN waived            boolean NOT NULL DEFAULT false,
    -- the revision it goes back to; 0 while it goes ahead
    ADD COLUMN rollback_revision bigint  NOT NULL DEFAULT 0,
    -- rollbacks nobody asked for by hand; one at most
    ADD COLUMN rollbacks         integer NOT NULL DEFAULT 0;

-- The how-manieth to be let go, counted in the rollout; 0 for not yet.
ALTER TABLE rollout_item ADD COLUMN turn integer NOT NULL DEFAULT 0;

ALTER TABLE gate_verdict
    ADD COLUMN evidence text    NOT NULL DEFAULT '',
    -- evaluations in a row that broke
    ADD COLUMN errors   integer NOT NULL DEFAULT 0;

-- What happened, in order: states, batches and phases passed, and each verdict that differs from the one before.
CREATE TABLE rollout_event (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rollout_id bigint           NOT NULL REFERENCES rollout ON DELETE CASCADE,
    at         timestamptz      NOT NULL,
    kind       varchar(10)      NOT NULL CHECK (kind IN ('STATE', 'BATCH', 'PHASE', 'GATE')),
    phase      integer          NOT NULL,
    batch      integer          NOT NULL,
    -- the state, or the check
    name       varchar(40)      NOT NULL,
    verdict    varchar(12)      NOT NULL DEFAULT '',
    value      double precision NOT NULL DEFAULT 'NaN',
    bound      double precision NOT NULL DEFAULT 'NaN',
    detail     text             NOT NULL DEFAULT ''
);
CREATE INDEX rollout_event_in_order ON rollout_event (rollout_id, id);

GRANT SELECT, INSERT, DELETE ON rollout_event TO coordinator_app;

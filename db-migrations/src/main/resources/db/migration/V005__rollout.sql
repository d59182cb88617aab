-- What was asked: plans (kept for 24 h), rollouts, their phases, the instances they touch and the verdicts of gates.
CREATE TABLE plan (
    id            varchar(32) PRIMARY KEY,
    fleet         text        NOT NULL,
    base_revision bigint      NOT NULL,
    -- what the fleet looked like when the plan was made: another one now means the plan is stale
    fingerprint   varchar(64) NOT NULL,
    document      text        NOT NULL,
    content       text        NOT NULL,
    created_by    text        NOT NULL,
    created_at    timestamptz NOT NULL
);
CREATE INDEX plan_created ON plan (created_at);

CREATE TABLE rollout (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    fleet            text        NOT NULL,
    revision         bigint      NOT NULL,
    state            varchar(20) NOT NULL CHECK (state IN ('PENDING', 'RUNNING', 'PAUSED', 'AWAITING_PROMOTION', 'ABORTING',
                                   'ROLLING_BACK', 'SUCCEEDED', 'FAILED', 'ROLLED_BACK', 'CANCELLED')),
    reason           text        NOT NULL DEFAULT '',
    detail           text        NOT NULL DEFAULT '',
    profile          varchar(10) NOT NULL,
    phase            integer     NOT NULL DEFAULT 0,
    -- the batch of that phase that is under way, where batches follow each other
    batch            integer     NOT NULL DEFAULT 0,
    planned          integer     NOT NULL,
    -- positions below this one have their wish written; moves in the transaction of the wishes
    wished           integer     NOT NULL DEFAULT 0,
    -- the most that were healthy at once: only more than that is progress
    healthy          integer     NOT NULL DEFAULT 0,
    failed           integer     NOT NULL DEFAULT 0,
    progress_at      timestamptz NOT NULL,
    progress_seconds integer     NOT NULL CHECK (progress_seconds > 0),
    -- since when the gate's conditions hold without a break
    steady_since     timestamptz,
    job_instance     bigint      NOT NULL DEFAULT 0,
    execution        bigint      NOT NULL DEFAULT 0,
    epoch            bigint      NOT NULL DEFAULT 0,
    started_by       text        NOT NULL,
    started_at       timestamptz NOT NULL,
    ended_at         timestamptz
);
CREATE UNIQUE INDEX rollout_one_open_per_fleet ON rollout (fleet)
    WHERE state IN ('PENDING', 'RUNNING', 'PAUSED', 'AWAITING_PROMOTION', 'ABORTING', 'ROLLING_BACK');
CREATE INDEX rollout_job_instance ON rollout (job_instance) WHERE job_instance <> 0;

CREATE TABLE rollout_phase (
    rollout_id bigint      NOT NULL REFERENCES rollout ON DELETE CASCADE,
    position   integer     NOT NULL,
    name       varchar(20) NOT NULL,
    target     integer     NOT NULL,
    -- kept when the rollout ends; counted live until then
    healthy    integer     NOT NULL DEFAULT 0,
    PRIMARY KEY (rollout_id, position)
);

CREATE TABLE rollout_item (
    rollout_id bigint      NOT NULL REFERENCES rollout ON DELETE CASCADE,
    position   integer     NOT NULL,
    server     varchar(24) NOT NULL,
    replica    integer     NOT NULL,
    kind       varchar(10) NOT NULL CHECK (kind IN ('add', 'restart', 'keep', 'remove')),
    phase      integer     NOT NULL,
    batch      integer     NOT NULL,
    port       integer     NOT NULL DEFAULT 0,
    PRIMARY KEY (rollout_id, position)
);

CREATE TABLE gate_verdict (
    rollout_id bigint           NOT NULL REFERENCES rollout ON DELETE CASCADE,
    phase      integer          NOT NULL,
    name       varchar(40)      NOT NULL,
    verdict    varchar(12)      NOT NULL CHECK (verdict IN ('PASS', 'FAIL', 'INCONCLUSIVE', 'ERROR')),
    value      double precision NOT NULL,
    bound      double precision NOT NULL,
    at         timestamptz      NOT NULL,
    PRIMARY KEY (rollout_id, phase, name)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON plan, rollout, rollout_phase, rollout_item, gate_verdict TO coordinator_app;

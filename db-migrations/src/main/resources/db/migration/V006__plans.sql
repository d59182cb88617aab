-- Plans that say what they saw, rollouts that say which plan they follow, and answers that are given twice but caused once.

-- Plans live for a day; those of the release before are in another form.
DELETE FROM plan;
ALTER TABLE plan ADD COLUMN secrets text NOT NULL DEFAULT '';
COMMENT ON COLUMN plan.secrets IS 'literal secrets of the file, sealed; they join the secret store when the plan is applied';

ALTER TABLE rollout ADD COLUMN plan varchar(32) NOT NULL DEFAULT '';
ALTER TABLE rollout ADD COLUMN base_revision bigint NOT NULL DEFAULT 0;
ALTER TABLE rollout ADD COLUMN intent text NOT NULL DEFAULT '';
ALTER TABLE rollout ADD COLUMN summary text NOT NULL DEFAULT '';
COMMENT ON COLUMN rollout.plan IS 'id of the plan it follows; empty where there was none; outlives the plan';
COMMENT ON COLUMN rollout.base_revision IS 'revision the fleet had before; 0 for none';
COMMENT ON COLUMN rollout.intent IS 'why, in the words of whoever asked';
COMMENT ON COLUMN rollout.summary IS 'what the plan said it would do, as JSON: counts by kind and the forecast';

CREATE TABLE kept_answer (
    caller     varchar(200) NOT NULL,
    key        varchar(200) NOT NULL,
    digest     varchar(64)  NOT NULL,
    claim      varchar(36)  NOT NULL,
    status     integer      NOT NULL DEFAULT 0,
    media      varchar(100) NOT NULL DEFAULT '',
    sealed     bytea,
    created_at timestamptz  NOT NULL,
    PRIMARY KEY (caller, key)
);
CREATE INDEX kept_answer_created ON kept_answer (created_at);
COMMENT ON COLUMN kept_answer.digest IS 'keyed digest of method, address and body';
COMMENT ON COLUMN kept_answer.claim IS 'names the one request that may write the answer';
COMMENT ON COLUMN kept_answer.status IS 'HTTP status; 0 while the request is at work';
COMMENT ON COLUMN kept_answer.sealed IS 'the answer, sealed as secrets are: it may hold a token';

GRANT SELECT, INSERT, UPDATE, DELETE ON kept_answer TO coordinator_app;

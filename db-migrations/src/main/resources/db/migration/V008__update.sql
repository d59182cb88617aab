-- A server that runs is changed without taking it away: its next generation comes up beside the one that serves, and
-- takes its place when it answers; the last one then drains and goes.

ALTER TABLE instance
    -- a copy has two places on its host, so that two generations of it can run for a while
    ADD COLUMN side integer NOT NULL DEFAULT 0 CHECK (side IN (0, 1)),
    -- builtin, command or url; empty for rows from before
    ADD COLUMN way varchar(10) NOT NULL DEFAULT '';

-- The generation beside the one that serves: with desired RUNNING the next one, with desired STOPPED the last one.
CREATE TABLE beside (LIKE instance INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
ALTER TABLE beside ADD PRIMARY KEY (server, replica);
ALTER TABLE beside ADD FOREIGN KEY (server, replica) REFERENCES instance ON DELETE CASCADE;

-- What was wished last for each instance and how far it is: the next generation where there is one, else the instance.
CREATE VIEW newest AS
SELECT i.server, i.replica, i.fleet, coalesce(b.category, i.category) AS category, i.host,
       coalesce(b.state, i.state) AS state, coalesce(b.reason, i.reason) AS reason, coalesce(b.detail, i.detail) AS detail,
       coalesce(b.since, i.since) AS since, coalesce(b.held, i.held) AS held, i.desired,
       coalesce(b.revision, i.revision) AS revision, coalesce(b.definition_hash, i.definition_hash) AS definition_hash,
       i.state AS serving_state
  FROM instance i
  LEFT JOIN beside b ON b.server = i.server AND b.replica = i.replica AND b.desired = 'RUNNING';

GRANT SELECT, INSERT, UPDATE, DELETE ON beside TO coordinator_app;
GRANT SELECT ON newest TO coordinator_app;

-- What each node says of itself at its heartbeat, so that people can see whether all see the same.

ALTER TABLE node
    ADD COLUMN version    varchar(64) NOT NULL DEFAULT '',
    ADD COLUMN lag_millis bigint,
    ADD COLUMN revision   bigint NOT NULL DEFAULT 0,
    ADD COLUMN healthy    integer NOT NULL DEFAULT 0,
    ADD COLUMN routed     integer NOT NULL DEFAULT 0,
    ADD COLUMN routes     varchar(16) NOT NULL DEFAULT '';
COMMENT ON COLUMN node.lag_millis IS 'how late it heard announcements, by its own heartbeat; null or -1 if unknown';
COMMENT ON COLUMN node.routes IS 'digest of its route table: equal for nodes that route alike';

-- Ports that an open rollout was promised. A port of a host is promised to one fleet only, and so to one rollout, for a fleet has
-- one open rollout at most; the key decides when two ask at once. What a server has got is in port_lease; a promise is
-- forgotten when its rollout ends.
CREATE TABLE port_promise (
    host    text        NOT NULL,
    port    integer     NOT NULL CHECK (port BETWEEN 1 AND 65535),
    fleet   text        NOT NULL,
    server  varchar(24) NOT NULL,
    replica integer     NOT NULL,
    PRIMARY KEY (host, port)
);
CREATE INDEX port_promise_fleet ON port_promise (fleet);

GRANT SELECT, INSERT, UPDATE, DELETE ON port_promise TO coordinator_app;

-- What runs where. One row per copy of a server; every port of a host is reserved once at most.
CREATE TABLE instance (
    server          varchar(24) NOT NULL,
    replica         integer     NOT NULL CHECK (replica BETWEEN 0 AND 99),
    fleet           text        NOT NULL,
    category        varchar(20) NOT NULL,
    host            text        NOT NULL,
    port            integer     NOT NULL DEFAULT 0 CHECK (port BETWEEN 0 AND 65535),
    endpoint        text        NOT NULL DEFAULT '',
    generation      bigint      NOT NULL CHECK (generation > 0),
    definition_hash varchar(64) NOT NULL,
    revision        bigint      NOT NULL,
    desired         varchar(10) NOT NULL CHECK (desired IN ('RUNNING', 'STOPPED', 'REMOVED')),
    state           varchar(12) NOT NULL CHECK (state IN ('PLANNED', 'STARTING', 'HEALTHY', 'UNHEALTHY', 'SLEEPING',
                                                          'QUARANTINED', 'STOPPING', 'STOPPED', 'FAILED')),
    reason          varchar(24) NOT NULL,
    detail          text        NOT NULL DEFAULT '',
    since           timestamptz NOT NULL,
    pid             bigint      NOT NULL DEFAULT 0,
    attempt         integer     NOT NULL DEFAULT 0,
    restarts        integer     NOT NULL DEFAULT 0,
    draining        boolean     NOT NULL DEFAULT false,
    epoch           bigint      NOT NULL DEFAULT 0,
    -- true for a server that somebody else runs: no agent, no port
    remote          boolean     NOT NULL,
    -- from start to first answer
    deadline_millis integer     NOT NULL CHECK (deadline_millis > 0),
    -- wished and its port reserved, and not yet given to the reconciler: the rollout lets it go when its turn has come
    held            boolean     NOT NULL DEFAULT false,
    PRIMARY KEY (server, replica)
);
CREATE INDEX instance_host ON instance (host);
CREATE INDEX instance_fleet ON instance (fleet);
CREATE INDEX instance_starting ON instance (since) WHERE state = 'STARTING';

CREATE TABLE port_lease (
    host    text        NOT NULL,
    port    integer     NOT NULL CHECK (port BETWEEN 1 AND 65535),
    server  varchar(24) NOT NULL,
    replica integer     NOT NULL,
    PRIMARY KEY (host, port),
    FOREIGN KEY (server, replica) REFERENCES instance ON DELETE CASCADE
);
CREATE INDEX port_lease_instance ON port_lease (server, replica);

GRANT SELECT, INSERT, UPDATE, DELETE ON instance, port_lease TO coordinator_app;

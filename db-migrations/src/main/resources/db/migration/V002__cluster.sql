-- Which machines and WildFlys there are, and who holds which lease. A host is a machine with an agent; a node is a
-- WildFly. States are derived from seen_at by the database's clock, so they need no writer.

CREATE TABLE host (
    name          varchar(64) PRIMARY KEY,
    joined_at     timestamptz NOT NULL,
    seen_at       timestamptz NOT NULL,
    agent_seen_at timestamptz,
    agent_pid     bigint,
    agent_version varchar(64),
    agent_boot_id varchar(64)
);
COMMENT ON COLUMN host.seen_at IS 'last heartbeat of a node on it, or last sight of its agent';

CREATE TABLE node (
    name        varchar(64) PRIMARY KEY,
    host        varchar(64) NOT NULL REFERENCES host,
    incarnation uuid NOT NULL,
    url         varchar(200) NOT NULL,
    pid         bigint NOT NULL,
    started_at  timestamptz NOT NULL,
    seen_at     timestamptz NOT NULL,
    left_at     timestamptz
);
COMMENT ON COLUMN node.incarnation IS 'drawn at each boot; only the newest one may take leases';
CREATE INDEX node_host ON node (host);

CREATE TABLE lease (
    name       varchar(128) PRIMARY KEY,
    owner      varchar(128) NOT NULL,
    node       varchar(64) NOT NULL,
    epoch      bigint NOT NULL CHECK (epoch > 0),
    expires_at timestamptz NOT NULL
);
COMMENT ON COLUMN lease.epoch IS 'rises by one at each change of owner and never falls; writers carry it as a fence';

GRANT SELECT, INSERT, UPDATE, DELETE ON host, node, lease TO coordinator_app;

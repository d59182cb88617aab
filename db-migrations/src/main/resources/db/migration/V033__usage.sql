-- What was called, by whom: sums for each hour, and one line for each call. Texts are bounded by who writes them: a
-- line that a type refuses would take all others of its statement with it.

CREATE TABLE call_usage (
    hour      timestamptz NOT NULL,
    caller    text NOT NULL,
    server    text NOT NULL,
    tool      text NOT NULL,
    calls     bigint NOT NULL,
    errors    bigint NOT NULL,
    bytes_in  bigint NOT NULL,
    bytes_out bigint NOT NULL,
    micros    bigint NOT NULL,
    PRIMARY KEY (hour, caller, server, tool)
);
COMMENT ON COLUMN call_usage.server IS 'empty for what no server was asked; * in server and tool for all that did not fit into memory';
COMMENT ON COLUMN call_usage.tool IS 'empty for other methods than tools/call; ? if it could not be told';

CREATE TABLE call_entry (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL,
    caller     text NOT NULL,
    means      text NOT NULL,
    server     text NOT NULL,
    method     text NOT NULL,
    tool       text NOT NULL,
    request_id text NOT NULL,
    outcome    text NOT NULL,
    micros     bigint NOT NULL
);
CREATE INDEX call_entry_caller ON call_entry (caller, id);
CREATE INDEX call_entry_server ON call_entry (server, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON call_usage TO coordinator_app;
-- Lines are added and, when they are old, thrown away; never changed.
GRANT SELECT, INSERT, DELETE ON call_entry TO coordinator_app;

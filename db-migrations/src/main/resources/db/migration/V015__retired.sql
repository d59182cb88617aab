-- The last generation of servers that are gone: who gets their name next goes on counting, so that a server and a
-- generation name one start for ever.
CREATE TABLE retired (
    server     varchar(24) NOT NULL,
    replica    integer     NOT NULL,
    generation bigint      NOT NULL,
    PRIMARY KEY (server, replica)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON retired TO coordinator_app;

-- What definitions were measured to take, for forecasts of fleets that do not run now.
CREATE TABLE measured (
    definition_hash varchar(64)  PRIMARY KEY,
    -- a package with its version, a name found on the PATH, or an absolute path: what its likes are known by
    program         varchar(400) NOT NULL,
    -- from its start to its first answer; 0 for not measured yet
    start_millis    bigint       NOT NULL CHECK (start_millis >= 0),
    -- share of memory (PSS) of one copy with all it has started; 0 for not measured yet
    pss_kb          bigint       NOT NULL CHECK (pss_kb >= 0),
    measured_at     timestamptz  NOT NULL
);
CREATE INDEX measured_program ON measured (program);
COMMENT ON TABLE measured IS 'the last measurement of each definition that is run as a program of its own';

GRANT SELECT, INSERT, UPDATE, DELETE ON measured TO coordinator_app;

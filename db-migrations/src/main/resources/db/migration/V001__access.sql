-- Who may do what: accounts, API tokens, secrets, the audit trail.

CREATE TABLE account (
    name          varchar(64) PRIMARY KEY CHECK (name ~ '^[a-z0-9][a-z0-9._@-]{0,63}$'),
    password_hash varchar(100) NOT NULL,
    role          varchar(16) NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
    enabled       boolean NOT NULL,
    created_at    timestamptz NOT NULL,
    changed_at    timestamptz NOT NULL
);
COMMENT ON COLUMN account.password_hash IS 'bcrypt in modular crypt form; WildFly''s jdbc-realm reads it';

CREATE TABLE api_token (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       varchar(64) NOT NULL CHECK (name ~ '^[A-Za-z0-9][A-Za-z0-9._@ -]{0,63}$'),
    sha256     bytea NOT NULL UNIQUE CHECK (octet_length(sha256) = 32),
    role       varchar(16) NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
    created_by varchar(64) NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz
);
COMMENT ON COLUMN api_token.sha256 IS 'of the token''s text; the token itself is shown once and kept nowhere';
-- A name in the audit trail must lead to one token that can act.
CREATE UNIQUE INDEX api_token_name ON api_token (name) WHERE revoked_at IS NULL;

CREATE TABLE secret (
    name       varchar(128) PRIMARY KEY CHECK (name ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$'),
    sealed     bytea NOT NULL,
    changed_at timestamptz NOT NULL
);
COMMENT ON COLUMN secret.sealed IS 'AES-256-GCM: one byte version, 12 bytes nonce, ciphertext with tag; the name is authenticated too';

CREATE TABLE audit_entry (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL,
    who     varchar(64) NOT NULL,
    means   varchar(16) NOT NULL,
    action  varchar(64) NOT NULL,
    target  varchar(200) NOT NULL,
    outcome varchar(64) NOT NULL,
    detail  varchar(1000) NOT NULL
);

GRANT SELECT, INSERT, UPDATE, DELETE ON account, api_token, secret TO coordinator_app;
-- Rows of the trail are added, never changed.
GRANT SELECT, INSERT ON audit_entry TO coordinator_app;

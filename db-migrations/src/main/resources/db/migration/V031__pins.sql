-- What each tool said of itself when it was first seen or was last approved: what says something else later is held.

CREATE TABLE tool_pin (
    definition_hash varchar(64) NOT NULL,
    name            text        COLLATE "C" NOT NULL,
    -- SHA-256 of title, description, schemas and annotations; empty: it may say what it likes
    digest          varchar(64) NOT NULL,
    pinned_at       timestamptz NOT NULL,
    -- who approved it; 'system' for what was seen first
    pinned_by       varchar(64) NOT NULL,
    PRIMARY KEY (definition_hash, name)
);

-- Tools that are not offered because they say something else than before.
CREATE TABLE tool_held (
    definition_hash varchar(64) NOT NULL,
    name            text        COLLATE "C" NOT NULL,
    digest          varchar(64) NOT NULL,
    -- JSON arrays of declarations: as it was offered last, and as it would be now
    before          text        NOT NULL,
    now             text        NOT NULL,
    held_at         timestamptz NOT NULL,
    PRIMARY KEY (definition_hash, name)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON tool_pin, tool_held TO coordinator_app;

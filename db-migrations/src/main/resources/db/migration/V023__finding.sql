-- Tools as they are looked for: each declaration once, whoever offers it, and the words it is found by.

ALTER TABLE offer
    -- by which version of our rules its tools were taken apart into words; 0: not yet
    ADD COLUMN indexed integer NOT NULL DEFAULT 0;

CREATE TABLE tool (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- SHA-256 of the declaration
    digest      varchar(64) NOT NULL UNIQUE,
    name        text        NOT NULL,
    -- JSON as its server said it
    declaration text        NOT NULL,
    -- so many words its name has
    named       integer     NOT NULL,
    indexed     integer     NOT NULL,
    kept_at     timestamptz NOT NULL
);

-- What a tool is found by: stems, as PostgreSQL's full text search makes them.
CREATE TABLE tool_word (
    word   text    COLLATE "C" NOT NULL,
    tool   bigint  NOT NULL REFERENCES tool ON DELETE CASCADE,
    -- how much the tool is about it, by field and length
    weight real    NOT NULL,
    -- whether its name says it
    named  boolean NOT NULL,
    PRIMARY KEY (word, tool) INCLUDE (weight, named)
);
CREATE INDEX tool_word_tool ON tool_word (tool);

-- Which tools servers of a definition offer.
CREATE TABLE tool_offered (
    definition_hash varchar(64) NOT NULL REFERENCES offer ON DELETE CASCADE,
    tool            bigint      NOT NULL REFERENCES tool,
    PRIMARY KEY (definition_hash, tool)
);
CREATE INDEX tool_offered_tool ON tool_offered (tool);

-- What servers of a definition say of themselves: it tells one from another where their tools are the same.
CREATE TABLE offer_word (
    word            text        COLLATE "C" NOT NULL,
    definition_hash varchar(64) NOT NULL REFERENCES offer ON DELETE CASCADE,
    weight          real        NOT NULL,
    PRIMARY KEY (word, definition_hash) INCLUDE (weight)
);
CREATE INDEX offer_word_definition ON offer_word (definition_hash);

GRANT SELECT, INSERT, UPDATE, DELETE ON tool, tool_word, tool_offered, offer_word TO coordinator_app;

-- Whose tools may be called once more after a failure, by the word of whoever runs the server.

ALTER TABLE server_definition ADD COLUMN retry boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN server_definition.retry IS
    'true if the gateway may send calls of tools once more that call themselves idempotent';
CREATE INDEX server_definition_retry ON server_definition (revision_id, name) WHERE retry;

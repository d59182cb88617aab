-- Hosts that servers are placed on: where their agents are reached, what they have, and whether they take any.
ALTER TABLE host
    ADD COLUMN address varchar(200),
    ADD COLUMN placing_mode varchar(10) NOT NULL DEFAULT 'OPEN' CHECK (placing_mode IN ('OPEN', 'CORDONED', 'DRAINING')),
    ADD COLUMN memory_bytes bigint NOT NULL DEFAULT 0 CHECK (memory_bytes >= 0),
    ADD COLUMN processors integer NOT NULL DEFAULT 0 CHECK (processors >= 0),
    ADD COLUMN left_at timestamptz;
COMMENT ON COLUMN host.address IS 'HOST:PORT where its agent is reached from elsewhere; null if only from the host itself';
COMMENT ON COLUMN host.placing_mode IS 'as a person wants it: takes servers, takes no more, or is to be emptied';
COMMENT ON COLUMN host.memory_bytes IS 'of the machine, as its agent tells; 0 for not known';
COMMENT ON COLUMN host.processors IS 'of the machine, as its agent tells; 0 for not known';
COMMENT ON COLUMN host.left_at IS 'when its servers were last placed elsewhere because it was dead; null for never';

-- A rollout places what it adds.
ALTER TABLE rollout_item ADD COLUMN host text NOT NULL DEFAULT '';
COMMENT ON COLUMN rollout_item.host IS 'where it is placed; empty where that is not the rollout''s to say';

-- A server that runs and is to have another port: it waits for the port of one that leaves, or on the reserve.
ALTER TABLE rollout_item DROP CONSTRAINT rollout_item_kind_check;
ALTER TABLE rollout_item
    ADD CONSTRAINT rollout_item_kind_check CHECK (kind IN ('add', 'restart', 'move', 'keep', 'remove'));

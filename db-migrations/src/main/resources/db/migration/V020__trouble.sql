-- A server that fails, is tried again and fails again is a failure all the time, not only in the moments between.
ALTER TABLE rollout_item
    -- since when it has not been healthy for long enough to count, after it had failed or stopped answering; null if it is well
    ADD COLUMN troubled_at timestamptz,
    -- it counts as failed until it is well again
    ADD COLUMN failed boolean NOT NULL DEFAULT false;

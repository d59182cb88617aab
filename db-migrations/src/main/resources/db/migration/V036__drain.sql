-- A node that is drained ends what it has begun and takes nothing new: no calls from a balancer, no leases. It stays so when its
-- WildFly is started again, until somebody says otherwise.

ALTER TABLE node ADD COLUMN draining boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN node.draining IS 'takes no leases and says that it is not ready';

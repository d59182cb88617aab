package org.mcpcoordinator.rollout;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.mcpcoordinator.cluster.Lease;
import org.mcpcoordinator.cluster.Leases;
import org.mcpcoordinator.cluster.TestingCluster;
import org.mcpcoordinator.testing.TestingDatabase;

/** The real desk of leases of a node; each call is a transaction of its own, as in the product. */
final class DatabaseLeases extends Leases {
    private final TestingDatabase database;
    private final String node;
    private final UUID life = UUID.randomUUID();

    DatabaseLeases(TestingDatabase database, String node) {
        this.database = database;
        this.node = node;
        database.inTransaction(
                em -> new TestingCluster(em, node, life).cluster().join());
    }

    /** Time passes, for the lease alone. */
    void runsOut(String name) {
        database.inTransaction(
                em -> em.createNativeQuery("UPDATE lease SET expires_at = clock_timestamp() WHERE name = :name")
                        .setParameter("name", name)
                        .executeUpdate());
    }

    @Override
    public Optional<Lease> acquire(String name, Duration ttl) {
        return with(leases -> leases.acquire(name, ttl));
    }

    @Override
    public boolean renew(Lease lease, Duration ttl) {
        return with(leases -> leases.renew(lease, ttl));
    }

    @Override
    public boolean holds(Lease lease) {
        return with(leases -> leases.holds(lease));
    }

    @Override
    public void release(Lease lease) {
        with(leases -> {
            leases.release(lease);
            return true;
        });
    }

    @Override
    public Optional<String> elsewhere(String name) {
        return with(leases -> leases.elsewhere(name));
    }

    private <T> T with(Function<Leases, T> work) {
        return database.fromTransaction(em -> work.apply(new TestingCluster(em, node, life).leases()));
    }
}

package org.mcpcoordinator.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManager;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.testing.SharedDatabase;
import org.mcpcoordinator.testing.TestingClock;
import org.mcpcoordinator.testing.TestingDatabase;
import org.mcpcoordinator.testing.TestingEvent;

/** The real desk of an empty fleet on a real database; each call is a transaction of its own, as in the product. */
final class TestingWorld {
    final TestingClock clock = new TestingClock();
    final TestingEvent<InstanceMoved> events = new TestingEvent<>();
    /** Ports that programs of others hold. */
    final Set<Integer> strangers = new HashSet<>();

    final TestingDatabase database;

    private TestingWorld(TestingDatabase database) {
        this.database = database;
        database.inTransaction(em -> {
            em.createNativeQuery("DELETE FROM instance").executeUpdate();
            em.createNativeQuery("DELETE FROM remains").executeUpdate();
            em.createNativeQuery("DELETE FROM retired").executeUpdate();
        });
    }

    void inFleet(Consumer<Fleet> work) {
        database.inTransaction(em -> work.accept(fleet(em)));
    }

    <T> T fromFleet(Function<Fleet, T> work) {
        return database.fromTransaction(em -> work.apply(fleet(em)));
    }

    <T> T fromRelocations(Function<Relocations, T> work) {
        return database.fromTransaction(em -> work.apply(TestingFleet.relocations(em, fleet(em))));
    }

    static Wish wish(ServerDefinition server, int port) {
        return new Wish("sample", new InstanceKey(server.name(), 0), "local", server, 1, port);
    }

    /** The server's first copy is wished, started, and answers. */
    void running(ServerDefinition server) {
        InstanceKey key = new InstanceKey(server.name(), 0);
        inFleet(fleet -> fleet.wish(List.of(wish(server, 0))));
        inFleet(fleet -> fleet.letGo(List.of(key)));
        inFleet(fleet ->
                fleet.observe(List.of(new Observation.Started(key, 1, 1, 42), new Observation.Answers(key, 1))));
    }

    List<Instance> all() {
        return fromFleet(Fleet::all);
    }

    List<Instance> onHost() {
        return fromFleet(fleet -> fleet.onHost("local"));
    }

    Instance only() {
        List<Instance> all = all();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    /** The ports that are reserved. */
    List<Integer> leases() {
        return database.fromTransaction(em -> em.createQuery("SELECT p.port FROM PortLeaseRow p", Integer.class)
                .getResultList());
    }

    /** How many statements the work takes. */
    long statementsOf(Consumer<Fleet> work) {
        return statementsOf((em, fleet) -> work.accept(fleet));
    }

    /** The same, of work that needs more than the fleet's desk. */
    long statementsOf(BiConsumer<EntityManager, Fleet> work) {
        return database.fromTransaction(em -> {
            Statistics statistics =
                    em.getEntityManagerFactory().unwrap(SessionFactory.class).getStatistics();
            statistics.setStatisticsEnabled(true);
            long before = statistics.getPrepareStatementCount();
            work.accept(em, fleet(em));
            return statistics.getPrepareStatementCount() - before;
        });
    }

    private Fleet fleet(EntityManager em) {
        return TestingFleet.of(em, clock, events, (host, port) -> strangers.contains(port));
    }

    /** Gives each test an empty fleet. */
    static final class Provider implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == TestingWorld.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return new TestingWorld(SharedDatabase.of(context));
        }
    }
}

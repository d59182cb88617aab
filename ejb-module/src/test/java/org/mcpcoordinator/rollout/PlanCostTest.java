package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.TestingCatalog;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.TestingFleet;
import org.mcpcoordinator.placement.Places;
import org.mcpcoordinator.placement.TestingPlaces;
import org.mcpcoordinator.testing.TestingClock;
import org.mcpcoordinator.testing.TestingDatabase;
import org.mcpcoordinator.testing.TestingEvent;

/** What a plan asks the database for, reading the file included, with the real catalogue. */
class PlanCostTest {
    private static final Logger LOG = Logger.getLogger(PlanCostTest.class);
    private static final int REVISIONS = 20;

    /** Every server of the newest revision runs, each by one of the revisions there are. */
    private static final String RUNNING = """
            INSERT INTO instance (server, replica, fleet, category, host, port, generation, definition_hash, revision, desired,
                                  state, reason, since, remote, deadline_millis)
            SELECT d.name, 0, 'many', d.category, 'local', 3100 + d.position % 10 * 100 + d.position / 10, 1, d.hash, d.revision_id,
                   'RUNNING', 'HEALTHY', 'ANSWERS', now(), false, 1000
              FROM server_definition d
             WHERE d.revision_id = 1 + d.position % :revisions""";

    private final TestingClock clock = new TestingClock();
    private TestingDatabase database;

    @BeforeEach
    void begin() {
        database = new TestingDatabase();
    }

    @AfterEach
    void end() {
        database.close();
    }

    @Test
    void aPlanThatChangesAThousandServersOfTwentyRevisionsAsksAsOftenAsOneThatChangesTen() {
        long few = statements(10);
        database.close();
        database = new TestingDatabase();
        long many = statements(1000);

        assertThat(many).as("statements").isEqualTo(few);
    }

    /** How many statements a plan takes that changes all of so many running servers. */
    private long statements(int servers) {
        database.inTransaction(em -> {
            for (int revision = 1; revision <= REVISIONS; revision++) {
                Catalog catalog = TestingCatalog.catalog(em, clock);
                catalog.accept(catalog.read(file(servers, revision)), "anna", "");
            }
            assertThat(em.createNativeQuery(RUNNING)
                            .setParameter("revisions", REVISIONS)
                            .executeUpdate())
                    .isEqualTo(servers);
        });
        return database.fromTransaction(em -> {
            Statistics statistics =
                    em.getEntityManagerFactory().unwrap(SessionFactory.class).getStatistics();
            statistics.setStatisticsEnabled(true);
            long before = statistics.getPrepareStatementCount();
            Rollouts rollouts = desk(em);
            Instant begun = Instant.now();
            Catalog catalog = TestingCatalog.catalog(em, clock);
            Plan plan = rollouts.plan(catalog.read(file(servers, 99)), TestingRollouts.ANNA);
            em.flush();
            LOG.infof(
                    "a plan of %d changes took %d ms and %d statements",
                    plan.changes().size(),
                    Duration.between(begun, Instant.now()).toMillis(),
                    statistics.getPrepareStatementCount() - before);
            assertThat(plan.changes())
                    .hasSize(servers)
                    .allSatisfy(change -> assertThat(change.reason())
                            .as("it tells what it ran by before")
                            .contains("version", "99"));
            return statistics.getPrepareStatementCount() - before;
        });
    }

    private Rollouts desk(EntityManager em) {
        Fleet fleet = TestingFleet.of(em, clock, new TestingEvent<>());
        Catalog catalog = TestingCatalog.catalog(em, clock);
        Cluster cluster = new TestingNode.TestingCluster(List.of());
        MeasuredStore measured = new MeasuredStore(em);
        HostMeter meter = host -> Optional.empty();
        MemoryBudget budget = new MemoryBudget(meter, measured, cluster, () -> 100_000_000);
        Places places = TestingPlaces.of(
                cluster, fleet, TestingCatalog.definitions(catalog), new MeasuredWeights(measured, budget));
        Measurements measurements = new Measurements();
        measurements.store = measured;
        Rollouts rollouts = new Rollouts();
        rollouts.newcomers = new Newcomers(catalog, measurements);
        rollouts.recipes = new Recipes((host, wishes, patience) -> List.of());
        rollouts.meter = meter;
        rollouts.cluster = cluster;
        rollouts.plans = new PlanBook(
                new PlanStore(em), new Planner(fleet, catalog, places, cluster), measured, budget, catalog, clock);
        return rollouts;
    }

    /** Half of them built in, half of them programs; told apart by what they are given. */
    private static String file(int servers, int version) {
        return IntStream.range(0, servers)
                .mapToObj(i -> "{\"name\": \"s%d\", \"category\": \"%s\", %s}"
                        .formatted(
                                i,
                                Category.values()[i % 10].id(),
                                i % 2 == 0
                                        ? "\"builtin\": \"devtools\", \"config\": {\"title\": \"version " + version
                                                + "\"}"
                                        : "\"command\": \"node\", \"args\": [\"${port}\", \"version " + version
                                                + "\"]"))
                .collect(Collectors.joining(",", "{\"fleet\": \"many\", \"servers\": [", "]}"));
    }
}

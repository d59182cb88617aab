package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What happens to the servers when the parts above them die: nothing. */
@ExtendWith(RunningProduct.Provider.class)
class SurvivalIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private RunningProduct product;
    private AgentSocket agent;

    @BeforeEach
    void everythingIsHealthy(RunningProduct running) {
        product = running;
        agent = new AgentSocket(running);
        awaitAllHealthy();
    }

    @Test
    void killingWildFlyRestartsNoServer() {
        int starts = agent.starts().size();
        Map<String, Long> before = Processes.ofServers(product);
        JsonNode one = product.get("servers?size=1").path("items").path(0);
        Processes.kill(Processes.wildFly(product));

        assertThat(discover(one).statusCode()).isEqualTo(200);
        upAgain();

        awaitAllHealthy();
        assertThat(Processes.ofServers(product)).isEqualTo(before);
        assertThat(agent.starts()).hasSize(starts);
    }

    @Test
    void coordinatorAndDatabaseAwayRestartNoServer() {
        int starts = agent.starts().size();
        Map<String, Long> before = Processes.ofServers(product);
        JsonNode all = product.get("servers?size=1000").path("items");
        Processes.kill(Processes.wildFly(product));
        Postgres.of(product).kill();

        for (JsonNode one : all) {
            assertThat(discover(one).statusCode()).as(one.path("name").asText()).isEqualTo(200);
        }
        upAgain();

        awaitAllHealthy();
        assertThat(Processes.ofServers(product)).isEqualTo(before);
        assertThat(agent.starts()).hasSize(starts);
    }

    @Test
    void killingTheAgentRestartsNoServer() {
        int starts = agent.starts().size();
        Map<String, Long> before = Processes.ofServers(product);
        long old = agent.pid();
        Processes.kill(old);

        Await.until("another agent answers", SOON, () -> agent.pid() != old);
        awaitAllHealthy();
        assertThat(Processes.ofServers(product)).isEqualTo(before);
        assertThat(agent.starts()).hasSize(starts);
    }

    @Test
    void aKilledServeProcessComesBackAloneEvenWhileWildFlyIsDown() {
        Map<String, Long> before = Processes.ofServers(product);
        JsonNode victim =
                product.get("servers?category=database&size=1").path("items").path(0);
        long pid = victim.path("pid").asLong();
        Processes.kill(Processes.wildFly(product));
        Processes.kill(pid);

        Await.until("its servers answer again", SOON, () -> discover(victim).statusCode() == 200);
        upAgain();

        awaitAllHealthy();
        Map<String, Long> after = Processes.ofServers(product);
        assertThat(after).allSatisfy((server, now) -> {
            if (before.get(server) == pid) {
                assertThat(now).isNotEqualTo(pid);
            } else {
                assertThat(now).isEqualTo(before.get(server));
            }
        });
    }

    /** A server that was removed and is added again begins anew, for another cause. */
    @Test
    void everyStartHasItsOwnKey() {
        assertThat(agent.starts())
                .extracting(start -> start.path("server").asText() + "#"
                        + start.path("replica").asInt() + "/"
                        + start.path("generation").asLong() + "/"
                        + start.path("attempt").asInt() + " "
                        + start.path("cause").asText())
                .doesNotHaveDuplicates();
    }

    private void upAgain() {
        Commands.Outcome up = product.coordinator("up");
        assertThat(up.exitCode()).as(up.output()).isZero();
    }

    private void awaitAllHealthy() {
        Await.until("every server of the sample fleet is HEALTHY", SOON, () -> {
            JsonNode fleet = product.get("fleet");
            int desired = fleet.path("desired").asInt();
            return desired >= RunningProduct.SERVERS
                    && fleet.path("states").path("HEALTHY").asInt() == desired;
        });
    }

    private HttpResponse<String> discover(JsonNode server) {
        return product.send(
                Discover.at(URI.create(server.path("endpoint").asText())).build());
    }
}

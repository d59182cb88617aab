package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** PostgreSQL goes away and comes back. */
@ExtendWith(RunningProduct.Provider.class)
class DatabaseIT {
    @Test
    void serversAndGatewayServeOnWhilePostgreSqlIsAwayAndAllHealsByItself(RunningProduct product) throws IOException {
        String token = newToken(product);
        String server = product.get("servers?state=HEALTHY&size=1")
                .path("items")
                .path(0)
                .path("name")
                .asText();
        assertThat(discover(product, server, token).statusCode()).isEqualTo(200);
        long wildFly = Processes.wildFly(product);

        Processes.kill(postmaster(product));
        Await.until("the API says that the database is away", Duration.ofSeconds(30), () -> {
            HttpResponse<String> answer = fleet(product, token);
            return answer.statusCode() == 503
                    && RunningProduct.json(answer.body()).path("code").asText().equals("DATABASE_AWAY");
        });
        assertThat(discover(product, server, token).statusCode()).isEqualTo(200);

        Commands.Outcome up = product.coordinator("up");
        assertThat(up.exitCode()).as(up.output()).isZero();
        Await.until(
                "the API answers again",
                Duration.ofSeconds(60),
                () -> fleet(product, token).statusCode() == 200);
        assertThat(Processes.wildFly(product)).as("WildFly was not restarted").isEqualTo(wildFly);
        Await.until("all servers are HEALTHY", Duration.ofSeconds(60), () -> {
            JsonNode fleet = product.get("fleet");
            return fleet.path("states").path("HEALTHY").asInt()
                    == fleet.path("desired").asInt();
        });
    }

    private static String newToken(RunningProduct product) {
        HttpResponse<String> created = product.post("tokens", "{\"name\":\"database-it\",\"role\":\"viewer\"}");
        assertThat(created.statusCode()).as(created.body()).isBetween(200, 201);
        return RunningProduct.json(created.body()).path("token").asText();
    }

    private static HttpResponse<String> fleet(RunningProduct product, String token) {
        return product.send(HttpRequest.newBuilder(product.base().resolve("api/v1/fleet"))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token)
                .build());
    }

    private static HttpResponse<String> discover(RunningProduct product, String server, String token) {
        return product.send(Discover.at(product.base().resolve("mcp/s/" + server))
                .header("Authorization", "Bearer " + token)
                .build());
    }

    private static long postmaster(RunningProduct product) throws IOException {
        try (Stream<Path> files = Files.walk(product.data().resolve("postgres"), 3)) {
            Path pidFile = files.filter(file -> Objects.requireNonNull(file.getFileName())
                            .toString()
                            .equals("postmaster.pid"))
                    .findFirst()
                    .orElseThrow();
            return Long.parseLong(Files.readAllLines(pidFile).get(0).trim());
        }
    }
}

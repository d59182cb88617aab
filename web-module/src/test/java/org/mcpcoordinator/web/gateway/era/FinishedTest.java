package org.mcpcoordinator.web.gateway.era;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.routing.Route;

class FinishedTest {
    private static final Route ROUTE = new Route("s", 0, URI.create("http://127.0.0.1:1/mcp"), Map.of());

    private final Finished finished = new Finished(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

    private @Nullable String keep(String text) {
        return keep("ada", text);
    }

    private @Nullable String keep(String caller, String text) {
        ObjectNode task = finished.keep(caller, ROUTE, Json.object().put("text", text));
        return task == null ? null : task.path("taskId").asText();
    }

    private boolean isKept(@Nullable String id) {
        return finished.find("ada", ROUTE, String.valueOf(id)) != null;
    }

    @Test
    void theOldestGoesWhenThereAreTooMany() {
        String first = keep("a");
        String second = keep("b");
        for (int i = 0; i < 999; i++) {
            keep("caller-" + i / 50, "c");
        }
        assertThat(isKept(first)).isFalse();
        assertThat(isKept(second)).isTrue();
    }

    @Test
    void theOldestGoesWhenTheyAreTooLongTogether() {
        String first = keep("a");
        for (int i = 0; i < 17; i++) {
            keep("caller-" + i / 3, "x".repeat(1_000_000));
        }
        assertThat(isKept(first)).isFalse();
    }

    @Test
    void whoHasTooManyLosesHisOwnAndNobodyElseDoes() {
        String hers = keep("a");
        String his = keep("bob", "b");
        for (int i = 0; i < 100; i++) {
            keep("bob", "c");
        }
        for (int i = 0; i < 10; i++) {
            keep("eve", "x".repeat(1_000_000));
        }
        assertThat(isKept(hers)).isTrue();
        assertThat(finished.find("bob", ROUTE, String.valueOf(his))).isNull();
    }

    @Test
    void whatIsTooLongIsNotKeptAtAll() {
        assertThat(keep("x".repeat(1 << 20))).isNull();
    }

    @Test
    void itIsTheCallersAlone() {
        String id = String.valueOf(keep("a"));
        assertThat(finished.find("bob", ROUTE, id)).isNull();
        assertThat(finished.find("ada", new Route("t", 0, ROUTE.address(), Map.of()), id))
                .isNull();
    }
}

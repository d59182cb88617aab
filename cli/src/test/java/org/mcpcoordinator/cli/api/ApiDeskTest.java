package org.mcpcoordinator.cli.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mcpcoordinator.cli.product.DataFolder;

class ApiDeskTest {
    @TempDir
    Path temporary;

    @Test
    void aNodeThatDoesNotTellMayHaveACallUnderWayAndOneThatIsNotThereHasNone() throws IOException {
        DataFolder folder = new DataFolder(temporary);
        Files.writeString(folder.adminPassword(), "secret");
        ApiDesk desk = new ApiDesk(folder);
        AtomicInteger status = new AtomicInteger(200);
        HttpServer node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4);
        node.createContext("/metrics", exchange -> {
            byte[] body = "coordinator_gateway_in_flight 3.0\n".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status.get(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        node.start();
        String url = "http://127.0.0.1:" + node.getAddress().getPort();
        try {
            assertThat(desk.callsUnderWay(url)).isEqualTo(3);
            status.set(503);
            assertThat(desk.callsUnderWay(url)).as("unknown").isEqualTo(1);
        } finally {
            node.stop(0);
        }
        assertThat(desk.callsUnderWay(url)).as("nothing listens").isZero();
    }

    @Test
    void aDrainedNodeIsWellAndOneWithoutADatabaseIsNot() {
        assertThat(ApiDesk.onlyDrained(health("UP", "DOWN"))).isTrue();
        assertThat(ApiDesk.onlyDrained(health("DOWN", "DOWN"))).isFalse();
        assertThat(ApiDesk.onlyDrained("{}")).as("somebody else's answer").isFalse();
        assertThat(ApiDesk.onlyDrained("Service Unavailable")).isFalse();
    }

    private static String health(String database, String undrained) {
        return "{\"status\":\"DOWN\",\"checks\":[{\"name\":\"database\",\"status\":\"" + database
                + "\"},{\"name\":\"undrained\",\"status\":\"" + undrained + "\"}]}";
    }
}

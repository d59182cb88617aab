package org.mcpcoordinator.cli.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import org.mcpcoordinator.cli.product.DataFolder;
import org.mcpcoordinator.cli.product.NodeDesk;
import org.mcpcoordinator.cli.terminal.Refusal;

/** Asks the nodes of the product that {@code up} started, as its administrator. */
public final class ApiDesk implements NodeDesk {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int OK = 200;
    /** Calls under way at a node that does not tell: as long as it may have some, it gets the time for them. */
    private static final long UNKNOWN = 1;

    private static final String UNDER_WAY = "coordinator_gateway_in_flight ";

    private final DataFolder folder;
    private final Map<String, Api> apis = new ConcurrentHashMap<>();

    public ApiDesk(DataFolder folder) {
        this.folder = folder;
    }

    private Api api(String url) {
        return apis.computeIfAbsent(url, each -> new Api(URI.create(each), folder.adminLogin()));
    }

    @Override
    public boolean ready(String url) {
        return api(url).ready();
    }

    @Override
    public boolean well(String url) {
        return answer(url, "/health/ready")
                .filter(answer -> answer.statusCode() == OK || onlyDrained(answer.body()))
                .isPresent();
    }

    /** Whether it is ready but for having been drained. */
    static boolean onlyDrained(String health) {
        try {
            JsonNode checks = JSON.readTree(health).path("checks");
            return !checks.isEmpty()
                    && StreamSupport.stream(checks.spliterator(), false)
                            .allMatch(check -> check.path("status").asText().equals("UP")
                                    || check.path("name").asText().equals("undrained"));
        } catch (JsonProcessingException notYet) {
            return false;
        }
    }

    @Override
    public long callsUnderWay(String url) {
        try {
            HttpResponse<String> answer = asked(url, "/metrics");
            return answer.statusCode() == OK ? underWay(answer.body()) : UNKNOWN;
        } catch (ConnectException nobodyThere) {
            return 0;
        } catch (IOException notTold) {
            return UNKNOWN;
        }
    }

    private static long underWay(String metrics) {
        return metrics.lines()
                .filter(line -> line.startsWith(UNDER_WAY))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(UNDER_WAY.length())))
                .findFirst()
                .orElse(0);
    }

    private Optional<HttpResponse<String>> answer(String url, String path) {
        try {
            return Optional.of(asked(url, path));
        } catch (IOException notNow) {
            return Optional.empty();
        }
    }

    private HttpResponse<String> asked(String url, String path) throws IOException {
        Api api = api(url);
        HttpRequest request = HttpRequest.newBuilder(api.base().resolve(path))
                .timeout(LIMIT)
                .header("Authorization", api.authorization())
                .GET()
                .build();
        try {
            return api.http().send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.failed("interrupted", e);
        }
    }

    @Override
    public List<Seen> nodes(String url) {
        return StreamSupport.stream(api(url).get("nodes").path("items").spliterator(), false)
                .map(node -> new Seen(
                        node.path("name").asText(),
                        node.path("state").asText(),
                        node.path("pid").asLong(),
                        node.path("revision").asLong() + " "
                                + node.path("routes").asText()))
                .toList();
    }

    @Override
    public void drain(String url, String name) {
        act(url, name, "drain");
    }

    @Override
    public void undrain(String url, String name) {
        act(url, name, "undrain");
    }

    private void act(String url, String name, String action) {
        api(url).post("nodes/" + Query.escape(name) + "/" + action, JsonNodeFactory.instance.objectNode());
    }

    @Override
    public void forget(String url, String name) {
        api(url).delete("nodes/" + Query.escape(name));
    }
}

package org.mcpcoordinator.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The product as {@code ./coordinator up} starts it: PostgreSQL, host agent, WildFly with the built EAR, and a small
 * sample fleet. Started once for all test classes of a process and stopped at its end; a test class asks for it as a
 * parameter after {@code @ExtendWith(RunningProduct.Provider.class)}.
 */
public final class RunningProduct implements AutoCloseable {
    /** Servers of the sample fleet, as many of each category: 30, or what a longer run asks for. */
    public static final int SERVERS = Integer.getInteger("coordinator.servers", 30);

    static final Path ROOT = Path.of(System.getProperty("coordinator.root", ".."))
            .toAbsolutePath()
            .normalize();

    /** Tests run in several processes at a time, which share nothing but the build. */
    static final int FORK = Integer.getInteger("coordinator.fork", 1);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path data;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final int httpPort;
    private final int managementPort;
    private final int portBase;

    private RunningProduct(Path data) {
        this.data = data;
        this.httpPort = FreePorts.one();
        this.managementPort = FreePorts.one();
        this.portBase = FreePorts.layoutBase();
    }

    /** Starts a product of its own in {@code acceptance/target/<name>}; the caller closes it. */
    static RunningProduct start(String name, String... fleet) {
        RunningProduct product =
                new RunningProduct(ROOT.resolve("acceptance/target").resolve(name));
        product.fresh(fleet);
        return product;
    }

    /** Stops it, deletes all of it, and starts it anew on the same ports without a server. */
    void freshAndEmpty() {
        KeptClasses.keep(data);
        fresh("--empty");
    }

    private void fresh(String... fleet) {
        List<String> arguments = new ArrayList<>(List.of(
                "up",
                "--fresh",
                "--yes",
                "--http-port",
                Integer.toString(httpPort),
                "--management-port",
                Integer.toString(managementPort),
                "--port-base",
                Integer.toString(portBase)));
        arguments.addAll(List.of(fleet));
        Commands.Outcome up = coordinator(arguments.toArray(String[]::new));
        if (up.exitCode() != 0) {
            throw new IllegalStateException("up ended with " + up.exitCode() + ":\n" + up.output());
        }
    }

    /** Runs one {@code coordinator} command on this product and waits for it, at most ten minutes. */
    public Commands.Outcome coordinator(String... arguments) {
        return Commands.coordinator(data, List.of(arguments));
    }

    /**
     * Runs commands of jboss-cli on this product's WildFly as the administrator. The password goes in by standard input, as a
     * person types it: other users of the machine see arguments.
     */
    Commands.Outcome jbossCli(String commands) {
        List<String> argv = List.of(
                data.resolve("wildfly/bin/jboss-cli.sh").toString(),
                "--connect",
                "--controller=127.0.0.1:" + managementPort,
                "--user=" + adminName(),
                "--no-local-auth",
                "--commands=" + commands);
        return Commands.run(argv, ROOT, Commands.BRIEF_JVM, data.resolve("admin-password"));
    }

    /** The data folder. */
    public Path data() {
        return data;
    }

    /** Where the product answers, for example {@code http://127.0.0.1:41234/}. */
    public URI base() {
        return URI.create("http://127.0.0.1:" + httpPort + "/");
    }

    /** Port of WildFly's management interface. */
    public int managementPort() {
        return managementPort;
    }

    /** First port of the fleet's layout. */
    public int portBase() {
        return portBase;
    }

    /** Name of the administrator. */
    public String adminName() {
        return "admin";
    }

    /** Password of the administrator, as {@code up} left it in the data folder. */
    public String adminPassword() {
        try {
            return Files.readString(data.resolve("admin-password")).trim();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value of an Authorization header for the administrator. */
    public String adminBasic() {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString((adminName() + ":" + adminPassword()).getBytes(StandardCharsets.UTF_8));
    }

    /** A request to a path below {@link #base()} as the administrator, 30 s at most. */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base().resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", adminBasic());
    }

    /** Sends a request and gives the answer whatever its status. */
    public HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** GETs JSON from the API, which must answer 200. */
    public JsonNode get(String apiPath) {
        HttpResponse<String> answer = send(request("api/v1/" + apiPath).GET().build());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(apiPath + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return json(answer.body());
    }

    /** POSTs JSON to the API and gives the answer whatever its status. */
    public HttpResponse<String> post(String apiPath, String body) {
        return send(request("api/v1/" + apiPath)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** Reads JSON. */
    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        KeptClasses.keep(data);
        Commands.Outcome down = coordinator("down");
        if (down.exitCode() != 0) {
            throw new IllegalStateException("down ended with " + down.exitCode() + ":\n" + down.output());
        }
        List<String> left = Processes.of(data);
        if (!left.isEmpty()) {
            throw new IllegalStateException("down left behind:\n" + String.join("\n", left));
        }
    }

    /** Gives test classes the one running product. */
    public static final class Provider implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == RunningProduct.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            // Where tests run in two processes each class is an execution of its own; the session outlives it.
            return context.getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, ExtensionContext.Namespace.GLOBAL)
                    .getOrComputeIfAbsent(
                            RunningProduct.class,
                            type -> start("product-" + FORK, "--servers", Integer.toString(SERVERS)),
                            RunningProduct.class);
        }
    }
}

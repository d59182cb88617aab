package org.mcpcoordinator.cli.product;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mcpcoordinator.cli.terminal.Refusal;

/**
 * What was chosen at the first start and is kept: {@code up.json} of the data folder. All ports are on loopback;
 * {@code serverHttpPort} and {@code serverHttpsPort} belong to WildFly's own default listeners.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record UpFile(
        int httpPort,
        int managementPort,
        int postgresPort,
        int serverHttpPort,
        int serverHttpsPort,
        int portBase,
        String java) {
    /** First port of the layout where nothing else is said. */
    public static final int DEFAULT_PORT_BASE = 3100;

    private static final int LEAST_PORT_BASE = 1024;
    private static final int MOST_PORT_BASE = 31_000;

    /** Refuses a first port that leaves no room for the layout. */
    public static void checkPortBase(int base) {
        if (base < LEAST_PORT_BASE || base > MOST_PORT_BASE) {
            throw Refusal.refused("--port-base " + base + " is outside " + LEAST_PORT_BASE + " to " + MOST_PORT_BASE);
        }
    }

    /** What an earlier {@code up} wrote, if any did. */
    public static Optional<UpFile> read(DataFolder folder) {
        if (!folder.exists()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ObjectMapper().readValue(Files.readString(folder.upFile()), UpFile.class));
        } catch (IOException e) {
            throw Refusal.failed("cannot read " + folder.upFile(), e);
        }
    }

    void write(DataFolder folder) {
        try {
            DataFolder.writePrivate(
                    folder.upFile(),
                    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(this));
        } catch (IOException e) {
            throw Refusal.failed("cannot write " + folder.upFile(), e);
        }
    }

    /** The ports that something of the product itself listens on. */
    Set<Integer> ports() {
        return new LinkedHashSet<>(List.of(httpPort, managementPort, postgresPort, serverHttpPort, serverHttpsPort));
    }

    /** Where API, console and MCP door answer. */
    public String url() {
        return "http://127.0.0.1:" + httpPort;
    }

    /** Where WildFly's admin console answers. */
    public String managementUrl() {
        return "http://127.0.0.1:" + managementPort;
    }
}

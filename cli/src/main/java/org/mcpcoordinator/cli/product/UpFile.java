package org.mcpcoordinator.cli.product;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mcpcoordinator.cli.terminal.Refusal;

/**
 * What was chosen at the first start and is kept: {@code up.json} of the data folder. All ports are on loopback;
 * {@code serverHttpPort} and {@code serverHttpsPort} belong to WildFly's own default listeners.
 *
 * @param httpPort where clients come in: the balancer's, where there is one, else the first node's
 * @param managementPort the first node's, as the two that follow
 * @param cluster all nodes where there are several; none for a node that is alone
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record UpFile(
        int httpPort,
        int managementPort,
        int postgresPort,
        int serverHttpPort,
        int serverHttpsPort,
        int portBase,
        String java,
        List<UpNode> cluster) {
    /** First port of the layout where nothing else is said. */
    public static final int DEFAULT_PORT_BASE = 3100;

    private static final int LEAST_PORT_BASE = 1024;
    private static final int MOST_PORT_BASE = 31_000;

    /** As it was written before there were several nodes, too. */
    @SuppressWarnings("NullAway") // Jackson gives null for what an older file does not say
    public UpFile {
        cluster = cluster == null ? List.of() : List.copyOf(cluster);
    }

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
        Set<Integer> ports = new LinkedHashSet<>(List.of(httpPort, postgresPort));
        nodes().forEach(node -> ports.addAll(node.ports()));
        return ports;
    }

    /** Every WildFly of the product, the first one first. */
    public List<UpNode> nodes() {
        return cluster.isEmpty()
                ? List.of(new UpNode(1, httpPort, managementPort, serverHttpPort, serverHttpsPort, 0))
                : cluster;
    }

    /** The same with other nodes. */
    UpFile with(List<UpNode> nodes) {
        return new UpFile(
                httpPort, managementPort, postgresPort, serverHttpPort, serverHttpsPort, portBase, java, nodes);
    }

    /** The node of that name; refuses where there is none. */
    UpNode node(String name) {
        return nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Refusal.refused("there is no " + name + " here; there are "
                        + nodes().stream().map(UpNode::name).collect(Collectors.joining(", "))));
    }

    /** Whether clients come in by a balancer. */
    public boolean balanced() {
        return nodes().get(0).httpPort() != httpPort;
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

package org.mcpcoordinator.cli.product;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/**
 * One WildFly of the product and its ports, all on loopback.
 *
 * @param number from 1 on; its folders and names end with it
 * @param serverHttpPort of WildFly's own default listener, as {@code serverHttpsPort}
 * @param clusterPort where other nodes reach it; 0 for one that is alone
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record UpNode(
        int number, int httpPort, int managementPort, int serverHttpPort, int serverHttpsPort, int clusterPort) {
    /** What it is called, by itself and by others. */
    public String name() {
        return "node-" + number;
    }

    /** Where it answers, whatever stands in front of it. */
    public String url() {
        return "http://127.0.0.1:" + httpPort;
    }

    boolean clustered() {
        return clusterPort != 0;
    }

    List<Integer> ports() {
        List<Integer> own = List.of(httpPort, managementPort, serverHttpPort, serverHttpsPort, clusterPort);
        return clustered() ? own : own.subList(0, 4);
    }
}

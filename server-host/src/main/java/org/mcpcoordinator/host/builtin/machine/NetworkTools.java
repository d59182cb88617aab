package org.mcpcoordinator.host.builtin.machine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.ToolResult;
import oshi.hardware.NetworkIF;
import oshi.software.os.InternetProtocolStats;

/** Interfaces and connections. */
final class NetworkTools {
    private static final int MOST_PORTS = 500;

    private final int top;

    NetworkTools(int top) {
        this.top = top;
    }

    ToolResult network(Arguments arguments) {
        ObjectNode result = Json.object();
        ArrayNode list = result.putArray("interfaces");
        for (NetworkIF card :
                Machine.hardware().getNetworkIFs(true).stream().limit(top).toList()) {
            ObjectNode entry = list.addObject().put("name", card.getName());
            ArrayNode addresses = entry.putArray("addresses");
            for (String address : card.getIPv4addr()) {
                addresses.add(address);
            }
            for (String address : card.getIPv6addr()) {
                addresses.add(address);
            }
            entry.put("receivedMiB", Machine.mebibytes(card.getBytesRecv()));
            entry.put("sentMiB", Machine.mebibytes(card.getBytesSent()));
            entry.put("errors", card.getInErrors() + card.getOutErrors());
        }
        return ToolResult.json(result);
    }

    ToolResult connections(Arguments arguments) {
        Map<String, Integer> states = new TreeMap<>();
        TreeSet<Integer> listening = new TreeSet<>();
        for (InternetProtocolStats.IPConnection connection :
                Machine.system().getInternetProtocolStats().getConnections()) {
            if (connection.getType().startsWith("tcp")) {
                states.merge(String.valueOf(connection.getState()), 1, Integer::sum);
                if (connection.getState() == InternetProtocolStats.TcpState.LISTEN) {
                    listening.add(connection.getLocalPort());
                }
            }
        }
        ObjectNode result = Json.object();
        ObjectNode counts = result.putObject("tcp");
        states.forEach(counts::put);
        ArrayNode ports = result.putArray("listening");
        listening.stream().limit(MOST_PORTS).forEach(ports::add);
        return ToolResult.json(result.put("cut", listening.size() > MOST_PORTS));
    }
}

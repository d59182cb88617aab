package org.mcpcoordinator.host.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mcpcoordinator.host.bridge.Bridge;

/** {@code bridge.json}: the port the bridge had last. Whoever knows it need not look again if it is free. */
final class BridgePort {
    private BridgePort() {}

    /** Opens the bridge there, or anywhere, and writes down where. */
    static Bridge open(AgentSettings settings) throws IOException {
        Bridge bridge = Bridge.open(last(settings.bridge()));
        OwnFiles.replace(settings.bridge(), Json.line(Json.object().put("port", bridge.port())));
        return bridge;
    }

    /** 0 where it is not known; any other port does as well. */
    private static int last(Path file) {
        try {
            int port = Files.exists(file)
                    ? Json.read(Files.readAllBytes(file)).path("port").asInt()
                    : 0;
            return port > 0 && port <= 65_535 ? port : 0;
        } catch (IOException unreadable) {
            Report.note("the port of the bridge is chosen anew", unreadable);
            return 0;
        }
    }
}

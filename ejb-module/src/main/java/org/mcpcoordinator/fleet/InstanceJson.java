package org.mcpcoordinator.fleet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Collection;

/** Rows and keys as one JSON array each: the shape in which bulk statements take any number of them. */
final class InstanceJson {
    private InstanceJson() {}

    static String keys(Collection<InstanceKey> keys) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        keys.forEach(key -> array.addObject().put("server", key.server()).put("replica", key.replica()));
        return array.toString();
    }

    static String rows(Collection<InstanceRow> rows) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (InstanceRow row : rows) {
            array.addObject()
                    .put("server", row.server)
                    .put("replica", row.replica)
                    .put("fleet", row.fleet)
                    .put("category", row.category)
                    .put("host", row.host)
                    .put("port", row.port)
                    .put("endpoint", row.endpoint)
                    .put("generation", row.generation)
                    .put("definition_hash", row.definitionHash)
                    .put("revision", row.revision)
                    .put("desired", row.desired.name())
                    .put("state", row.state.name())
                    .put("reason", row.reason.name())
                    .put("detail", row.detail)
                    .put("since", row.since.toString())
                    .put("pid", row.pid)
                    .put("attempt", row.attempt)
                    .put("restarts", row.restarts)
                    .put("draining", row.draining)
                    .put("epoch", row.epoch)
                    .put("remote", row.remote)
                    .put("deadline_millis", row.deadlineMillis)
                    .put("held", row.held);
        }
        return array.toString();
    }
}

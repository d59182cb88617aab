package org.mcpcoordinator.host.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Meta;

/** A modern client's {@code subscriptions/listen} at a legacy program. Guarded by the child's lock. */
final class Listen {
    final Set<String> uris = new LinkedHashSet<>();
    private final JsonNode id;
    private final Reply reply;
    private final Set<String> methods = new HashSet<>();
    private final ObjectNode honoured = Lines.object();

    /** @param capabilities what the program says it tells of */
    Listen(Frame.Request request, ObjectNode capabilities, Reply reply) {
        this.id = request.id();
        this.reply = reply;
        JsonNode wanted = request.params().path("notifications");
        want(wanted, capabilities, "tools", "toolsListChanged");
        want(wanted, capabilities, "prompts", "promptsListChanged");
        want(wanted, capabilities, "resources", "resourcesListChanged");
        if (capabilities.path("resources").path("subscribe").asBoolean()) {
            for (JsonNode uri : wanted.path("resourceSubscriptions")) {
                if (uri.isTextual()
                        && uri.textValue().length() <= Session.LONGEST_URI
                        && uris.size() < Session.MOST_SUBSCRIPTIONS) {
                    uris.add(uri.textValue());
                }
            }
        }
        if (!uris.isEmpty()) {
            uris.forEach(honoured.putArray("resourceSubscriptions")::add);
        }
    }

    /** Says what of it is honoured; always the first message. */
    void acknowledge() {
        ObjectNode params = Lines.object();
        params.set("notifications", honoured);
        tell(new Frame.Notification("notifications/subscriptions/acknowledged", params));
    }

    /** Passes it on if it was asked for. */
    void hear(Frame.Notification notification) {
        boolean updated = notification.method().equals("notifications/resources/updated")
                && uris.contains(notification.params().path("uri").asText());
        if (updated || methods.contains(notification.method())) {
            tell(notification);
        }
    }

    /** A graceful end is an answer. */
    void end() {
        ObjectNode result = Lines.object().put("resultType", "complete");
        result.putObject(Meta.FIELD).set(Meta.SUBSCRIPTION_ID, id);
        reply.complete(200, new Frame.Result(id, result).toBytes());
    }

    private void tell(Frame.Notification notification) {
        ObjectNode params = notification.params().deepCopy();
        params.withObject("/" + Meta.FIELD).set(Meta.SUBSCRIPTION_ID, id);
        reply.event(new Frame.Notification(notification.method(), params).toBytes());
    }

    private void want(JsonNode wanted, ObjectNode capabilities, String what, String key) {
        if (wanted.path(key).asBoolean()
                && capabilities.path(what).path("listChanged").asBoolean()) {
            methods.add("notifications/" + what + "/list_changed");
            honoured.put(key, true);
        }
    }
}

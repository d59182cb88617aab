package org.mcpcoordinator.host.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.mcpcoordinator.host.builtin.BuiltinTypes;
import org.mcpcoordinator.mcp.Json;

/** Understands the driver's orders: one JSON object in, one out, with the same {@code id}. */
final class Control {
    private static final System.Logger LOG = System.getLogger(Control.class.getName());

    private final ServeOptions options;
    private final BuiltinTypes types;
    private final Servers servers;
    private final Runnable shutdown;

    Control(ServeOptions options, BuiltinTypes types, Servers servers, Runnable shutdown) {
        this.options = options;
        this.types = types;
        this.servers = servers;
        this.shutdown = shutdown;
    }

    /** Answers one line. */
    String answer(String line) {
        ObjectNode answer = Json.object();
        try {
            JsonNode order = Json.read(line);
            if (order.has("id")) {
                answer.set("id", order.get("id"));
            }
            answer.put("ok", true);
            carryOut(order, answer);
        } catch (Refusal refusal) {
            refuse(answer, refusal.code(), String.valueOf(refusal.getMessage()));
        } catch (IOException | RuntimeException unexpected) {
            LOG.log(System.Logger.Level.WARNING, "an order failed", unexpected);
            refuse(answer, Refusal.Code.INTERNAL, String.valueOf(unexpected.getMessage()));
        }
        return Json.text(answer);
    }

    private void carryOut(JsonNode order, ObjectNode answer) throws Refusal, IOException {
        switch (order.path("op").asText("")) {
            case "hello" ->
                answer.put("identity", options.identity())
                        .put("category", options.category())
                        .put("pid", ProcessHandle.current().pid());
            case "serve" -> answer.put("port", servers.serve(wish(order)));
            case "stop" -> answer.put("found", servers.stop(key(order)));
            case "list" -> list(answer.putArray("items"));
            case "types" -> types(answer.putArray("types"));
            case "shutdown" -> shutdown.run();
            default ->
                throw new Refusal(Refusal.Code.BAD_REQUEST, "op must be hello, serve, stop, list, types or shutdown");
        }
    }

    private void list(ArrayNode items) {
        for (Servers.Item item : servers.list()) {
            items.addObject()
                    .put("server", item.key().server())
                    .put("replica", item.key().replica())
                    .put("side", item.key().side())
                    .put("generation", item.generation())
                    .put("port", item.port())
                    .put("type", item.type())
                    .put("calls", item.calls());
        }
    }

    private void types(ArrayNode list) {
        for (String name : types.names()) {
            types.find(name)
                    .ifPresent(type -> list.addObject()
                            .put("name", name)
                            .put("description", type.sheet().description())
                            .set("config", type.sheet().config()));
        }
    }

    private static Servers.Wish wish(JsonNode order) throws Refusal {
        JsonNode generation = order.path("generation");
        JsonNode port = order.path("port");
        boolean fits = generation.canConvertToLong()
                && generation.isIntegralNumber()
                && port.isInt()
                && port.intValue() >= 0
                && port.intValue() <= 65_535
                && order.path("type").isTextual();
        if (!fits) {
            throw new Refusal(Refusal.Code.BAD_REQUEST, "serve needs server, replica, generation, port and type");
        }
        JsonNode settings = order.path("config");
        if (!settings.isMissingNode() && !settings.isNull() && !settings.isObject()) {
            throw new Refusal(Refusal.Code.BAD_CONFIG, "config: must be an object");
        }
        ObjectNode given = settings instanceof ObjectNode object ? object : Json.object();
        return new Servers.Wish(
                key(order),
                generation.longValue(),
                port.intValue(),
                order.path("type").textValue(),
                given);
    }

    private static ServerKey key(JsonNode order) throws Refusal {
        String server = order.path("server").asText("");
        if (!server.matches("[a-z0-9][a-z0-9-]{0,63}")) {
            throw new Refusal(Refusal.Code.BAD_REQUEST, "server must be a name of a-z, 0-9 and -");
        }
        return new ServerKey(
                server, order.path("replica").asInt(0), order.path("side").asInt(0));
    }

    private static void refuse(ObjectNode answer, Refusal.Code code, String message) {
        answer.put("ok", false).put("code", code.name()).put("message", message);
    }
}

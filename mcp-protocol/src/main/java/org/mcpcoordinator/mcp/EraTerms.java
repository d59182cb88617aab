package org.mcpcoordinator.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one era says, in the terms of the other. Nothing that is given is changed, except where a method says so. */
public final class EraTerms {
    /** What the newest revision calls tasks by; 2025-11-25 calls them {@code tasks}. */
    public static final String TASKS = "io.modelcontextprotocol/tasks";

    /** Results that say how long they may be kept. What a legacy server lists may change at any moment: not at all. */
    private static final Set<String> KEPT = Set.of(
            "server/discover",
            "tools/list",
            "prompts/list",
            "resources/list",
            "resources/templates/list",
            "resources/read");

    private static final List<String> MODERN_META =
            List.of(Meta.PROTOCOL_VERSION, Meta.CLIENT_CAPABILITIES, Meta.CLIENT_INFO, Meta.LOG_LEVEL);

    /** What a server may ask of its client, by the capability that allows it. */
    private static final List<String> ASKABLE = List.of("elicitation", "roots", "sampling");

    /** What 2024-11-05 to 2025-11-25 say of a resource that is not there; not to be said in the modern era. */
    private static final int NO_RESOURCE = -32002;

    private EraTerms() {}

    /** A modern request's parameters for a legacy server: what says how it was asked is left out. */
    public static ObjectNode legacyParams(ObjectNode params) {
        ObjectNode legacy = params.deepCopy();
        legacy.remove(List.of("inputResponses", "requestState"));
        if (legacy.path(Meta.FIELD) instanceof ObjectNode meta) {
            meta.remove(MODERN_META);
            if (meta.isEmpty()) {
                legacy.remove(Meta.FIELD);
            }
        }
        return legacy;
    }

    /**
     * A legacy request's parameters for a modern server.
     *
     * @param capabilities what the client can be asked, see {@link #askable}
     * @param clientInfo name and version of the client; may be empty
     * @param level of log messages that are wanted; null for none
     */
    public static ObjectNode modernParams(
            ObjectNode params, ObjectNode capabilities, ObjectNode clientInfo, @Nullable String level) {
        ObjectNode modern = params.deepCopy();
        ObjectNode meta = modern.path(Meta.FIELD) instanceof ObjectNode given ? given : modern.putObject(Meta.FIELD);
        meta.put(Meta.PROTOCOL_VERSION, Revision.NEWEST.id());
        meta.set(Meta.CLIENT_CAPABILITIES, capabilities);
        if (!clientInfo.isEmpty()) {
            meta.set(Meta.CLIENT_INFO, clientInfo);
        }
        if (level != null) {
            meta.put(Meta.LOG_LEVEL, level);
        }
        return modern;
    }

    /**
     * A legacy server's result as a modern client has to get it.
     *
     * @param serverInfo how the server calls itself; null if it does not
     */
    public static ObjectNode modernResult(String method, ObjectNode result, @Nullable JsonNode serverInfo) {
        ObjectNode modern = result.deepCopy();
        modern.put("resultType", "complete");
        if (KEPT.contains(method)) {
            modern.put("ttlMs", 0).put("cacheScope", "private");
        }
        if (serverInfo != null) {
            ObjectNode meta =
                    modern.path(Meta.FIELD) instanceof ObjectNode given ? given : modern.putObject(Meta.FIELD);
            meta.set(Meta.SERVER_INFO, serverInfo);
        }
        return modern;
    }

    /** A modern server's result as a legacy client knows it. */
    public static ObjectNode legacyResult(ObjectNode result) {
        ObjectNode legacy = result.deepCopy();
        legacy.remove(List.of("resultType", "ttlMs", "cacheScope"));
        if (legacy.path(Meta.FIELD) instanceof ObjectNode meta) {
            meta.remove(List.of(Meta.SERVER_INFO, Meta.SUBSCRIPTION_ID));
            if (meta.isEmpty()) {
                legacy.remove(Meta.FIELD);
            }
        }
        return legacy;
    }

    /** What a legacy server says with {@code initialize}, as the result of {@code server/discover}. */
    public static ObjectNode discover(ObjectNode initialize) {
        ObjectNode result = Json.object();
        result.putArray("supportedVersions").add(Revision.NEWEST.id());
        ObjectNode capabilities = withoutTasks(initialize);
        if (hasLegacyTasks(initialize)) {
            capabilities.putObject("extensions").putObject(TASKS);
        }
        result.set("capabilities", capabilities);
        if (initialize.path("instructions").isTextual()) {
            result.set("instructions", initialize.get("instructions"));
        }
        return modernResult("server/discover", result, initialize.get("serverInfo"));
    }

    /**
     * What a modern server says with {@code server/discover}, as the result of {@code initialize}.
     *
     * @param asked the revision the client asks for; one that is not known, or modern, gets the newest legacy one
     */
    public static ObjectNode initialize(ObjectNode discover, String asked) {
        ObjectNode result =
                Json.object().put("protocolVersion", legacyRevision(asked).id());
        ObjectNode capabilities = withoutTasks(discover);
        if (hasModernTasks(discover)) {
            ObjectNode tasks = capabilities.putObject("tasks");
            tasks.putObject("list");
            tasks.putObject("cancel");
            tasks.putObject("requests").putObject("tools").putObject("call");
        }
        result.set("capabilities", capabilities);
        JsonNode info = discover.path(Meta.FIELD).path(Meta.SERVER_INFO);
        result.set(
                "serverInfo",
                info.isObject() ? info : Json.object().put("name", "unnamed").put("version", "0"));
        if (discover.path("instructions").isTextual()) {
            result.set("instructions", discover.get("instructions"));
        }
        return result;
    }

    /** The revision a legacy client is answered in. */
    public static Revision legacyRevision(String asked) {
        return Revision.of(asked)
                .filter(revision -> revision.era() == Era.LEGACY)
                .orElse(Revision.NEWEST_LEGACY);
    }

    /** Of a client's capabilities those by which a server may ask it something; only they mean the same in both eras. */
    public static ObjectNode askable(JsonNode capabilities) {
        ObjectNode askable = Json.object();
        for (String name : ASKABLE) {
            if (capabilities.path(name) instanceof ObjectNode offered) {
                ObjectNode kept = offered.deepCopy();
                // A client of a request has no way to tell of a change.
                kept.remove("listChanged");
                askable.set(name, kept);
            }
        }
        return askable;
    }

    /** True if a client with these capabilities may be asked that. */
    public static boolean mayAsk(ObjectNode capabilities, String method) {
        return switch (method) {
            case "elicitation/create" -> capabilities.has("elicitation");
            case "roots/list" -> capabilities.has("roots");
            case "sampling/createMessage" -> capabilities.has("sampling");
            default -> false;
        };
    }

    /** The same of one question: to be led to an address is asked only of who has said that it can be. */
    public static boolean mayAsk(ObjectNode capabilities, String method, ObjectNode params) {
        return mayAsk(capabilities, method)
                && (!isAddress(method, params)
                        || capabilities.path("elicitation").has("url"));
    }

    /** True if a client is to be led to an address. */
    public static boolean isAddress(String method, ObjectNode params) {
        return method.equals("elicitation/create")
                && params.path("mode").asText().equals("url");
    }

    /** The code by which the modern era says what a legacy server says by this one. */
    public static int modernCode(int code) {
        return code == NO_RESOURCE ? ErrorCode.INVALID_PARAMS.code() : code;
    }

    /** True if calls of tools can be made tasks at the server that greets so in the legacy era. */
    public static boolean hasLegacyTasks(JsonNode initialize) {
        return initialize
                .path("capabilities")
                .path("tasks")
                .path("requests")
                .path("tools")
                .has("call");
    }

    /** True if calls may become tasks at the server that says so to {@code server/discover}. */
    public static boolean hasModernTasks(JsonNode discover) {
        return discover.path("capabilities").path("extensions").has(TASKS);
    }

    /** A task of the newest revision, in the words of 2025-11-25; what it has come to is asked for by itself there. */
    public static ObjectNode legacyTask(JsonNode task) {
        ObjectNode legacy = common(task);
        legacy.set("ttl", task.path("ttlMs").isIntegralNumber() ? task.get("ttlMs") : NullNode.getInstance());
        if (task.path("pollIntervalMs").isIntegralNumber()) {
            legacy.set("pollInterval", task.get("pollIntervalMs"));
        }
        if (legacy.path("status").asText().equals("completed")
                && task.path("result").path("isError").asBoolean()) {
            legacy.put("status", "failed");
        }
        return legacy;
    }

    /** A task of 2025-11-25, in the words of the newest revision; without what it has come to. */
    public static ObjectNode modernTask(JsonNode task) {
        ObjectNode modern = common(task);
        modern.set("ttlMs", task.path("ttl").isIntegralNumber() ? task.get("ttl") : NullNode.getInstance());
        if (task.path("pollInterval").isIntegralNumber()) {
            modern.set("pollIntervalMs", task.get("pollInterval"));
        }
        return modern;
    }

    private static ObjectNode common(JsonNode task) {
        ObjectNode common = Json.object();
        for (String name : List.of("taskId", "status", "statusMessage", "createdAt", "lastUpdatedAt")) {
            if (task.path(name).isTextual()) {
                common.set(name, task.get(name));
            }
        }
        return common;
    }

    /** News of the newest revision as a legacy client knows them. */
    public static Frame.Notification legacyNews(Frame.Notification news) {
        return news.method().equals("notifications/tasks")
                ? new Frame.Notification("notifications/tasks/status", legacyTask(news.params()))
                : news;
    }

    /** Tasks are another thing in each era, and said anew; other extensions are known to one of them only. */
    private static ObjectNode withoutTasks(ObjectNode greeting) {
        ObjectNode capabilities =
                greeting.path("capabilities") instanceof ObjectNode given ? given.deepCopy() : Json.object();
        capabilities.remove(List.of("tasks", "extensions"));
        return capabilities;
    }
}

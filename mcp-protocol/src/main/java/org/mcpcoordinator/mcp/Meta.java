package org.mcpcoordinator.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Keys below {@code _meta} of requests and results (2026-07-28). */
public final class Meta {
    public static final String FIELD = "_meta";
    public static final String PROTOCOL_VERSION = "io.modelcontextprotocol/protocolVersion";
    public static final String CLIENT_CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
    public static final String CLIENT_INFO = "io.modelcontextprotocol/clientInfo";
    public static final String LOG_LEVEL = "io.modelcontextprotocol/logLevel";
    public static final String SERVER_INFO = "io.modelcontextprotocol/serverInfo";

    /** On messages of a {@code subscriptions/listen} stream: the id of the request that opened it. */
    public static final String SUBSCRIPTION_ID = "io.modelcontextprotocol/subscriptionId";

    /** On messages of 2025-11-25 that belong to a task: which one. */
    public static final String RELATED_TASK = "io.modelcontextprotocol/related-task";

    /** Opts in to {@code notifications/progress}; in both eras. */
    public static final String PROGRESS_TOKEN = "progressToken";

    private static final List<String> MODERN = List.of(PROTOCOL_VERSION, CLIENT_CAPABILITIES, CLIENT_INFO, LOG_LEVEL);

    private Meta() {}

    /** True if the parameters carry a key that only modern clients send. */
    public static boolean isModern(JsonNode params) {
        JsonNode meta = params.path(FIELD);
        return MODERN.stream().anyMatch(meta::has);
    }
}

package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.EraTerms;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;

/**
 * What a modern server wants to know at one time, of a legacy client: asked one by one, and told when all of it is answered. On
 * one I/O thread.
 */
final class Inquiry {
    /** Questions at one time. */
    static final int MOST = 32;

    private final Asker asker;
    private final Told told;
    private final Map<Integer, String> open = new HashMap<>();
    private final ObjectNode answers = Json.object();

    Inquiry(Asker asker, Told told) {
        this.asker = asker;
        this.told = told;
    }

    /** Who wants to know. */
    interface Told {
        /** The client is to be asked that. */
        void asks(Frame.Request question);

        /** It has answered all, by the server's keys. */
        void answered(ObjectNode responses);

        /** It has refused to answer one; nothing more is told. */
        void refused(Frame.Failure failure);
    }

    /**
     * Asks all of it.
     *
     * @param questions by the server's keys
     * @return what the client has not declared that it can be asked, then it is asked nothing; else null
     */
    @Nullable
    String ask(JsonNode questions) {
        List<Frame.Request> asking = new ArrayList<>();
        for (Map.Entry<String, JsonNode> each : questions.properties()) {
            String method = each.getValue().path("method").asText("");
            ObjectNode params = each.getValue().path("params") instanceof ObjectNode given ? given : Json.object();
            if (!EraTerms.mayAsk(asker.capabilities(), method, params)) {
                open.clear();
                return method;
            }
            ObjectNode sent = params.deepCopy();
            if (EraTerms.isAddress(method, sent)) {
                // The older revisions want one.
                sent.put("elicitationId", UUID.randomUUID().toString());
            }
            int id = asking.size() + 1;
            open.put(id, each.getKey());
            asking.add(new Frame.Request(IntNode.valueOf(id), method, sent));
        }
        asking.forEach(told::asks);
        return null;
    }

    boolean isOpen() {
        return !open.isEmpty();
    }

    /** The client has answered something; nothing if that was not asked here. */
    void answered(Frame answer) {
        JsonNode id = answer instanceof Frame.Result result
                ? result.id()
                : answer instanceof Frame.Failure failure ? failure.id() : null;
        String key = id != null && id.isIntegralNumber() ? open.remove(id.intValue()) : null;
        if (key == null) {
            return;
        }
        if (answer instanceof Frame.Failure failure) {
            open.clear();
            told.refused(failure);
        } else if (answer instanceof Frame.Result result) {
            answers.set(key, result.result());
            if (open.isEmpty()) {
                told.answered(answers);
            }
        }
    }

    /** Nobody wants to know any more. */
    void end() {
        open.clear();
    }
}

package org.mcpcoordinator.mcp.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mcpcoordinator.mcp.Json;

/** Joins the answers of a batch's messages into one array, in their order; notifications leave no trace. */
final class Batch {
    private Batch() {}

    static Outcome join(List<Outcome> outcomes) {
        List<ToolCall> calls = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Work work) {
                calls.addAll(work.calls());
            }
        }
        return calls.isEmpty()
                ? new Outcome.Ready(answer(outcomes, List.of()))
                : new Outcome.Work(calls, results -> answer(outcomes, results));
    }

    private static HttpAnswer answer(List<Outcome> outcomes, List<ToolResult> results) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        int next = 0;
        for (Outcome outcome : outcomes) {
            HttpAnswer answer;
            if (outcome instanceof Outcome.Work work) {
                answer = work.frame(results.subList(next, next + work.calls().size()));
                next += work.calls().size();
            } else {
                answer = ((Outcome.Ready) outcome).answer();
            }
            if (answer.body().length > 0) {
                add(array, answer.body());
            }
        }
        return array.isEmpty() ? HttpAnswer.empty(202) : new HttpAnswer(200, Map.of(), Json.bytes(array));
    }

    private static void add(ArrayNode array, byte[] body) {
        try {
            array.add(Json.read(body));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}

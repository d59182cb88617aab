package org.mcpcoordinator.mcp.server;

import java.util.List;
import java.util.function.Function;

/** What became of a question. */
public sealed interface Outcome {
    /** It is answered. */
    record Ready(HttpAnswer answer) implements Outcome {}

    /** Tools must work first; the transport decides on which thread and for how long. */
    final class Work implements Outcome {
        private final List<ToolCall> calls;
        private final Function<List<ToolResult>, HttpAnswer> framing;

        Work(List<ToolCall> calls, Function<List<ToolResult>, HttpAnswer> framing) {
            this.calls = List.copyOf(calls);
            this.framing = framing;
        }

        List<ToolCall> calls() {
            return calls;
        }

        HttpAnswer frame(List<ToolResult> results) {
            return framing.apply(results);
        }

        /** Does the work on this thread. */
        public HttpAnswer run() {
            return framing.apply(calls.stream().map(ToolCall::perform).toList());
        }

        /** The answer when the work was not done, or not in time: a tool error that says why and what to do. */
        public HttpAnswer failed(String sentence) {
            return framing.apply(
                    calls.stream().map(call -> ToolResult.failure(sentence)).toList());
        }
    }
}

package org.mcpcoordinator.usage;

import java.util.Objects;

/**
 * One call through the gateway that is over.
 *
 * @param caller who has called
 * @param means how the caller has proved itself
 * @param server whom it was for; empty if none was asked
 * @param method of MCP; empty if it could not be told
 * @param tool of a {@code tools/call}, as its server calls it; {@value #UNTOLD} if it could not be told, else empty
 * @param request the id that the client gave it; empty if it could not be told
 * @param outcome {@value #OK}, {@code HTTP_} and a status, or the code of what we said in the server's place
 * @param bytesIn of its body
 * @param bytesOut of the answer
 * @param nanos it took, to the end of the answer
 */
public record Called(
        String caller,
        String means,
        String server,
        String method,
        String tool,
        String request,
        String outcome,
        long bytesIn,
        long bytesOut,
        long nanos) {
    /** Nothing has gone wrong, as far as the gateway can see. */
    public static final String OK = "ok";

    /** The client did not wait for the answer. */
    public static final String GONE = "CLIENT_GONE";

    /** In the place of a tool's name. */
    public static final String UNTOLD = "?";

    static final String TOOLS_CALL = "tools/call";

    public Called {
        Objects.requireNonNull(caller);
        Objects.requireNonNull(means);
        Objects.requireNonNull(server);
        Objects.requireNonNull(method);
        Objects.requireNonNull(tool);
        Objects.requireNonNull(request);
        Objects.requireNonNull(outcome);
    }

    boolean isError() {
        return !outcome.equals(OK) && !outcome.equals(GONE);
    }

    /** What might be the call of a tool counts as one. */
    boolean isOfTool() {
        return method.equals(TOOLS_CALL) || method.isEmpty();
    }
}

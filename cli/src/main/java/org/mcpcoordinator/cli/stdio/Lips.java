package org.mcpcoordinator.cli.stdio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;

/** What is said: MCP to standard output, one message a line, and everything else to standard error. */
final class Lips {
    /** No number that JSON-RPC or MCP keep for themselves; the gateway's of the same kind. */
    private static final int CUT = 7003;

    private final PrintStream out;
    private final PrintStream err;

    Lips(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Says one message; line ends between its tokens become blanks, which mean the same.
     *
     * @throws ClientGone if nobody reads any longer
     */
    void say(byte[] message) {
        byte[] line = new byte[message.length + 1];
        for (int i = 0; i < message.length; i++) {
            line[i] = message[i] == '\n' || message[i] == '\r' ? (byte) ' ' : message[i];
        }
        line[message.length] = '\n';
        synchronized (out) {
            out.write(line, 0, line.length);
            if (out.checkError()) {
                throw new ClientGone();
            }
        }
    }

    /** Refuses a request in words of our own. */
    void refuse(@Nullable JsonNode id, int code, String sentence) {
        ObjectNode failure = new Frame.Failure(id, code, sentence, null).toJson();
        if (id == null) {
            failure.putNull("id");
        }
        say(Json.bytes(failure));
    }

    /** The server's answer did not come. */
    void cut(JsonNode id, String sentence) {
        refuse(id, CUT, sentence);
    }

    /** A line for people. */
    void note(String sentence) {
        err.println("coordinator stdio: " + sentence);
        err.flush();
    }

    /** The client has closed its end. */
    static final class ClientGone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ClientGone() {
            super("the client reads no longer");
        }
    }
}

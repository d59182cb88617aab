package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Frames;
import org.mcpcoordinator.mcp.Json;

/** Reads what servers say. */
final class Messages {
    private static final Logger LOG = Logger.getLogger(Messages.class);

    private Messages() {}

    /** The message; null for what is none. */
    static @Nullable Frame read(byte[] json) {
        try {
            return Frames.read(Json.read(json)) instanceof Frames.Reading.Read read ? read.frame() : null;
        } catch (IOException noJson) {
            LOG.debugf("What a server says is no JSON: %s", noJson.getMessage());
            return null;
        }
    }

    /** Ids keep their type on the way; the width of the number does not matter. */
    static boolean same(@Nullable JsonNode left, @Nullable JsonNode right) {
        return left != null
                && right != null
                && left.isTextual() == right.isTextual()
                && left.asText().equals(right.asText());
    }
}

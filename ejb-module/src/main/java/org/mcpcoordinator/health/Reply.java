package org.mcpcoordinator.health;

import io.undertow.util.HeaderMap;
import org.jspecify.annotations.Nullable;

/**
 * A server's answer to one question.
 *
 * @param status of HTTP
 * @param headers as sent
 * @param body all of it, or of a stream of events what had come when it was enough
 */
@SuppressWarnings("ArrayRecordComponent") // made and read by this room only
record Reply(int status, HeaderMap headers, byte[] body) {
    @Nullable
    String header(String name) {
        return headers.getFirst(name);
    }
}

package org.mcpcoordinator.mcp;

/**
 * JSON-RPC error codes that MCP gives a meaning, with the HTTP status of the modern era. Codes -32020 to -32099 belong
 * to the specification: nothing may be added there.
 */
public enum ErrorCode {
    /** The body is not JSON. */
    PARSE_ERROR(-32700, 400),
    /** JSON, but no JSON-RPC message that is allowed here. */
    INVALID_REQUEST(-32600, 400),
    /** Unknown method, or one this revision has removed. */
    METHOD_NOT_FOUND(-32601, 404),
    /** A required field of {@code _meta} is missing; unknown tool or bad cursor use the same code with 200. */
    INVALID_PARAMS(-32602, 400),
    /** The server's own fault. */
    INTERNAL_ERROR(-32603, 500),
    /** A required header is missing, malformed or differs from the body. */
    HEADER_MISMATCH(-32020, 400),
    /** The request needs a capability the client has not declared. */
    MISSING_CLIENT_CAPABILITY(-32021, 400),
    /** The revision asked for is not served. */
    UNSUPPORTED_PROTOCOL_VERSION(-32022, 400);

    private final int code;
    private final int status;

    ErrorCode(int code, int status) {
        this.code = code;
        this.status = status;
    }

    /** The number in {@code error.code}. */
    public int code() {
        return code;
    }

    /** The HTTP status of the modern era. */
    public int status() {
        return status;
    }

    /** True for the codes by which a client knows that it talks to a modern server. */
    public static boolean provesModern(int code) {
        return code <= HEADER_MISMATCH.code && code >= UNSUPPORTED_PROTOCOL_VERSION.code;
    }
}

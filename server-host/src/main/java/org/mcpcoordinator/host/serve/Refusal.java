package org.mcpcoordinator.host.serve;

/** An order that cannot be carried out; the code is for the driver, the message for people. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final Code code;

    Refusal(Code code, String message) {
        super(message);
        this.code = code;
    }

    Code code() {
        return code;
    }

    /** What the driver can tell apart. */
    enum Code {
        /** Somebody has the port. */
        PORT_IN_USE,
        /** No such type. */
        UNKNOWN_TYPE,
        /** The settings do not fit. */
        BAD_CONFIG,
        /** A newer generation is served already. */
        STALE_GENERATION,
        /** The order is not understood. */
        BAD_REQUEST,
        /** Our own fault. */
        INTERNAL
    }
}

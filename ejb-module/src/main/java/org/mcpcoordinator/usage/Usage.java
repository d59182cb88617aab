package org.mcpcoordinator.usage;

import java.util.Objects;

/**
 * How much was called.
 *
 * @param caller by whom
 * @param server of which server; empty for what no server was asked, {@code *} for the rest that did not fit into memory
 * @param tool which tool; empty for other requests, {@code ?} if it could not be told
 */
public record Usage(String caller, String server, String tool, Figures figures) {
    public Usage {
        Objects.requireNonNull(caller);
        Objects.requireNonNull(server);
        Objects.requireNonNull(tool);
        Objects.requireNonNull(figures);
    }

    /**
     * Sums.
     *
     * @param errors of the calls, those answered with an error's status or by the gateway in the server's place
     * @param bytesIn of the bodies of requests
     * @param bytesOut of the answers
     * @param micros all calls took together
     */
    public record Figures(long calls, long errors, long bytesIn, long bytesOut, long micros) {
        static final Figures NONE = new Figures(0, 0, 0, 0, 0);

        Figures minus(Figures other) {
            return new Figures(
                    calls - other.calls,
                    errors - other.errors,
                    bytesIn - other.bytesIn,
                    bytesOut - other.bytesOut,
                    micros - other.micros);
        }

        Figures plus(Figures other) {
            return new Figures(
                    calls + other.calls,
                    errors + other.errors,
                    bytesIn + other.bytesIn,
                    bytesOut + other.bytesOut,
                    micros + other.micros);
        }
    }
}

package org.mcpcoordinator.host.confine;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What of the network a program reaches; the coordinator's {@code Way.Network} has the same. */
public enum Network {
    /** Nothing, not even a loopback. */
    @JsonProperty("none")
    NONE,
    /** A loopback of its own, which nobody else is on. */
    @JsonProperty("loopback")
    LOOPBACK,
    /** What its host reaches. */
    @JsonProperty("any")
    ANY;

    /** As fleet files have it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

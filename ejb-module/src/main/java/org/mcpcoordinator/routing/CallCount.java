package org.mcpcoordinator.routing;

import java.util.Objects;
import org.mcpcoordinator.fleet.Traffic;

/** The count of the calls at one address, as far as whoever sends calls there is concerned. */
public final class CallCount {
    private final Traffic.Calls calls;

    public CallCount(Traffic.Calls calls) {
        this.calls = Objects.requireNonNull(calls);
    }

    /** A call is sent there. */
    public void begin() {
        calls.begin();
    }

    /** One of them is over. */
    public void end() {
        calls.end();
    }

    /** How many are under way. */
    public int underWay() {
        return calls.underWay();
    }
}

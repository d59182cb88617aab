package org.mcpcoordinator.web.gateway.callers;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.CallRate;

/** The allowances of all callers, or of all servers, by name. Whoever is allowed something else from now on begins anew. */
public final class Allowances {
    /** Of names; there are fewer callers and servers than that, unless names come and go for long. */
    static final int MOST = 20_000;

    private final Map<String, Allowance> all = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    /** @param nanos the time, in nanoseconds */
    public Allowances(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** What is left to that one; null for no limit. */
    public @Nullable Allowance of(String name, CallRate rate) {
        if (rate.isNone()) {
            return null;
        }
        Allowance known = all.get(name);
        if (known != null && known.rate().equals(rate)) {
            return known;
        }
        if (known == null && all.size() >= MOST) {
            makeRoom();
        }
        return all.compute(
                name,
                (same, before) -> before != null && before.rate().equals(rate) ? before : new Allowance(rate, nanos));
    }

    /** Who rests has all that is allowed, and so has who comes anew. Only if nobody rests some get more than they should. */
    private void makeRoom() {
        all.values().removeIf(Allowance::isWhole);
        if (all.size() >= MOST) {
            all.clear();
        }
    }

    int size() {
        return all.size();
    }
}

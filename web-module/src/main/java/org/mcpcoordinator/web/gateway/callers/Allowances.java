package org.mcpcoordinator.web.gateway.callers;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

    /** Tells what was taken since it was told last: name, what is allowed, taken, under way. */
    void tell(String kind, int most, List<String> lines) {
        for (Map.Entry<String, Allowance> entry : all.entrySet()) {
            if (lines.size() >= most) {
                return;
            }
            int[] spent = entry.getValue().spent();
            if (spent != null) {
                CallRate rate = entry.getValue().rate();
                String name = URLEncoder.encode(entry.getKey(), StandardCharsets.UTF_8);
                lines.add("%s %s %d %d %d %d %d"
                        .formatted(kind, name, rate.perSecond(), rate.burst(), rate.atOnce(), spent[0], spent[1]));
            }
        }
    }

    /** Nobody else is there: what others had under way is over, as soon as they have been silent for long enough. */
    void alone() {
        all.values().forEach(Allowance::forgetSilent);
    }

    /** Takes from what is left here what another node has told; words after the kind. */
    void heard(String node, String[] words) {
        CallRate rate = new CallRate(number(words[2]), number(words[3]), number(words[4]));
        String name = URLDecoder.decode(words[1], StandardCharsets.UTF_8);
        // What is allowed here is this node's to know; the other one may have heard of a change sooner or later.
        Allowance known = all.get(name);
        Allowance allowance = known == null ? of(name, rate) : known;
        if (allowance != null) {
            allowance.charge(node, number(words[5]), number(words[6]));
        }
    }

    private static int number(String word) {
        return Integer.parseInt(word);
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

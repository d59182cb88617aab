package org.mcpcoordinator.web.gateway.callers;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Iterator;
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
    /** Whose turn it is to be told; for the thread that tells. It sees changes of what it goes through, or not. */
    private Iterator<Map.Entry<String, Allowance>> next = Collections.emptyIterator();

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

    /**
     * Tells what was taken since it was told last: name, what is allowed, taken, under way. Goes on where it stopped for want of
     * room, so that everybody has a turn.
     *
     * @param most lines there may be in the end
     * @return true if all were looked at
     */
    boolean tell(String kind, int most, List<String> lines) {
        int left = all.size();
        for (; left > 0 && lines.size() < most; left--) {
            if (!next.hasNext()) {
                next = all.entrySet().iterator();
            }
            if (next.hasNext()) {
                tell(kind, next.next(), lines);
            }
        }
        return left == 0;
    }

    private static void tell(String kind, Map.Entry<String, Allowance> entry, List<String> lines) {
        int[] spent = entry.getValue().spent();
        if (spent != null) {
            CallRate rate = entry.getValue().rate();
            String name = URLEncoder.encode(entry.getKey(), StandardCharsets.UTF_8);
            lines.add("%s %s %d %d %d %d %d"
                    .formatted(kind, name, rate.perSecond(), rate.burst(), rate.atOnce(), spent[0], spent[1]));
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

package org.mcpcoordinator.usage;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Sums of calls by caller, server and tool, in memory until they are written. Counting takes two look-ups and no lock. Who calls
 * more different things than fit is counted under {@value #OTHERS}, one caller as well as all together.
 */
@ApplicationScoped
public class Meter {
    /** Server and tool of what did not fit. */
    public static final String OTHERS = "*";

    static final int MOST = 20_000;
    static final int MOST_EACH = 2_000;
    private static final Key REST = new Key(OTHERS, OTHERS);

    /** So many turns without a call, and a place is given back: with one turn each 10 s, some ten minutes. */
    private static final int IDLE_TURNS = 60;

    private final Map<String, Map<Key, Sum>> callers = new ConcurrentHashMap<>();
    private final AtomicInteger places = new AtomicInteger();

    private record Key(String server, String tool) {}

    /** This very object, for whoever asks often: the container's proxy would be asked each time. */
    public Supplier<Meter> itself() {
        return () -> this;
    }

    /** Counts a call that is over. */
    public void count(Called call) {
        sum(call).add(call);
    }

    private Sum sum(Called call) {
        Map<Key, Sum> own = callers.get(call.caller());
        if (own == null) {
            own = callers.computeIfAbsent(call.caller(), name -> new ConcurrentHashMap<>());
        }
        Key key = new Key(call.server(), call.tool());
        Sum sum = own.get(key);
        if (sum != null) {
            return sum;
        }
        boolean fits = own.size() < MOST_EACH && places.get() < MOST;
        return own.computeIfAbsent(fits ? key : REST, fresh -> {
            places.incrementAndGet();
            return new Sum();
        });
    }

    /** How many sums there are. */
    public int size() {
        return places.get();
    }

    /**
     * What has come since it was last told; {@link Told#written} says that it need not be told again. By one thread at a time.
     */
    List<Told> news() {
        List<Told> news = new ArrayList<>();
        callers.forEach((caller, own) -> own.forEach((key, sum) -> {
            Usage.Figures figures = sum.news();
            if (figures.calls() > 0) {
                news.add(new Told(new Usage(caller, key.server, key.tool, figures), sum));
            } else if (sum.restsFor() > IDLE_TURNS && own.remove(key, sum)) {
                places.decrementAndGet();
            }
        }));
        callers.values().removeIf(Map::isEmpty);
        return news;
    }

    /**
     * One sum's news.
     *
     * @param usage what has come
     */
    record Told(Usage usage, Sum sum) {
        void written() {
            sum.written(usage.figures());
        }
    }
}

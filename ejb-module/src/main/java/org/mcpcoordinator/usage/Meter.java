package org.mcpcoordinator.usage;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Sums of calls by caller, server and tool, in memory until they are written. Counting takes two look-ups and no lock. Who calls
 * more different things than fit is counted under {@value #OTHERS}, one caller as well as all together; callers who come when
 * there is no room are {@value #OTHERS} together.
 */
@ApplicationScoped
public class Meter {
    /** Caller, server and tool of what did not fit. */
    public static final String OTHERS = "*";

    static final int MOST = 20_000;
    static final int MOST_EACH = 2_000;
    private static final Key REST = new Key(OTHERS, OTHERS);

    /** So many turns without a call, and a place is given back: with one turn each 10 s, some ten minutes. */
    private static final int IDLE_TURNS = 60;

    private final Map<String, Map<Key, Sum>> callers = new ConcurrentHashMap<>();
    private final AtomicInteger places = new AtomicInteger();

    /** Taken away in the last turn; for the thread that tells. */
    private final List<Place> gone = new ArrayList<>();

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
        Key key = new Key(call.server(), call.tool());
        Sum sum = own == null ? null : own.get(key);
        return sum == null ? place(call.caller(), key) : sum;
    }

    /** Where the map of one caller is held meanwhile: it is not thrown away just now. */
    private Sum place(String caller, Key key) {
        boolean known = callers.containsKey(caller);
        boolean room = places.get() < MOST;
        Sum[] found = new Sum[1];
        callers.compute(known || room ? caller : OTHERS, (name, before) -> {
            Map<Key, Sum> own = before == null ? new ConcurrentHashMap<>() : before;
            Key taken = own.containsKey(key) || (room && own.size() < MOST_EACH) ? key : REST;
            found[0] = own.computeIfAbsent(taken, fresh -> {
                places.incrementAndGet();
                return new Sum();
            });
            return own;
        });
        return Objects.requireNonNull(found[0]);
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
        // Whoever had one of these in hand when it was taken away has counted by now.
        gone.forEach(last -> last.tell(news));
        gone.clear();
        for (String caller : callers.keySet()) {
            callers.computeIfPresent(caller, (name, own) -> {
                own.forEach((key, sum) -> {
                    Place place = new Place(name, key, sum);
                    if (!place.tell(news) && sum.restsFor() > IDLE_TURNS && own.remove(key, sum)) {
                        places.decrementAndGet();
                        gone.add(place);
                    }
                });
                return own.isEmpty() ? null : own;
            });
        }
        return news;
    }

    private record Place(String caller, Key key, Sum sum) {
        /** False if there is nothing new. */
        boolean tell(List<Told> news) {
            Usage.Figures figures = sum.news();
            if (figures.calls() > 0) {
                news.add(new Told(new Usage(caller, key.server, key.tool, figures), sum));
            }
            return figures.calls() > 0;
        }
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

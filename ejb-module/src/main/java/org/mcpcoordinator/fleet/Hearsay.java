package org.mcpcoordinator.fleet;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cluster.Announced;
import org.mcpcoordinator.cluster.Announcements;
import org.mcpcoordinator.timer.Errand;

/**
 * What other nodes say has moved: never believed, but looked up, and told here as {@link InstanceMoved} like what moves here.
 * Whatever is heard during a look is found by one more, however much it is. After a time in which nothing could be heard the
 * whole fleet is compared with what was seen last.
 */
@ApplicationScoped
class Hearsay {
    /** Said of instances; the payload names those that moved, or {@link #ALL}. */
    static final String CHANNEL = "instances";

    private static final String ALL = "*";
    /** Whoever wants an errand from within it needs no thread. */
    private static final Executor NOW_UNDER_WAY = Runnable::run;

    private static final Pattern KEY = Pattern.compile("[^#]+#[0-9]{1,9}");

    private static final Logger LOG = Logger.getLogger(Hearsay.class);

    /** Of keys in one announcement, in characters: PostgreSQL takes less than 8,000 bytes. */
    private static final int LONGEST = 7_000;

    private final Map<InstanceKey, Instance> seen = new ConcurrentHashMap<>();
    private final Errand errand = new Errand(this::look);
    private final Set<InstanceKey> heard = new HashSet<>();
    /** What moved here while others' news are being read: read once more, for nobody knows which is newer. */
    private final Set<InstanceKey> touched = new HashSet<>();
    /** While rows are read that may move here meanwhile. */
    private boolean looking;

    /** True if all are to be looked up. */
    private boolean all;

    private boolean begun;
    private @Nullable Thread telling;

    @Inject
    Fleet fleet;

    @Inject
    Announcements announcements;

    @Inject
    Event<InstanceMoved> moved;

    @Resource
    @SuppressWarnings("NullAway.Init")
    ManagedExecutorService managed;

    /** The words of an announcement. */
    static String words(List<InstanceMoved.Move> moves) {
        String keys = moves.stream()
                .map(move -> move.any().key().toString())
                .distinct()
                .collect(Collectors.joining(" "));
        return keys.length() > LONGEST ? ALL : keys;
    }

    private static Set<InstanceKey> keys(String words) {
        return Stream.of(words.split(" "))
                // Another release may say something else.
                .filter(word -> KEY.matcher(word).matches())
                .map(word -> new InstanceKey(
                        word.substring(0, word.indexOf('#')), Integer.parseInt(word.substring(word.indexOf('#') + 1))))
                .collect(Collectors.toSet());
    }

    void on(@Observes Announced announced) {
        on(announced, managed);
    }

    void on(Announced announced, Executor aside) {
        if (announced.channel().equals(Announced.RESUMED) || announced.channel().equals(Announced.RESTORED)) {
            hear(Set.of(), true, aside);
        } else {
            announcements
                    .heardFromOthers(announced, CHANNEL)
                    .ifPresent(words -> hear(keys(words), words.equals(ALL), aside));
        }
    }

    /** What moved here is known here. */
    void on(@Observes(during = TransactionPhase.AFTER_SUCCESS) InstanceMoved here) {
        synchronized (heard) {
            if (Thread.currentThread().equals(telling)) {
                return;
            }
            here.moves().forEach(move -> {
                if (looking) {
                    touched.add(move.any().key());
                }
                remember(move);
            });
        }
    }

    private void hear(Set<InstanceKey> keys, boolean everything, Executor aside) {
        synchronized (heard) {
            heard.addAll(keys);
            all |= everything;
        }
        errand.want(aside);
    }

    private void look() {
        Set<InstanceKey> wanted;
        boolean everything;
        synchronized (heard) {
            wanted = Set.copyOf(heard);
            everything = all;
            heard.clear();
            touched.clear();
            looking = true;
            all = false;
        }
        try {
            tell(everything ? compared(fleet.released()) : compared(wanted, fleet.released(wanted)));
        } catch (RuntimeException databaseAway) {
            // With the next word; listening breaks with the database too, and when it resumes everything is compared.
            synchronized (heard) {
                heard.addAll(wanted);
                all |= everything;
            }
            LOG.warnf("What other nodes moved is looked up later: %s", databaseAway.getMessage());
        } finally {
            synchronized (heard) {
                looking = false;
                touched.clear();
            }
        }
    }

    /** The first look of all tells nothing: each room reads the fleet at its own start. */
    private List<InstanceMoved.Move> compared(Collection<Instance> all) {
        if (!begun) {
            begun = true;
            all.forEach(instance -> seen.putIfAbsent(instance.key(), instance));
            return List.of();
        }
        Set<InstanceKey> keys = new HashSet<>(seen.keySet());
        all.forEach(instance -> keys.add(instance.key()));
        return compared(keys, all);
    }

    private List<InstanceMoved.Move> compared(Set<InstanceKey> keys, Collection<Instance> there) {
        Map<InstanceKey, Instance> now = new HashMap<>();
        there.forEach(instance -> now.put(instance.key(), instance));
        List<InstanceMoved.Move> moves = new ArrayList<>();
        for (InstanceKey key : keys) {
            Instance before = seen.get(key);
            Instance after = now.get(key);
            if (!Objects.equals(before, after)) {
                moves.add(new InstanceMoved.Move(before, after));
            }
        }
        return moves;
    }

    private void tell(List<InstanceMoved.Move> moves) {
        if (moves.isEmpty()) {
            return;
        }
        synchronized (heard) {
            telling = Thread.currentThread();
            moves.forEach(this::remember);
        }
        try {
            moved.fire(new InstanceMoved(moves));
        } finally {
            synchronized (heard) {
                telling = null;
                if (moves.stream().anyMatch(move -> touched.contains(move.any().key()))) {
                    hear(touched, false, NOW_UNDER_WAY);
                }
            }
        }
    }

    private void remember(InstanceMoved.Move move) {
        if (move.after() == null) {
            seen.remove(move.any().key());
        } else {
            seen.put(move.any().key(), move.after());
        }
    }
}

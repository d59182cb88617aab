package org.mcpcoordinator.rollout;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.mcpcoordinator.cluster.Announced;
import org.mcpcoordinator.cluster.Announcements;
import org.mcpcoordinator.timer.Errand;

/**
 * Tells all nodes that a rollout has moved. On this one the event carries the rollout as its transaction leaves it; the others
 * hear its number when that has committed, and look it up. After a time in which nothing could be heard, rollouts are told here
 * that are open, or were when they were told last, or are new: whoever waits for an end hears of it, and of none twice.
 */
@ApplicationScoped
class RolloutNews {
    private static final String CHANNEL = "rollouts";
    /** Another release may say something else. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private static final Logger LOG = Logger.getLogger(RolloutNews.class);

    private final Set<Long> heard = ConcurrentHashMap.newKeySet();
    private final Errand errand = new Errand(this::look);
    /** Those that were open when they were told here last. */
    private final Set<Long> open = ConcurrentHashMap.newKeySet();

    private final AtomicLong newest = new AtomicLong();
    private final AtomicBoolean all = new AtomicBoolean();
    private boolean begun;

    @Inject
    Announcements announcements;

    @Inject
    Rollouts rollouts;

    @Inject
    Event<RolloutMoved> moved;

    @Resource
    @SuppressWarnings("NullAway.Init")
    ManagedExecutorService managed;

    /** Tells it in the transaction that moves it. */
    void tell(Rollout rollout) {
        announcements.tellOthers(CHANNEL, String.valueOf(rollout.id()));
        moved.fire(new RolloutMoved(rollout));
    }

    void on(@Observes Announced announced) {
        on(announced, managed);
    }

    void on(Announced announced, Executor aside) {
        if (announced.channel().equals(Announced.RESUMED)) {
            all.set(true);
            errand.want(aside);
            return;
        }
        announcements
                .heardFromOthers(announced, CHANNEL)
                .filter(id -> NUMBER.matcher(id).matches())
                .ifPresent(id -> {
                    heard.add(Long.valueOf(id));
                    errand.want(aside);
                });
    }

    void on(@Observes(during = TransactionPhase.AFTER_SUCCESS) RolloutMoved told) {
        remember(told.rollout());
    }

    private void look() {
        if (all.getAndSet(false)) {
            lookAtAll();
        }
        for (Long id : Set.copyOf(heard)) {
            heard.remove(id);
            try {
                rollouts.find(id).ifPresent(this::tellHere);
            } catch (RuntimeException databaseAway) {
                LOG.warnf("Rollout %d is looked at later: %s", id, databaseAway.getMessage());
            }
        }
    }

    /** The first look tells nothing: whoever needs to know reads at its own start. */
    private void lookAtAll() {
        try {
            List<Rollout> oldestFirst = new ArrayList<>(rollouts.list());
            Collections.reverse(oldestFirst);
            if (begun) {
                oldestFirst.stream().filter(this::isNews).forEach(this::tellHere);
            } else {
                oldestFirst.forEach(this::remember);
            }
            begun = true;
        } catch (RuntimeException databaseAway) {
            // Listening breaks with the database, too: when it resumes, this is done again.
            LOG.warnf("Rollouts that moved unheard are looked at later: %s", databaseAway.getMessage());
        }
    }

    private boolean isNews(Rollout rollout) {
        return rollout.state().open() || open.contains(rollout.id()) || rollout.id() > newest.get();
    }

    private void tellHere(Rollout rollout) {
        remember(rollout);
        moved.fire(new RolloutMoved(rollout));
    }

    private void remember(Rollout rollout) {
        newest.accumulateAndGet(rollout.id(), Math::max);
        if (rollout.state().open()) {
            open.add(rollout.id());
        } else {
            open.remove(rollout.id());
        }
    }
}

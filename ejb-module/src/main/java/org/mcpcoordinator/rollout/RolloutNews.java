package org.mcpcoordinator.rollout;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.mcpcoordinator.cluster.Announced;
import org.mcpcoordinator.cluster.Announcements;
import org.mcpcoordinator.timer.Errand;

/**
 * Tells all nodes that a rollout has moved. On this one the event carries the rollout as its transaction leaves it; the others
 * hear its number when that has committed, and look it up.
 */
@ApplicationScoped
class RolloutNews {
    private static final String CHANNEL = "rollouts";
    /** Another release may say something else. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private static final Logger LOG = Logger.getLogger(RolloutNews.class);

    private final Set<Long> heard = ConcurrentHashMap.newKeySet();
    private final Errand errand = new Errand(this::look);

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
        announcements
                .heardFromOthers(announced, CHANNEL)
                .filter(id -> NUMBER.matcher(id).matches())
                .ifPresent(id -> {
                    heard.add(Long.valueOf(id));
                    errand.want(aside);
                });
    }

    private void look() {
        for (Long id : Set.copyOf(heard)) {
            heard.remove(id);
            try {
                rollouts.find(id).ifPresent(rollout -> moved.fire(new RolloutMoved(rollout)));
            } catch (RuntimeException databaseAway) {
                LOG.warnf("Rollout %d is looked at later: %s", id, databaseAway.getMessage());
            }
        }
    }
}

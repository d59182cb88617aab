package org.mcpcoordinator.web.live;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.balance.Balancing;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.fleet.Counts;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.insight.FleetMirror;
import org.mcpcoordinator.rollout.Rollout;
import org.mcpcoordinator.web.wire.FleetView;
import org.mcpcoordinator.web.wire.RolloutView;
import org.mcpcoordinator.web.wire.ServerView;

/** The one feed of this node, wired to the mirror while the application runs. */
@ApplicationScoped
class LiveHub implements LiveFeed.Source {
    private static final Logger LOG = Logger.getLogger(LiveHub.class);

    @Inject
    FleetMirror mirror;

    @Inject
    Catalog catalog;

    @Inject
    Balancing balancing;

    @Inject
    Clock clock;

    @Resource
    ManagedScheduledExecutorService scheduler;

    private @Nullable LiveFeed feed;
    private Runnable unlisten = () -> {};

    @PostConstruct
    void open() {
        LiveFeed opened = new LiveFeed(this, this::later, clock);
        mirror.tell(opened);
        unlisten = balancing.balance().listen(new BalanceNews(this::later, opened::balanced)::hear);
        feed = opened;
    }

    @PreDestroy
    void end() {
        unlisten.run();
        mirror.forget(feed());
    }

    LiveFeed feed() {
        return Objects.requireNonNull(feed);
    }

    @Override
    public LiveMessage.Hello hello() {
        Collection<Instance> all = mirror.all();
        return new LiveMessage.Hello(
                all.stream().map(this::view).toList(),
                figures(all),
                mirror.newest()
                        .filter(newest -> newest.state().open())
                        .map(newest -> RolloutView.of(newest, clock.instant()))
                        .orElse(null));
    }

    @Override
    public LiveMessage.Moves moves(List<Instance> moved, Set<InstanceKey> gone) {
        return new LiveMessage.Moves(
                moved.stream().map(this::view).toList(),
                gone.stream().map(LiveMessage.GoneView::of).toList(),
                figures(mirror.all()));
    }

    @Override
    public LiveMessage.RolloutNews rollout(Rollout rollout) {
        return new LiveMessage.RolloutNews(RolloutView.of(rollout, clock.instant()));
    }

    private void later(Runnable what, Duration after) {
        ScheduledFuture<?> unused = scheduler.schedule(
                () -> {
                    try {
                        what.run();
                    } catch (RuntimeException broken) {
                        LOG.warn("The live feed could not tell its news; the next batch follows", broken);
                    }
                },
                after.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private FleetView figures(Collection<Instance> all) {
        return FleetView.of(
                mirror.newest().map(Rollout::aim).orElse(0L),
                mirror.newest().map(Rollout::fleet).orElse(""),
                catalog.layout(),
                Counts.of(all),
                mirror.mixtures());
    }

    private ServerView view(Instance instance) {
        return ServerView.of(instance, mirror.speaking(instance.host()));
    }
}

package org.mcpcoordinator.rollout;

import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.UUID;
import org.mcpcoordinator.catalog.Definitions;
import org.mcpcoordinator.catalog.TestingCatalog;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.cluster.TestingCluster;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.TestingFleet;
import org.mcpcoordinator.placement.Places;
import org.mcpcoordinator.placement.TestingPlaces;

/** All doors to the product for the length of one transaction. */
final class TestingRoom {
    final EntityManager em;
    final Fleet fleet;
    final RolloutStore store;
    final ItemStore items;
    final CountStore counts;
    final Rollouts rollouts;
    final RolloutSteps steps;
    final RolloutBook book;
    final PlanBook plans;
    final Commands commands;
    final Measurements measurements;

    TestingRoom(EntityManager em, TestingNode world) {
        this.em = em;
        fleet = TestingFleet.of(em, world.clock, world.moves, (host, port) -> world.strangers.contains(port));
        store = new RolloutStore(em);
        items = new ItemStore(em);
        counts = new CountStore(em);
        VerdictStore verdicts = new VerdictStore(em);
        Chronicle chronicle = new Chronicle(verdicts);
        Snapshots snapshots = new Snapshots(store, counts, verdicts);
        RemainsStore remains = new RemainsStore(em);
        Cluster cluster = new TestingNode.TestingCluster(world.hosts);
        Promises promises = new Promises(items, fleet, cluster);
        Endings endings = new Endings(store, snapshots, remains, fleet, promises);
        MeasuredStore measured = new MeasuredStore(em);
        MemoryBudget budget = new MemoryBudget(host -> world.use, measured, cluster, () -> world.budget);
        Definitions definitions = TestingCatalog.definitions(world.catalog);
        Places places = TestingPlaces.of(cluster, fleet, definitions, new MeasuredWeights(measured, budget));
        Planner planner = new Planner(fleet, world.catalog, places, cluster);
        measurements = new Measurements();
        measurements.store = measured;
        measurements.catalog = world.catalog;
        measurements.fleet = fleet;
        measurements.meter = host -> world.use;
        measurements.cluster = cluster;
        measurements.clock = world.clock;
        Newcomers newcomers = new Newcomers(world.catalog, measurements);
        plans = new PlanBook(new PlanStore(em), planner, measured, budget, world.catalog, world.clock);
        WayBack wayBack = new WayBack(store, items, snapshots, remains, planner, world.catalog, fleet, promises);
        RolloutNews news = new RolloutNews();
        news.announcements = new TestingCluster(em, "node-1", UUID.randomUUID()).announcements();
        news.moved = world.events;
        Register register = new Register(store, items, promises, chronicle, snapshots, budget, world.clock, news);
        Gauges gauges = new Gauges(List.copyOf(world.gauges.values()));
        book = new RolloutBook(
                store, plans, planner, snapshots, newcomers, world.catalog, fleet, cluster, register, gauges);
        Steering steering = new Steering(store, items, chronicle, wayBack, promises);
        commands = new Commands(store, steering, chronicle, endings, snapshots, world.clock, news);
        world.helm.commands = commands;
        world.helm.cluster = cluster;
        world.helm.leases = world.desk;
        world.helm.launcher = () -> world.launcher;
        world.helm.clock = world.clock;
        JobTrail trail = new JobTrail(world.new TestingAudit());
        world.helm.trail = trail;
        world.helm.ends = new JobEnds(new JobRecordStore(em));
        Failures failures = new Failures(wayBack, endings, chronicle);
        Release release = new Release(items, counts, definitions, fleet, cluster);
        steps = new RolloutSteps();
        steps.store = store;
        steps.takeover = new Takeover(store, book, commands, world.helm, trail);
        steps.endings = endings;
        steps.snapshots = snapshots;
        steps.items = items;
        steps.chronicle = chronicle;
        steps.release = release;
        steps.judge = new Judge(
                store,
                items,
                new TroubleStore(em),
                counts,
                chronicle,
                gauges,
                release,
                new Homecoming(items, definitions, release, fleet, cluster),
                failures);
        steps.slowChunks = new SlowChunks(chronicle, failures);
        steps.fence = new Fence(store, world.helm);
        steps.helm = world.helm;
        steps.clock = world.clock;
        steps.news = news;
        rollouts = new Rollouts();
        rollouts.book = book;
        rollouts.plans = plans;
        rollouts.meter = host -> world.use;
        rollouts.catalog = world.catalog;
        rollouts.cluster = cluster;
        rollouts.commands = commands;
        rollouts.store = store;
        rollouts.newcomers = newcomers;
        rollouts.recipes = new Recipes(world.packages);
        rollouts.helm = world.helm;
        rollouts.chronicle = chronicle;
        rollouts.mixtures = new Mixtures(store, definitions, fleet);
    }
}

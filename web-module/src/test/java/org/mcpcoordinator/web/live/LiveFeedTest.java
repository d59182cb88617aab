package org.mcpcoordinator.web.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.catalog.PortLayout;
import org.mcpcoordinator.fleet.Counts;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceMoved.Move;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.rollout.Rollout;
import org.mcpcoordinator.rollout.RolloutState;
import org.mcpcoordinator.rollout.Terms;
import org.mcpcoordinator.web.wire.FleetView;
import org.mcpcoordinator.web.wire.RolloutView;
import org.mcpcoordinator.web.wire.ServerView;

class LiveFeedTest {
    private final TestingTime time = new TestingTime();
    private final TestingSource source = new TestingSource();
    private final LiveFeed feed = new LiveFeed(source, time, time);
    private final TestingWire wire = new TestingWire();
    private final Outbox outbox = new Outbox(wire);

    private static Instance instance(String name, InstanceState state) {
        return new Instance(
                "sample",
                new InstanceKey(name, 0),
                "database",
                "local",
                3100,
                "",
                1,
                "hash",
                1,
                Desired.RUNNING,
                state,
                Reason.ANSWERS,
                "",
                Instant.EPOCH,
                1,
                1,
                0,
                false,
                1,
                0,
                null,
                null,
                0);
    }

    private static Move to(String name, InstanceState state) {
        return new Move(null, instance(name, state));
    }

    @Test
    void aListenerIsGreetedFirst() {
        feed.join(outbox);

        assertThat(wire.sent)
                .singleElement()
                .asString()
                .startsWith("{\"type\":\"hello\"")
                .endsWith("\"rollout\":null}");
    }

    @Test
    void theFirstNewsGoesAtOnceAndTheRestFourTimesASecond() {
        feed.join(outbox);
        wire.sent.clear();

        for (int millis = 0; millis < 1000; millis += 10) {
            feed.moved(List.of(to("server-" + millis, InstanceState.HEALTHY)));
            time.pass(Duration.ofMillis(10));
        }

        assertThat(wire.sent).hasSize(4);
    }

    @Test
    void anInstanceThatMovesTwiceIsToldOnceAsItIs() {
        feed.join(outbox);
        feed.moved(List.of(to("a", InstanceState.STARTING), to("a", InstanceState.HEALTHY)));
        time.pass(Duration.ZERO);

        assertThat(source.told).hasSize(1);
        assertThat(source.told.get(0)).extracting(Instance::state).containsExactly(InstanceState.HEALTHY);
    }

    @Test
    void whatIsGoneIsNotAlsoToldAsMoved() {
        feed.join(outbox);
        feed.moved(List.of(to("a", InstanceState.STOPPED), new Move(instance("a", InstanceState.STOPPED), null)));
        time.pass(Duration.ZERO);

        assertThat(wire.sent.get(1)).contains("\"items\":[]").contains("\"gone\":[{\"name\":\"a\",\"replica\":0}]");
    }

    @Test
    void oneEncodingServesAllListeners() {
        TestingWire other = new TestingWire();
        feed.join(outbox);
        feed.join(new Outbox(other));

        feed.moved(List.of(to("a", InstanceState.HEALTHY)));
        time.pass(Duration.ZERO);

        assertThat(wire.sent.get(1)).isSameAs(other.sent.get(1));
    }

    @Test
    void withoutListenersNothingIsGatheredAndNothingRuns() {
        feed.moved(List.of(to("a", InstanceState.HEALTHY)));
        assertThat(time.waiting()).isZero();

        feed.join(outbox);
        assertThat(feed.leave(outbox)).isTrue();
        feed.moved(List.of(to("a", InstanceState.HEALTHY)));

        assertThat(time.waiting()).isZero();
    }

    @Test
    void aRolloutsNewsComesAfterTheMovesItIsAbout() {
        feed.join(outbox);
        feed.moved(TestingSource.ROLLOUT);
        feed.moved(List.of(to("a", InstanceState.HEALTHY)));
        time.pass(Duration.ZERO);

        assertThat(wire.sent.get(1)).startsWith("{\"type\":\"moves\"");
        assertThat(wire.sent.get(2)).startsWith("{\"type\":\"rollout\"");
    }

    @Test
    void aSlowReaderIsClosedAndForgottenAndOthersGoOn() {
        TestingWire stuck = new TestingWire();
        stuck.stuck = true;
        feed.join(outbox);
        feed.join(new Outbox(stuck));

        for (int beat = 0; beat < Outbox.MOST_WAITING + 2; beat++) {
            feed.moved(List.of(to("a", InstanceState.HEALTHY)));
            time.pass(LiveFeed.BEAT);
        }

        assertThat(stuck.closed).isTrue();
        assertThat(stuck.sent).hasSize(1);
        assertThat(wire.sent).hasSize(1 + Outbox.MOST_WAITING + 2);
    }

    @Test
    void messagesToOneConnectionNeverOverlap() {
        wire.stuck = true;
        outbox.offer("one");
        outbox.offer("two");
        assertThat(wire.sent).containsExactly("one");

        wire.finish();

        assertThat(wire.sent).containsExactly("one", "two");
    }

    /** A clock that stands until it is told, and runs what is due. */
    private static final class TestingTime extends Clock implements LiveFeed.Later {
        private Instant now = Instant.parse("2026-11-21T10:00:00Z");
        private final List<Due> due = new ArrayList<>();

        private record Due(Instant at, Runnable what) {}

        @Override
        public void run(Runnable what, Duration after) {
            due.add(new Due(now.plus(after), what));
        }

        int waiting() {
            return due.size();
        }

        void pass(Duration time) {
            now = now.plus(time);
            List<Due> ready = due.stream().filter(one -> !one.at().isAfter(now)).toList();
            due.removeAll(ready);
            ready.forEach(one -> one.what().run());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private static final class TestingSource implements LiveFeed.Source {
        static final Rollout ROLLOUT = new Rollout(
                1,
                "sample",
                1,
                RolloutState.RUNNING,
                "",
                "",
                Terms.usual("quick"),
                0,
                List.of(),
                10,
                0,
                1,
                1,
                0,
                "admin",
                Instant.EPOCH,
                null,
                null);

        private final List<List<Instance>> told = new ArrayList<>();

        private static FleetView figures() {
            return FleetView.of(1, "sample", new PortLayout(3100), new Counts(List.of()), List.of());
        }

        @Override
        public LiveMessage.Hello hello() {
            return new LiveMessage.Hello(List.of(), figures(), null);
        }

        @Override
        public LiveMessage.Moves moves(List<Instance> moved, Set<InstanceKey> gone) {
            told.add(moved);
            return new LiveMessage.Moves(
                    moved.stream().map(one -> ServerView.of(one, "node-1")).toList(),
                    gone.stream().map(LiveMessage.GoneView::of).toList(),
                    figures());
        }

        @Override
        public LiveMessage.RolloutNews rollout(Rollout rollout) {
            return new LiveMessage.RolloutNews(RolloutView.of(rollout, Instant.EPOCH));
        }
    }

    private static final class TestingWire implements Outbox.Wire {
        private final List<String> sent = new ArrayList<>();
        private @Nullable Consumer<Boolean> unfinished;
        private boolean stuck;
        private boolean closed;

        @Override
        public void send(String text, Consumer<Boolean> done) {
            sent.add(text);
            if (stuck) {
                unfinished = done;
            } else {
                done.accept(true);
            }
        }

        void finish() {
            stuck = false;
            if (unfinished != null) {
                unfinished.accept(true);
            }
        }

        @Override
        public void closeSlow() {
            closed = true;
        }
    }
}

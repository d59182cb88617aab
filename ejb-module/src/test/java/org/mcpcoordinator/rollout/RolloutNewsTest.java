package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.cluster.Announced;
import org.mcpcoordinator.cluster.Announcements;
import org.mcpcoordinator.testing.TestingEvent;

/** A node that hears of rollouts, or cannot for a while; 3 had ended before it began, 4 is open. */
class RolloutNewsTest {
    private final Map<Long, Rollout> there = new TreeMap<>(Comparator.reverseOrder());
    private final TestingEvent<RolloutMoved> events = new TestingEvent<>();
    private final RolloutNews news = new RolloutNews();

    @BeforeEach
    void begin() {
        news.moved = events;
        news.announcements = new Announcements() {
            @Override
            public Optional<String> heardFromOthers(Announced announced, String channel) {
                return announced.channel().equals(channel) ? Optional.of(announced.payload()) : Optional.empty();
            }
        };
        news.rollouts = new Rollouts() {
            @Override
            public Optional<Rollout> find(long id) {
                return Optional.ofNullable(there.get(id));
            }

            @Override
            public List<Rollout> list() {
                return List.copyOf(there.values());
            }
        };
        stands(3, RolloutState.SUCCEEDED);
        stands(4, RolloutState.RUNNING);
        resumes();
    }

    @Test
    void whatThereIsAtTheBeginningIsNoNews() {
        assertThat(told()).isEmpty();
    }

    @Test
    void whatIsHeardIsLookedUpAndTold() {
        stands(4, RolloutState.PAUSED);
        hears(4);

        assertThat(told()).containsExactly("4 PAUSED");
    }

    @Test
    void whatEndedWhileNothingWasHeardIsToldOnce() {
        stands(4, RolloutState.SUCCEEDED);
        resumes();
        resumes();

        assertThat(told()).containsExactly("4 SUCCEEDED");
    }

    @Test
    void whatBeganAndEndedMeanwhileIsToldAfterWhatWasThereBefore() {
        stands(4, RolloutState.FAILED);
        stands(5, RolloutState.SUCCEEDED);
        stands(6, RolloutState.RUNNING);
        resumes();

        assertThat(told()).containsExactly("4 FAILED", "5 SUCCEEDED", "6 RUNNING");
    }

    @Test
    void anEndThatWasHeardIsNotToldAgain() {
        stands(4, RolloutState.SUCCEEDED);
        hears(4);
        resumes();

        assertThat(told()).containsExactly("4 SUCCEEDED");
    }

    @Test
    void anEndOfThisNodesOwnIsNotToldAgain() {
        stands(4, RolloutState.SUCCEEDED);
        news.on(new RolloutMoved(there.get(4L)));
        resumes();

        assertThat(told()).isEmpty();
    }

    private void stands(long id, RolloutState state) {
        there.put(
                id,
                new Rollout(
                        id,
                        "sample",
                        1,
                        state,
                        "",
                        "",
                        Terms.usual("quick"),
                        0,
                        List.of(),
                        1,
                        0,
                        0,
                        1,
                        0,
                        "anna",
                        Instant.EPOCH,
                        state.open() ? null : Instant.EPOCH,
                        null));
    }

    private void hears(long id) {
        news.on(new Announced("rollouts", String.valueOf(id)), Runnable::run);
    }

    private void resumes() {
        news.on(new Announced(Announced.RESUMED, ""), Runnable::run);
    }

    private List<String> told() {
        return events.fired().stream()
                .map(event -> event.rollout().id() + " " + event.rollout().state())
                .toList();
    }
}

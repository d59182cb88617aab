package org.mcpcoordinator.web.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.balance.BalanceEvent;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.web.wire.FleetView;
import org.mcpcoordinator.web.wire.RolloutView;
import org.mcpcoordinator.web.wire.ServerView;

/** What the feed says; the member {@code type} tells which. */
sealed interface LiveMessage {
    /** Name of the kind of message. */
    @JsonProperty
    String type();

    /**
     * The first message: everything as it is.
     *
     * @param rollout the newest one if it is open, else null
     */
    record Hello(
            String type,
            List<ServerView> servers,
            FleetView fleet,
            @JsonInclude @Nullable RolloutView rollout) implements LiveMessage {
        Hello(List<ServerView> servers, FleetView fleet, @Nullable RolloutView rollout) {
            this("hello", servers, fleet, rollout);
        }
    }

    /**
     * What has moved since the last message, each instance once, as it is now.
     *
     * @param gone instances that are no more
     * @param fleet the figures as they are now
     */
    record Moves(String type, List<ServerView> items, List<GoneView> gone, FleetView fleet) implements LiveMessage {
        Moves(List<ServerView> items, List<GoneView> gone, FleetView fleet) {
            this("moves", items, gone, fleet);
        }
    }

    /** The newest rollout, as it is now. */
    record RolloutNews(String type, RolloutView rollout) implements LiveMessage {
        RolloutNews(RolloutView rollout) {
            this("rollout", rollout);
        }
    }

    /** What callers have noticed of copies of late, the oldest first. */
    record BalanceNews(String type, List<BalanceView> items) implements LiveMessage {
        static BalanceNews of(List<BalanceEvent> events) {
            return new BalanceNews(
                    "balance", events.stream().map(BalanceView::of).toList());
        }
    }

    /**
     * Something that callers notice.
     *
     * @param replica the copy; absent if it is about all of them
     */
    record BalanceView(
            Instant at,
            String kind,
            String server,
            @Nullable Integer replica,
            String why) {
        static BalanceView of(BalanceEvent event) {
            return new BalanceView(
                    event.at(),
                    event.kind().name(),
                    event.server(),
                    event.replica() == BalanceEvent.ALL ? null : event.replica(),
                    event.why());
        }
    }

    /** An instance that is no more. */
    record GoneView(String name, int replica) {
        static GoneView of(InstanceKey key) {
            return new GoneView(key.server(), key.replica());
        }
    }
}

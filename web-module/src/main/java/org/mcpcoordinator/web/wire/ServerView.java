package org.mcpcoordinator.web.wire;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Reason;

/**
 * An instance as it goes out.
 *
 * @param name the server's name
 * @param replica 0 for the first copy
 * @param category id of its category
 * @param port on its host; 0 if it takes none
 * @param host the machine it is placed on
 * @param node the coordinator node that speaks for that host; empty if none does now
 * @param pid its process; 0 if unknown
 * @param generation counts changes of its definition
 * @param attempt how often this generation was started
 * @param desired what is wished
 * @param state what is seen
 * @param reason why it is in that state
 * @param detail one sentence for people; may be empty
 * @param since when it entered the state
 * @param endpoint its own MCP endpoint; empty while it has none
 * @param draining takes no new calls
 * @param fleet the fleet it belongs to
 * @param next its next generation, while that comes up beside it or after it has failed; absent else
 */
public record ServerView(
        String name,
        int replica,
        String category,
        int port,
        String host,
        String node,
        long pid,
        long generation,
        int attempt,
        Desired desired,
        InstanceState state,
        Reason reason,
        String detail,
        Instant since,
        String endpoint,
        boolean draining,
        String fleet,
        @Nullable NextView next) {
    /**
     * A generation that is to take the place of the one that serves.
     *
     * @param generation its number
     * @param port on the host; that of the one that serves if it is put in its place
     * @param state what is seen of it; FAILED leaves the one that serves
     * @param reason why it is in that state
     * @param detail one sentence for people; may be empty
     * @param since when it entered the state
     */
    public record NextView(
            long generation, int port, InstanceState state, Reason reason, String detail, Instant since) {
        static NextView of(Instance next) {
            return new NextView(
                    next.generation(), next.port(), next.state(), next.reason(), next.detail(), next.since());
        }
    }

    /** The instance, with the node that speaks for its host. */
    public static ServerView of(Instance instance, String node) {
        return new ServerView(
                instance.key().server(),
                instance.key().replica(),
                instance.category(),
                instance.port(),
                instance.host(),
                node,
                instance.pid(),
                instance.generation(),
                instance.attempt(),
                instance.desired(),
                instance.state(),
                instance.reason(),
                instance.detail(),
                instance.since(),
                instance.endpoint(),
                instance.draining(),
                instance.fleet(),
                instance.next().map(NextView::of).orElse(null));
    }
}

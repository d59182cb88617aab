package org.mcpcoordinator.rollout;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.fleet.InstanceKey;

/**
 * The desk of what is left of servers that have failed or gone, so that somebody who comes late still finds out why. It is
 * kept for four hours (Nomad keeps stopped allocations as long), and while a rollout has failed and nobody has acknowledged it.
 */
@Stateless
@PermitAll
public class Remains {
    /** How long what nobody has to acknowledge is kept. */
    static final Duration KEPT = Duration.ofHours(4);

    /** So long a server that is to go may take to end before it is asked for its last words all the same. */
    private static final Duration ENDS = Duration.ofSeconds(60);

    private static final int NAMED = 1_000;
    private static final int LINES = 20;
    private static final int LINE_LENGTH = 500;

    @Inject
    RemainsStore store;

    @Inject
    Clock clock;

    /** Servers that had failed when the rollout did, at most 50. */
    public List<Remnant> ofRollout(long id) {
        return store.ofRollout(id, RemainsStore.MOST);
    }

    /** What is left of a server, the newest first, at most 10. */
    public List<Remnant> ofServer(String server) {
        return store.ofServer(server, 10);
    }

    /** Those of the host whose last words nobody has asked for. */
    public List<Remnant> unheard(String host, int most) {
        return store.unheard(host, clock.instant().minus(ENDS), most);
    }

    /**
     * Its last words are known, or it is known that there are none.
     *
     * @param exitCode null if it is not known
     * @param lines the last 20 are kept, each up to 500 characters
     */
    public void heard(long id, @Nullable Integer exitCode, List<String> lines) {
        String kept = lines.stream()
                .skip(Math.max(0, lines.size() - LINES))
                .map(Remains::line)
                .reduce((one, other) -> one + "\n" + other)
                .orElse("");
        store.heard(id, exitCode, kept, clock.instant());
    }

    /** Servers of the host that a rollout failed of and nobody has acknowledged, the newest first, at most 1,000. */
    public List<InstanceKey> failed(String host) {
        return store.failed(host, NAMED);
    }

    /** Forgets what has been kept long enough; gives how many. */
    public int sweep() {
        Instant before = clock.instant().minus(KEPT);
        return store.sweep(before);
    }

    /** PostgreSQL takes no NUL, and a program may write what it likes. */
    private static String line(String line) {
        String plain = line.replaceAll("[\\p{Cntrl}&&[^\\t]]", " ");
        return plain.length() <= LINE_LENGTH ? plain : plain.substring(0, LINE_LENGTH);
    }
}

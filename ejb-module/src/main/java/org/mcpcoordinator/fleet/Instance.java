package org.mcpcoordinator.fleet;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One copy of one server on one host: what is wished for it and what is seen of it. A snapshot, not the row.
 *
 * @param fleet the fleet it belongs to
 * @param key server and replica
 * @param category id of the server's category
 * @param host name of the host it is placed on
 * @param port port on that host; 0 if the way of running takes none
 * @param endpoint where it is called, for example {@code http://127.0.0.1:3100/mcp}; {@code stdio:SERVER/REPLICA/SIDE} if
 *     it speaks stdio, {@code sse+http://...} if it speaks HTTP+SSE of 2024-11-05; empty while it has none
 * @param generation counts changes of its definition; one process per generation
 * @param definitionHash hash of the definition wished for
 * @param revision id of the revision the definition stands in
 * @param desired what is wished
 * @param state what is seen
 * @param reason why it is in that state
 * @param detail one sentence for people; may be empty
 * @param since when it entered the state
 * @param pid its process (for built-in types that of their host process); 0 if unknown
 * @param attempt how often this generation was started, as the agent counts
 * @param restarts asked-for restarts; a higher number than the agent knows means "start again"
 * @param draining takes no new calls
 * @param epoch lease epoch of the last writer
 * @param side which of the copy's two places on the host it has, 0 or 1
 * @param beside another generation of it that the host is to know of: with {@code desired} RUNNING the next one, which
 *     takes its place once it answers, with STOPPED the last one on its way out; null if there is none
 * @param idleSeconds 0 if it always runs, else after so many seconds without a call it is stopped until the next one
 * @param tries how often it was started again after ends of its own; null if never
 */
public record Instance(
        String fleet,
        InstanceKey key,
        String category,
        String host,
        int port,
        String endpoint,
        long generation,
        String definitionHash,
        long revision,
        Desired desired,
        InstanceState state,
        Reason reason,
        String detail,
        Instant since,
        long pid,
        int attempt,
        int restarts,
        boolean draining,
        long epoch,
        int side,
        @Nullable Instance beside,
        @Nullable Tries tries,
        int idleSeconds) {
    /** How endpoints of servers begin that speak stdio: the host's agent alone knows where it bridges them. */
    static final String STDIO = "stdio:";

    /** How endpoints begin of servers that speak HTTP+SSE of 2024-11-05; what follows is the address of their stream. */
    public static final String SSE = "sse+";

    public Instance {
        Objects.requireNonNull(fleet);
        Objects.requireNonNull(key);
        Objects.requireNonNull(category);
        Objects.requireNonNull(host);
        Objects.requireNonNull(endpoint);
        Objects.requireNonNull(definitionHash);
        Objects.requireNonNull(desired);
        Objects.requireNonNull(state);
        Objects.requireNonNull(reason);
        Objects.requireNonNull(detail);
        Objects.requireNonNull(since);
    }

    /**
     * What of it is on those hosts: all of it, one of its two generations, or nothing. While it moves, its generations are on
     * different hosts.
     */
    public Optional<Instance> at(Predicate<String> hosts) {
        Instance other = beside;
        boolean there = other != null && hosts.test(other.host);
        if (!hosts.test(host)) {
            return there ? Optional.ofNullable(other) : Optional.empty();
        }
        return Optional.of(other == null || there ? this : alone());
    }

    private Instance alone() {
        return new Instance(
                fleet,
                key,
                category,
                host,
                port,
                endpoint,
                generation,
                definitionHash,
                revision,
                desired,
                state,
                reason,
                detail,
                since,
                pid,
                attempt,
                restarts,
                draining,
                epoch,
                side,
                null,
                tries,
                idleSeconds);
    }

    /** True if it is started by a call and stopped when nobody calls. */
    public boolean onDemand() {
        return idleSeconds > 0;
    }

    /** True if a process of it is wished now: one that sleeps is wished, its process is not. */
    public boolean toRun() {
        return desired == Desired.RUNNING && state != InstanceState.SLEEPING;
    }

    /** One process of it is another than the next: generation, asked-for restarts and the agent's count of starts. */
    public String incarnation() {
        return generation + "." + restarts + "." + attempt;
    }

    /** Its next generation, if one is on its way or has failed. */
    public Optional<Instance> next() {
        return Optional.ofNullable(beside).filter(other -> other.desired() == Desired.RUNNING);
    }

    /** Its last generation, while that drains. */
    public Optional<Instance> last() {
        return Optional.ofNullable(beside).filter(other -> other.desired() != Desired.RUNNING);
    }

    /** True if it speaks stdio: it runs on the host like others, and takes no port. */
    public boolean speaksStdio() {
        return endpoint.startsWith(STDIO);
    }

    /** True if it speaks HTTP+SSE of 2024-11-05, and nothing newer. */
    public boolean speaksSse() {
        return endpoint.startsWith(SSE);
    }

    /** True if it is called through a bridge, whose address and secret may change. */
    public boolean isBridged() {
        return speaksStdio() || speaksSse();
    }

    /** True if calls may be sent to it. */
    public boolean routable() {
        return state == InstanceState.HEALTHY && !draining && !endpoint.isEmpty();
    }

    /** The name alone for the first copy, else name and replica. */
    public String label() {
        return key.replica() == 0 ? key.server() : key.toString();
    }
}

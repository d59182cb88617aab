package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code starts.log}: one start of one server.
 *
 * @param time when, ISO 8601
 * @param server name
 * @param replica 0 for the first copy
 * @param side of the copy, 0 or 1
 * @param generation of its definition
 * @param restarts asked-for restarts at that time
 * @param attempt counts the starts of this generation on this host, from 1 on
 * @param pid its process; for built-in types that of the serve process
 * @param ticks when that process started, see {@link ProcessId}
 * @param boot the boot it happened in
 * @param kind {@code command}, {@code stdio} or {@code builtin}: the process of the last must not be ended for one server's sake
 * @param epoch of the order
 * @param cause {@code rollout 12}, {@code crash}, {@code operator}, {@code agent-restart}, {@code reboot}
 * @param container by which the engine knows it, if it is one
 * @param relay what leads to its port, if that is in a network of its own
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Start(
        String time,
        String server,
        int replica,
        int side,
        long generation,
        int restarts,
        int attempt,
        long pid,
        long ticks,
        String boot,
        String kind,
        long epoch,
        String cause,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String container,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Relay relay) {
    /** A process of the same boot. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Relay(long pid, long ticks) {}

    @JsonIgnore
    ServerKey key() {
        return new ServerKey(server, replica, side);
    }

    @JsonIgnore
    Order.Version version() {
        return new Order.Version(generation, restarts);
    }

    /** The same start, in the process it is found in now. */
    Start in(ProcessId found) {
        return new Start(
                time,
                server,
                replica,
                side,
                generation,
                restarts,
                attempt,
                found.pid(),
                found.ticks(),
                found.boot(),
                kind,
                epoch,
                cause,
                container,
                relay);
    }

    @JsonIgnore
    ProcessId process() {
        return new ProcessId(pid, ticks, boot);
    }

    @JsonIgnore
    Optional<ProcessId> relayed() {
        return Optional.ofNullable(relay).map(each -> new ProcessId(each.pid(), each.ticks(), boot));
    }
}

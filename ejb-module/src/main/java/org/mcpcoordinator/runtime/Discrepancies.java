package org.mcpcoordinator.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.fleet.Drift;
import org.mcpcoordinator.fleet.DriftKind;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Reason;

/**
 * Finds where wish, record and what the agent sees differ. What has been so for less than five seconds is on its way and
 * no finding. Used by one thread at a time.
 */
final class Discrepancies {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Mended with the look that finds them, and never a passing state: there is no second look. */
    private static final Set<DriftKind> AT_ONCE = Set.of(DriftKind.EXTRA, DriftKind.ZOMBIE_RECORD);

    private final String host;
    private final Set<DriftKind> reportOnly;
    private final Map<Suspect, Instant> suspects = new HashMap<>();

    Discrepancies(String host, Set<DriftKind> reportOnly) {
        this.host = host;
        this.reportOnly = Set.copyOf(reportOnly);
    }

    private record Suspect(InstanceKey key, DriftKind kind) {}

    /** True if differences of that kind are mended. */
    boolean mends(DriftKind kind) {
        return !reportOnly.contains(kind);
    }

    /** What was found so far counts for nothing: each difference is on its way once more. */
    void beginAnew() {
        suspects.clear();
    }

    /**
     * Looks.
     *
     * @param wished all instances of the host
     * @param seen what the agent says, by seat
     * @param told what the agent has been told
     * @return what differs, for five seconds at least
     */
    List<Drift> look(List<Instance> wished, Map<Seat, ServerStatus> seen, Map<Seat, Order.Gist> told, Instant now) {
        Map<Suspect, String> found = new HashMap<>();
        Set<Seat> known = new HashSet<>();
        for (Instance instance : wished) {
            known.add(Seat.of(instance));
            Instance beside = instance.beside();
            if (beside != null) {
                known.add(Seat.of(beside));
            }
            if (isOurs(instance)) {
                compare(instance, seen.get(Seat.of(instance)), told.get(Seat.of(instance)), found);
            }
        }
        seen.forEach((seat, status) -> {
            if (!known.contains(seat) && status.state() != ServerStatus.State.STOPPED) {
                found.put(
                        new Suspect(seat.key(), DriftKind.EXTRA),
                        "process " + status.pid() + " runs, and nobody wishes it");
            }
        });
        suspects.keySet().retainAll(found.keySet());
        List<Drift> drifts = new ArrayList<>();
        found.forEach((suspect, detail) -> {
            Instant since = suspects.computeIfAbsent(suspect, any -> now);
            if (AT_ONCE.contains(suspect.kind()) || Duration.between(since, now).compareTo(PATIENCE) >= 0) {
                drifts.add(drift(suspect.key(), suspect.kind(), detail, since, null));
            }
        });
        return drifts;
    }

    /**
     * A difference that the agent has mended by itself: a process was gone, and another has been started. What was stopped
     * as wished was not missing.
     */
    Optional<Drift> passed(ServerStatus before, ServerStatus now, Instant at) {
        boolean again = before.version().equals(now.version())
                && before.attempt() > 0
                && before.state() != ServerStatus.State.STOPPED
                && now.state() == ServerStatus.State.RUNNING
                && now.attempt() > before.attempt();
        String gone = before.pid() == 0 ? "its process" : "process " + before.pid();
        return again
                ? Optional.of(drift(
                        now.key(),
                        DriftKind.MISSING,
                        gone + " had ended; process " + now.pid() + " was started in its place",
                        at,
                        at))
                : Optional.empty();
    }

    /** Servers of our own that are to run, and are not being moved by a rollout or a person at this moment. */
    private static boolean isOurs(Instance instance) {
        return (instance.port() != 0 || instance.speaksStdio())
                && instance.toRun()
                && instance.next().isEmpty()
                && instance.state() != InstanceState.PLANNED;
    }

    private static void compare(
            Instance instance, @Nullable ServerStatus status, Order.@Nullable Gist told, Map<Suspect, String> found) {
        if (told == null) {
            return;
        }
        if (status != null && status.reason().equals(Reason.PORT_TAKEN.name())) {
            found.put(new Suspect(instance.key(), DriftKind.WRONG_PORT), status.detail());
        } else if (status != null && status.state() == ServerStatus.State.RUNNING) {
            compareRunning(instance, status, found);
        } else if (isNowhere(status) && instance.pid() != 0) {
            found.put(
                    new Suspect(instance.key(), DriftKind.ZOMBIE_RECORD),
                    "its record names process " + instance.pid() + ", and its host's agent runs nothing of it");
        } else if (instance.state() != InstanceState.FAILED && isMissing(status)) {
            found.put(
                    new Suspect(instance.key(), DriftKind.MISSING),
                    status == null || status.detail().isEmpty()
                            ? "it is to run, and its host's agent runs nothing of it"
                            : "it is to run, and has ended: " + status.detail());
        }
    }

    /** True if the agent does not know it, or has been told to stop it: then no process can be its own. */
    private static boolean isNowhere(@Nullable ServerStatus status) {
        return status == null || status.state() == ServerStatus.State.STOPPED;
    }

    private static boolean isMissing(@Nullable ServerStatus status) {
        return status == null
                || switch (status.state()) {
                    case STOPPED, EXITED, BACKOFF -> true;
                    case STARTING, RUNNING, FAILED -> false;
                };
    }

    private static void compareRunning(Instance instance, ServerStatus status, Map<Suspect, String> found) {
        InstanceKey key = instance.key();
        ServerStatus.Version version = Order.gist(instance).version();
        if (!status.version().equals(version)) {
            found.put(
                    new Suspect(key, DriftKind.WRONG_VERSION),
                    "generation " + status.version().generation() + " runs, generation " + version.generation()
                            + " is wished");
        } else if (instance.port() != status.port() && status.port() != 0) {
            found.put(
                    new Suspect(key, DriftKind.WRONG_PORT),
                    "it runs on port " + status.port() + ", its record says " + instance.port());
        } else if (instance.pid() != 0 && instance.pid() != status.pid() && instance.attempt() == status.attempt()) {
            found.put(
                    new Suspect(key, DriftKind.ZOMBIE_RECORD),
                    "its record names process " + instance.pid() + ", it is process " + status.pid());
        }
    }

    private Drift drift(InstanceKey key, DriftKind kind, String detail, Instant at, @Nullable Instant over) {
        return new Drift(host, key, kind, Objects.requireNonNull(detail), mends(kind), at, over);
    }
}

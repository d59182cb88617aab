package org.mcpcoordinator.fleet;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cluster.Host;
import org.mcpcoordinator.cluster.Lease;

/**
 * How one generation of an instance follows another without taking it away. The next one comes up beside the one that
 * serves; when it answers, it takes the instance's row, and the last one goes on beside it until it has drained. If it
 * fails, the one that serves goes on as if nothing had been asked.
 */
final class Succession {
    private Succession() {}

    /** The row of that generation, if it is the one beside; else the row itself. */
    static InstanceRow of(InstanceRow row, long generation) {
        InstanceRow other = row.beside;
        return other != null && other.generation == generation ? other : row;
    }

    /** Each host counts its epochs by itself, and says nothing of what is placed on another one by now. */
    static boolean mayTell(InstanceRow row, Observation seen, @Nullable Lease under, long epoch) {
        if (epoch == 0) {
            return true;
        }
        InstanceRow told = of(row, seen.generation());
        boolean elsewhere = under != null && !under.name().equals(Host.lease(told.host));
        if (elsewhere || epoch < told.epoch) {
            return false;
        }
        told.epoch = epoch;
        return true;
    }

    /** Applies one observation to the generation it speaks of. */
    static void see(InstanceRow row, Observation seen, Instant now) {
        InstanceRow other = row.beside;
        if (other == null || seen.generation() != other.generation) {
            StateMachine.see(row, seen, now);
            return;
        }
        StateMachine.see(other, seen, now);
        if (other.desired == Desired.RUNNING && other.state == InstanceState.HEALTHY) {
            promote(row, other, now);
        } else if (other.desired != Desired.RUNNING && other.state == InstanceState.STOPPED) {
            row.beside = null;
        }
    }

    /** The next generation takes the row; the last one is to drain and go, unless nothing of its own is left. */
    private static void promote(InstanceRow row, InstanceRow next, Instant now) {
        boolean swapped = next.side == row.side;
        InstanceRow last = another(row, row.generation);
        become(row, next);
        row.move(InstanceState.HEALTHY, Reason.ANSWERS, "", now);
        row.since = now;
        boolean nothingToStop = swapped || last.remote;
        row.beside = nothingToStop ? null : last;
        if (!nothingToStop) {
            retire(last, now);
        }
    }

    /** No longer wanted beside the row: gone at once if nothing runs of it, else to be stopped. */
    static void dismiss(InstanceRow row, Instant now) {
        InstanceRow other = row.beside;
        if (other == null || other.desired != Desired.RUNNING) {
            return;
        }
        boolean nothingRuns = other.held || other.remote || other.side == row.side;
        if (nothingRuns) {
            row.beside = null;
        } else {
            retire(other, now);
        }
    }

    /** The next generation gives up waiting to be held back: it is started, or, where there is room for one only, follows. */
    static void letGo(InstanceRow row, Instant now) {
        InstanceRow next = Objects.requireNonNull(row.beside);
        next.held = false;
        boolean follows = next.side == row.side && !next.way.equals("builtin");
        if (follows) {
            become(row, next);
            row.beside = null;
            row.forgetProcess();
            row.begin(now);
            row.since = now;
        } else {
            next.begin(now);
            next.since = now;
        }
    }

    /** The highest number any generation of the row has. */
    static long newest(InstanceRow row) {
        return row.beside == null ? row.generation : Math.max(row.generation, row.beside.generation);
    }

    /** A row for the table {@code beside} that is like this one, with another number. */
    static InstanceRow another(InstanceRow row, long number) {
        InstanceRow other = InstanceRow.of(row.key());
        other.fleet = row.fleet;
        other.host = row.host;
        other.epoch = row.epoch;
        other.restarts = row.restarts;
        other.desired = row.desired;
        other.move(row.state, row.reason, row.detail, row.since);
        other.since = row.since;
        other.pid = row.pid;
        other.attempt = row.attempt;
        take(other, row);
        other.generation = number;
        return other;
    }

    /** The row goes on as that generation. */
    static void become(InstanceRow row, InstanceRow next) {
        take(row, next);
        if (!row.host.equals(next.host)) {
            row.host = next.host;
            row.epoch = next.epoch;
        }
        row.retries.forget();
        row.restarts = next.restarts;
        row.pid = next.pid;
        row.attempt = next.attempt;
        row.draining = false;
    }

    /** What distinguishes one generation from another. */
    static void take(InstanceRow row, InstanceRow from) {
        row.generation = from.generation;
        row.definitionHash = from.definitionHash;
        row.revision = from.revision;
        row.category = from.category;
        row.way = from.way;
        row.remote = from.remote;
        row.deadlineMillis = from.deadlineMillis;
        row.idleSeconds = from.idleSeconds;
        row.port = from.port;
        row.endpoint = from.endpoint;
        row.side = from.side;
    }

    private static void retire(InstanceRow other, Instant now) {
        other.desired = Desired.STOPPED;
        other.held = false;
        other.move(InstanceState.STOPPING, Reason.WISHED, "another generation serves in its place", now);
        other.since = now;
    }
}

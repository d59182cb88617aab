package org.mcpcoordinator.fleet;

import java.time.Instant;
import java.util.OptionalInt;

/** What becomes of a row whose host is dead, or is to be emptied. */
final class Evacuation {
    private Evacuation() {}

    /** Nothing runs at {@code from} any more, as far as anybody can know: it is another generation from here on, elsewhere. */
    static void lose(InstanceRow row, Relocation relocation, PortBook book, Instant now) {
        InstanceRow other = row.beside;
        if (!row.host.equals(relocation.from())) {
            // It serves elsewhere; what was beside it is lost, whatever it was to become.
            row.beside = null;
            return;
        }
        row.beside = null;
        if (other != null && isWished(other) && !other.host.equals(row.host)) {
            Succession.become(row, other);
            row.move(other.state, other.reason, other.detail, now);
            return;
        }
        if (other != null) {
            long newest = Math.max(row.generation, other.generation);
            if (isWished(other)) {
                Succession.take(row, other);
            }
            row.generation = newest;
        }
        settle(row, relocation, book, now);
    }

    private static boolean isWished(InstanceRow next) {
        return next.desired == Desired.RUNNING && next.state != InstanceState.FAILED;
    }

    /** True for the same beside, come up elsewhere in vain; an update that failed is for whoever wished it. */
    private static boolean hasFailed(InstanceRow row, InstanceRow next) {
        return next.desired == Desired.RUNNING
                && next.state == InstanceState.FAILED
                && next.definitionHash.equals(row.definitionHash);
    }

    private static boolean runs(InstanceRow row) {
        return row.desired == Desired.RUNNING
                && !row.held
                && !row.remote
                && row.state != InstanceState.SLEEPING
                && row.state != InstanceState.FAILED;
    }

    /** It goes on where it is until the same answers elsewhere. What does not run is simply placed elsewhere. */
    static void accompany(InstanceRow row, Relocation relocation, PortBook book, Instant now) {
        if (row.beside != null || row.desired == Desired.REMOVED) {
            if (row.beside != null && hasFailed(row, row.beside)) {
                // It goes first; whoever empties the host asks again when it has gone.
                Succession.dismiss(row, now);
            }
            return;
        }
        if (!runs(row)) {
            if (row.state != InstanceState.STOPPING) {
                settle(row, relocation, book, now);
            }
            return;
        }
        InstanceRow next = Succession.another(row, row.generation + 1);
        next.host = relocation.to();
        next.epoch = 0;
        next.side = 1 - row.side;
        next.forgetProcess();
        if (row.port != 0) {
            OptionalInt port = Relocator.port(row, book);
            if (port.isEmpty()) {
                return;
            }
            next.correct(port.getAsInt());
        }
        if (next.endpoint.startsWith(Instance.STDIO)) {
            next.endpoint = Instance.STDIO + row.server + "/" + row.replica + "/" + next.side;
        }
        next.move(InstanceState.PLANNED, Reason.WISHED, relocation.why(), now);
        next.since = now;
        row.beside = next;
    }

    private static void settle(InstanceRow row, Relocation relocation, PortBook book, Instant now) {
        row.host = relocation.to();
        row.epoch = 0;
        if (row.remote) {
            // Nothing of ours runs of it: whoever asks it now is another, and it is the same.
            return;
        }
        row.generation++;
        row.forgetProcess();
        row.retries.forget();
        if (row.desired == Desired.REMOVED || row.state == InstanceState.STOPPING) {
            row.move(InstanceState.STOPPED, row.reason, relocation.why(), now);
        }
        if (row.desired == Desired.REMOVED || !seated(row, book, now)) {
            return;
        }
        boolean begins = row.desired == Desired.RUNNING
                && row.state != InstanceState.SLEEPING
                && row.state != InstanceState.QUARANTINED;
        if (begins) {
            row.move(InstanceState.PLANNED, Reason.WISHED, relocation.why(), now);
            row.since = now;
        }
    }

    /** False if it has no port now, and needs one. */
    private static boolean seated(InstanceRow row, PortBook book, Instant now) {
        if (row.port == 0) {
            return true;
        }
        OptionalInt port = Relocator.port(row, book);
        if (port.isEmpty()) {
            row.seatless("no port is free on host " + row.host + " in the range of " + row.category, now);
            return false;
        }
        row.correct(port.getAsInt());
        return true;
    }
}

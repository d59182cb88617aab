package org.mcpcoordinator.fleet;

import java.time.Instant;
import java.util.Objects;
import java.util.OptionalInt;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.Way;

/**
 * How a server that serves gets another definition. A built-in one is swapped inside its process, on its port. Anything
 * else comes up beside the one that serves, on a free port of its category or of the reserve: ports that are left are
 * the first to be taken again, so that the reserve never shrinks; what was parked on the reserve comes home as soon as its
 * category has a port. Where a program must not run twice ({@code surge: 0}),
 * or no port is free, one process follows the other on the same port, and the gateway holds the calls meanwhile.
 */
final class Updates {
    private Updates() {}

    /** True if the wish is fulfilled already, or being fulfilled: nothing to write. */
    static boolean fulfilled(InstanceRow row, Wish wish, PortBook book) {
        InstanceRow next = row.beside;
        boolean changing = next != null && next.desired == Desired.RUNNING && row.serves();
        return as(changing ? Objects.requireNonNull(next) : row, wish, book);
    }

    /** True if it serves on the reserve, nothing else is under way, and its category has a port of its own by now. */
    static boolean canComeHome(InstanceRow row, Wish wish, PortBook book) {
        return row.serves()
                && row.beside == null
                && row.fleet.equals(wish.fleet())
                && row.host.equals(wish.host())
                && book.inReserve(row.port)
                && book.hasOwn(wish.definition().category());
    }

    /** True if the generation is what is wished, on a port it may have. */
    private static boolean as(InstanceRow row, Wish wish, PortBook book) {
        return row.fulfils(wish)
                && (row.port == 0 || book.fits(wish.definition().category(), row.port));
    }

    /**
     * Writes the next generation beside the row, held back until it is let go.
     *
     * @param home true if it is to have another port although the one it has would do
     */
    static void prepare(InstanceRow row, Wish wish, PortBook book, boolean home, Instant now) {
        if (!home && as(row, wish, book) && goesOn(row, book, now)) {
            row.revision = wish.revision();
            return;
        }
        InstanceRow before = row.beside;
        long number = Succession.newest(row) + 1;
        boolean here = before != null && before.host.equals(row.host) && before.port != row.port;
        int freed = before != null && here ? before.port : 0;
        if (freed != 0) {
            book.giveBack(freed);
        }
        InstanceRow next = Succession.another(row, number);
        next.wish(wish, now);
        next.generation = number;
        next.held = true;
        seat(next, row, wish.definition(), book, freed);
        row.beside = next;
    }

    /** It is as wished already: what is beside it is not wanted any more. False if a swap under way cannot be called back. */
    private static boolean goesOn(InstanceRow row, PortBook book, Instant now) {
        InstanceRow before = row.beside;
        if (before == null || before.held || before.state == InstanceState.FAILED) {
            leave(row, book);
            return true;
        }
        if (before.side == row.side && before.desired == Desired.RUNNING) {
            return false;
        }
        Succession.dismiss(row, now);
        return true;
    }

    private static void leave(InstanceRow row, PortBook book) {
        if (row.beside != null && row.beside.host.equals(row.host) && row.beside.port != row.port) {
            book.giveBack(row.beside.port);
        }
        row.beside = null;
    }

    private static void seat(InstanceRow next, InstanceRow row, ServerDefinition definition, PortBook book, int freed) {
        Way way = definition.way();
        boolean fits = row.port != 0 && book.fits(definition.category(), row.port);
        OptionalInt home = home(row, definition, book, fits);
        if (home.isPresent()) {
            next.side = sideOfAnotherPort(row, definition);
            next.seat(home.getAsInt(), way);
            return;
        }
        if (fits && staysOnItsSide(row, definition)) {
            next.seat(row.port, way);
            return;
        }
        next.side = sideOfAnotherPort(row, definition);
        if (!way.takesPort()) {
            next.seat(0, way);
            return;
        }
        besideIfThereIsRoom(next, row, definition, book.take(definition.category(), freed), fits);
    }

    private static void besideIfThereIsRoom(
            InstanceRow next, InstanceRow row, ServerDefinition definition, OptionalInt port, boolean fits) {
        Way way = definition.way();
        if (port.isPresent()) {
            next.seat(port.getAsInt(), way);
        } else if (fits && way instanceof Way.Program) {
            next.side = row.side;
            next.seat(row.port, way);
        } else {
            next.held = false;
            next.seat(0, way);
            next.move(
                    InstanceState.FAILED,
                    Reason.PORT_EXHAUSTED,
                    "no port is free in the range of " + definition.category().id() + " nor in the reserve",
                    next.since);
        }
    }

    /** A port of its own category for what is parked on the reserve, if there is one by now. */
    private static OptionalInt home(InstanceRow row, ServerDefinition definition, PortBook book, boolean fits) {
        return fits && book.inReserve(row.port) ? book.takeOwn(definition.category()) : OptionalInt.empty();
    }

    private static boolean staysOnItsSide(InstanceRow row, ServerDefinition definition) {
        return runsAlone(definition) || swaps(row, definition);
    }

    /** What must not run twice follows itself on another port, too. */
    private static int sideOfAnotherPort(InstanceRow row, ServerDefinition definition) {
        return runsAlone(definition) && row.way.equals("command") ? row.side : 1 - row.side;
    }

    private static boolean runsAlone(ServerDefinition definition) {
        return definition.way() instanceof Way.Program && definition.surge() == 0;
    }

    private static boolean swaps(InstanceRow row, ServerDefinition definition) {
        return row.way.equals("builtin")
                && definition.way() instanceof Way.Builtin
                && row.category.equals(definition.category().id());
    }
}

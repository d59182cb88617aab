package org.mcpcoordinator.fleet;

import java.util.HashSet;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.PortLayout;

/**
 * Hands out the ports of one host: the promised one if it is free, else the lowest free one of the category, else the
 * lowest free one of the reserve. Ports of strangers are passed over and remembered. Not safe for several threads.
 */
public final class PortBook {
    private final PortLayout layout;
    private final Set<Integer> taken;
    private final IntPredicate stranger;
    private final Set<Integer> strangers = new TreeSet<>();

    /**
     * Opens the book.
     *
     * @param layout which ports belong to which category
     * @param taken ports reserved already
     * @param stranger tells whether a program that is none of ours holds a port; asked only for ports about to be given
     */
    public PortBook(PortLayout layout, Set<Integer> taken, IntPredicate stranger) {
        this.layout = Objects.requireNonNull(layout);
        this.taken = new HashSet<>(taken);
        this.stranger = Objects.requireNonNull(stranger);
    }

    /**
     * Reserves a port.
     *
     * @param promised wanted first, if it belongs to the category or the reserve; 0 for none
     * @return empty if category and reserve are used up
     */
    public OptionalInt take(Category category, int promised) {
        if (fits(category, promised) && free(promised)) {
            return given(promised);
        }
        OptionalInt own = lowest(layout.first(category));
        return own.isPresent() ? own : lowest(layout.reserveFirst());
    }

    /** Reserves the lowest free port of the category's own range; empty if there is none. */
    public OptionalInt takeOwn(Category category) {
        return lowest(layout.first(category));
    }

    /** True if the category's own range has a free port. */
    public boolean hasOwn(Category category) {
        OptionalInt own = takeOwn(category);
        own.ifPresent(this::giveBack);
        return own.isPresent();
    }

    /** How many ports of the category's own range are reserved for nobody. */
    public int freeOwn(Category category) {
        return unreserved(layout.first(category));
    }

    /** How many ports of the reserve are reserved for nobody. */
    public int freeReserve() {
        return unreserved(layout.reserveFirst());
    }

    /** True if the port lies in the category's own range. */
    public boolean isOwn(Category category, int port) {
        return inRange(layout.first(category), port);
    }

    /** Gives a port back. */
    public void giveBack(int port) {
        taken.remove(port);
    }

    /** True if the port lies in the category's range or in the reserve. */
    public boolean fits(Category category, int port) {
        return isOwn(category, port) || inReserve(port);
    }

    /** True if the port lies in the reserve. */
    public boolean inReserve(int port) {
        return inRange(layout.reserveFirst(), port);
    }

    int reserveFirst() {
        return layout.reserveFirst();
    }

    int reserveLast() {
        return layout.reserveFirst() + PortLayout.WIDTH - 1;
    }

    /** Ports passed over because strangers hold them, ascending. */
    public Set<Integer> strangers() {
        return Set.copyOf(strangers);
    }

    private int unreserved(int first) {
        return PortLayout.WIDTH
                - (int) taken.stream().filter(port -> inRange(first, port)).count();
    }

    private OptionalInt lowest(int first) {
        for (int port = first; port < first + PortLayout.WIDTH; port++) {
            if (free(port)) {
                return given(port);
            }
        }
        return OptionalInt.empty();
    }

    private OptionalInt given(int port) {
        taken.add(port);
        return OptionalInt.of(port);
    }

    private boolean free(int port) {
        if (taken.contains(port) || strangers.contains(port)) {
            return false;
        }
        if (stranger.test(port)) {
            strangers.add(port);
            return false;
        }
        return true;
    }

    private static boolean inRange(int first, int port) {
        return port >= first && port < first + PortLayout.WIDTH;
    }
}

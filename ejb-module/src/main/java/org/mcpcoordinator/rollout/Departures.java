package org.mcpcoordinator.rollout;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.PortBook;

/**
 * Ports that are held now and will soon be free: of servers that are on their way to another port, drain or go. Whoever
 * wants into a full range waits for them. Used by one thread, for one look.
 */
final class Departures {
    private final PortBook book;
    private final List<Integer> leaving;

    private Departures(PortBook book, List<Integer> leaving) {
        this.book = book;
        this.leaving = leaving;
    }

    static Departures of(Collection<Instance> instances, PortBook book) {
        return new Departures(
                book,
                new ArrayList<>(instances.stream().flatMap(Departures::leaving).toList()));
    }

    private static Stream<Integer> leaving(Instance instance) {
        boolean moves = instance.next()
                .filter(next -> next.state() != InstanceState.FAILED && next.port() != instance.port())
                .isPresent();
        boolean leaves = moves || instance.desired() == Desired.REMOVED;
        return Stream.concat(
                leaves ? Stream.of(instance.port()) : Stream.empty(), instance.last().map(Instance::port).stream());
    }

    /** One more is on its way: the port it has now will be free. */
    void add(@Nullable Instance instance) {
        if (instance != null) {
            leaving.add(instance.port());
        }
    }

    /** True if a port of the category's own range will be free without anybody else's doing. */
    boolean from(Category category) {
        return leaving.stream().anyMatch(port -> book.isOwn(category, port));
    }
}

package org.mcpcoordinator.rollout;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.PortBook;

/**
 * In which order servers change their ports: who leaves a full range goes before who comes into it. Where they wait for
 * each other in a circle, the first of them is parked on the reserve, and comes home when the others have gone.
 *
 * @param order all of them
 * @param ports where each ends; absent where no port is left
 * @param parked those that wait on the reserve in between
 */
record Moves(List<Difference.Step> order, Map<InstanceKey, Integer> ports, List<InstanceKey> parked) {
    Moves {
        order = List.copyOf(order);
        ports = Map.copyOf(ports);
        parked = List.copyOf(parked);
    }

    /** Works it out with the ports as they are in the book, which it changes to what they will be. */
    static Moves of(List<Difference.Step> movers, PortBook book) {
        Map<Category, Deque<Integer>> waiting = new TreeMap<>();
        for (int i = 0; i < movers.size(); i++) {
            waiting.computeIfAbsent(movers.get(i).definition().category(), any -> new ArrayDeque<>())
                    .add(i);
        }
        List<Difference.Step> order = new ArrayList<>();
        Map<InstanceKey, Integer> ports = new HashMap<>();
        List<Difference.Step> parked = new ArrayList<>();
        while (order.size() < movers.size()) {
            Optional<Category> room = first(waiting, book);
            Category category = room.orElseGet(() -> longestWaiting(waiting));
            Difference.Step step =
                    movers.get(Objects.requireNonNull(waiting.get(category)).remove());
            OptionalInt port = book.take(category, 0);
            port.ifPresent(given -> ports.put(step.key(), given));
            if (room.isEmpty() && port.isPresent()) {
                parked.add(step);
            }
            book.giveBack(step.port());
            order.add(step);
        }
        for (Difference.Step step : parked) {
            comeHome(step, ports, book);
        }
        return new Moves(order, ports, parked.stream().map(Difference.Step::key).toList());
    }

    /** The category with room whose first server comes first. */
    private static Optional<Category> first(Map<Category, Deque<Integer>> waiting, PortBook book) {
        return waiting.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .sorted(Comparator.comparing(entry -> entry.getValue().element()))
                .map(Map.Entry::getKey)
                .filter(book::hasOwn)
                .findFirst();
    }

    private static Category longestWaiting(Map<Category, Deque<Integer>> waiting) {
        return waiting.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .min(Comparator.comparing(entry -> entry.getValue().element()))
                .map(Map.Entry::getKey)
                .orElseThrow();
    }

    private static void comeHome(Difference.Step step, Map<InstanceKey, Integer> ports, PortBook book) {
        int reserved = Objects.requireNonNull(ports.get(step.key()));
        book.takeOwn(step.definition().category()).ifPresent(home -> {
            book.giveBack(reserved);
            ports.put(step.key(), home);
        });
    }
}

package org.mcpcoordinator.rollout;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.PortBook;

/** The port books of the hosts a plan is about, each opened when it is needed, and what is to be warned of in each. */
final class Books {
    private final Function<String, PortBook> reader;
    private final BiFunction<String, Integer, Optional<String>> strangers;
    private final Map<String, PortBook> books = new TreeMap<>();
    private final Map<String, PlanWarnings> warnings = new TreeMap<>();

    /** Begins; {@code strangers} knows which program of somebody else's listens on a port of a host. */
    Books(Function<String, PortBook> reader, BiFunction<String, Integer, Optional<String>> strangers) {
        this.reader = reader;
        this.strangers = strangers;
    }

    PortBook at(String host) {
        return books.computeIfAbsent(host, reader);
    }

    PlanWarnings warnings(String host) {
        return warnings.computeIfAbsent(host, name -> new PlanWarnings(at(name), port -> strangers.apply(name, port)));
    }

    /**
     * All of them, as sentences.
     *
     * @param parked those that wait on the reserve for others to go
     * @param several true if it is to be said of which host they speak
     */
    List<String> warnings(Collection<InstanceKey> parked, Map<InstanceKey, String> hosts, boolean several) {
        List<String> sentences = new ArrayList<>();
        books.keySet().forEach(host -> {
            List<InstanceKey> waiting = parked.stream()
                    .filter(key -> Objects.requireNonNull(hosts.get(key)).equals(host))
                    .toList();
            warnings(host)
                    .of(waiting)
                    .forEach(sentence -> sentences.add(several ? "host " + host + ": " + sentence : sentence));
        });
        return sentences;
    }
}

package org.mcpcoordinator.host.confine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Networks of programs' own. In a new one there is nothing but a loopback that is down. Each lies in a namespace of users of
 * its own: what is in it has no rights outside, root's programs no more than others. So it can neither go back nor look into
 * a process that is outside.
 */
final class Networks {
    private static final Path OURS = Path.of("/proc/self/ns/net");
    private static final List<String> WHERE = List.of("readlink", OURS.toString());
    private static final List<String> NEW = List.of("--map-current-user", "--net");
    private static final String OWN_USERS = "--map-current-user";

    private final List<String> user;
    private final List<String> closed;
    private final List<String> keeper;
    private final List<String> enter;
    private final List<String> apart;
    private final @Nullable Relays relays;

    private Networks(
            List<String> user,
            List<String> closed,
            List<String> keeper,
            List<String> enter,
            List<String> apart,
            @Nullable Relays relays) {
        this.user = List.copyOf(user);
        this.closed = List.copyOf(closed);
        this.keeper = List.copyOf(keeper);
        this.enter = List.copyOf(enter);
        this.apart = List.copyOf(apart);
        this.relays = relays;
    }

    private Networks(List<String> user, List<String> closed) {
        this(user, closed, List.of(), List.of(), List.of(), null);
    }

    /** @param user words that make programs whose they are to be */
    static Networks find(Tools tools, List<String> user) {
        Optional<String> unshare = tools.find("unshare");
        List<String> closed = unshare.map(tool -> joined(List.of(tool), NEW)).orElse(List.of());
        if (closed.isEmpty() || !elsewhere(tools.says(joined(user, closed), WHERE))) {
            return new Networks(user, List.of());
        }
        Optional<String> ip = tools.find("ip");
        Optional<String> nsenter = tools.find("nsenter");
        if (ip.isEmpty() || nsenter.isEmpty()) {
            return new Networks(user, closed);
        }
        // Its rights in there are kept, for ip needs them to bring the loopback up.
        List<String> keeper = joined(joined(user, closed), List.of("--keep-caps", ip.get(), "-batch", "-"));
        List<String> enter = List.of(nsenter.get(), "--user", "--net", "--preserve-credentials", "--target");
        // Who leads in holds a socket of the host's network: a program beside it could trace it, and take that.
        List<String> apart = List.of(closed.get(0), OWN_USERS);
        Networks all = new Networks(
                user,
                closed,
                keeper,
                enter,
                apart,
                Relays.find(tools, user, enter, List.of()).orElse(null));
        return all.thatWork(tools);
    }

    /** As much of this as is found to work. */
    private Networks thatWork(Tools tools) {
        try (Loopback tried = Loopback.open(keeper)) {
            if (!elsewhere(tools.says(entering(tried.pid()), WHERE))) {
                return new Networks(user, closed);
            }
            return leads(tools, tried) ? this : new Networks(user, closed, keeper, enter, apart, null);
        } catch (IOException cannot) {
            return new Networks(user, closed);
        }
    }

    private boolean leads(Tools tools, Loopback tried) {
        if (relays == null) {
            return false;
        }
        try {
            Process relay = relays.open(tried.pid(), Relays.anywhere());
            try {
                return elsewhere(tools.says(joined(entering(relay.pid()), apart), WHERE));
            } finally {
                relay.destroyForcibly();
            }
        } catch (IOException cannot) {
            return false;
        }
    }

    /** True if that is the name of a network, and of another than ours. */
    private static boolean elsewhere(String said) {
        try {
            return said.startsWith("net:[")
                    && !said.equals(Files.readSymbolicLink(OURS).toString());
        } catch (IOException unreadable) {
            return false;
        }
    }

    boolean enforce(Network network) {
        return switch (network) {
            case NONE -> !closed.isEmpty();
            case LOOPBACK -> !enter.isEmpty();
            case ANY -> true;
        };
    }

    /** True if programs that listen on a port can be held to that: one without a loopback has nothing to listen on. */
    boolean enforceOnPort(Network network) {
        return network == Network.ANY || (network == Network.LOOPBACK && relays != null);
    }

    /** The word for what is enforced, as {@link Confines#means} has it. */
    String means() {
        if (enforceOnPort(Network.LOOPBACK)) {
            return "namespace";
        }
        if (enforce(Network.LOOPBACK)) {
            return "pipes";
        }
        return enforce(Network.NONE) ? "closed" : "none";
    }

    /** Whose programs are to be, and in such a network; for one that is enforced, and not {@code any}. */
    Cell cell(Network network) throws IOException {
        if (network == Network.NONE) {
            return new Cell(joined(user, closed), Optional.empty(), () -> {});
        }
        Loopback own = Loopback.open(keeper);
        return new Cell(entering(own.pid()), Optional.empty(), own::close);
    }

    /** The same with a loopback that is reached from outside, in a namespace of users other than its relay's. */
    Cell cell(Inlet inlet) throws IOException {
        // The relay keeps the network from here on, and lives longer than its program.
        try (Loopback own = Loopback.open(keeper)) {
            Process relay = Objects.requireNonNull(relays).open(own.pid(), inlet);
            return new Cell(joined(entering(relay.pid()), apart), Optional.of(relay), () -> {});
        }
    }

    /** Words that lead into the network of that process. */
    private List<String> entering(long pid) {
        return joined(user, joined(enter, List.of(Long.toString(pid))));
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}

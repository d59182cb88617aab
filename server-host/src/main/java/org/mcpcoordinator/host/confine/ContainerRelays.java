package org.mcpcoordinator.host.confine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ways into networks of containers, which the engine has made and which are there as soon as a container runs. What leads there
 * stays outside of all else that is a container's: among its processes nobody can name it. It needs rights to go in, and
 * none afterwards.
 */
final class ContainerRelays {
    private static final Path USERS = Path.of("/proc/self/ns/user");
    private static final List<String> TARGET = List.of("--preserve-credentials", "--target");

    /** Nobody of this host: a relay of root's is his. */
    private static final String NOBODY = "65534";

    private static final List<String> NO_RIGHTS = List.of("--no-new-privs", "--inh-caps=-all", "--bounding-set=-all");

    private final Relays beside;
    private final Relays below;

    private ContainerRelays(Relays beside, Relays below) {
        this.beside = beside;
        this.below = below;
    }

    /**
     * Those of this host; empty if it has not what they take, or that does not work.
     *
     * @param user words that make processes those of whom containers belong to
     * @param root true if that is root
     */
    static Optional<ContainerRelays> find(Tools tools, List<String> user, boolean root) {
        Optional<String> nsenter = tools.find("nsenter");
        Optional<String> setpriv = tools.find("setpriv");
        if (nsenter.isEmpty() || setpriv.isEmpty()) {
            return Optional.empty();
        }
        List<String> less = new ArrayList<>(List.of(setpriv.get()));
        less.addAll(NO_RIGHTS);
        List<String> nobody = new ArrayList<>(less);
        nobody.addAll(List.of("--clear-groups", "--reuid", NOBODY, "--regid", NOBODY));
        Optional<Relays> beside = Relays.find(tools, user, entering(nsenter.get(), "--net"), nobody);
        Optional<Relays> below = Relays.find(tools, user, entering(nsenter.get(), "--user", "--net"), less);
        return beside.isEmpty() || below.isEmpty()
                ? Optional.empty()
                : Optional.of(new ContainerRelays(beside.get(), below.get()))
                        .filter(all -> all.lead(tools, user, root));
    }

    private static List<String> entering(String nsenter, String... what) {
        List<String> words = new ArrayList<>(List.of(nsenter));
        words.addAll(List.of(what));
        words.addAll(TARGET);
        return words;
    }

    /** Tries it in a network as an engine makes them: root's in root's own namespace of users, others' in another. */
    private boolean lead(Tools tools, List<String> user, boolean root) {
        List<String> keeper = new ArrayList<>(user);
        Optional<String> unshare = tools.find("unshare");
        Optional<String> ip = tools.find("ip");
        if (unshare.isEmpty() || ip.isEmpty()) {
            return false;
        }
        keeper.add(unshare.get());
        keeper.addAll(root ? List.of("--net") : List.of("--map-root-user", "--net"));
        keeper.addAll(List.of(ip.get(), "-batch", "-"));
        try (Loopback tried = Loopback.open(keeper)) {
            open(tried.pid(), Relays.anywhere()).destroyForcibly();
            return true;
        } catch (IOException cannot) {
            return false;
        }
    }

    /** Makes one into the network of that process. */
    Process open(long pid, Inlet inlet) throws IOException {
        if (Loopback.networkOf(pid)
                .equals(Loopback.networkOf(ProcessHandle.current().pid()))) {
            throw new IOException("it has no network of its own");
        }
        Path users = Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/user"));
        return (users.equals(Files.readSymbolicLink(USERS)) ? beside : below).open(pid, inlet);
    }
}

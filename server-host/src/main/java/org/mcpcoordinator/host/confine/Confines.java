package org.mcpcoordinator.host.confine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How programs are confined on this host. What it allows is found once, by trying it with a program that does nothing:
 * whether a kernel, a container or a policy allows something is not to be read anywhere.
 */
public final class Confines {
    /** The kernel counts processes for each user, and anew in each namespace of users: so that each server has its own count. */
    private static final String OWN_COUNT = "--map-current-user";

    private final List<String> user;
    private final List<String> count;
    private final Networks networks;
    private final Optional<ContainerRelays> containers;
    private final Optional<String> prlimit;
    private final @Nullable Groups groups;
    private final @Nullable Account account;
    private final boolean root;
    private final Ceiling ceiling = Ceiling.read();

    private Confines(
            List<String> user,
            List<String> count,
            Networks networks,
            Optional<ContainerRelays> containers,
            Optional<String> prlimit,
            @Nullable Groups groups,
            @Nullable Account account,
            boolean root) {
        this.user = List.copyOf(user);
        this.count = List.copyOf(count);
        this.networks = networks;
        this.containers = containers;
        this.prlimit = prlimit;
        this.groups = groups;
        this.account = account;
        this.root = root;
    }

    /**
     * Finds out what can be done here.
     *
     * @param wanted whom programs are to run as, which only root can see to; null for whoever this is
     * @param path where tools are looked for first
     */
    public static Confines find(@Nullable Account wanted, String path) {
        Tools tools = new Tools(path);
        boolean root = Account.isRoot();
        List<String> another = root && wanted != null && wanted.uid() != 0 ? another(tools, wanted) : List.of();
        Account account = another.isEmpty() ? null : wanted;
        List<String> user = another.isEmpty() ? nothingNew(tools) : another;
        Optional<String> prlimit = tools.find("prlimit").filter(tool -> tools.works(List.of(tool, "--core=0")));
        Optional<Groups> groups = Groups.ofThisProcess();
        // Root is never counted.
        boolean counted = prlimit.isPresent() && !(root && account == null);
        List<String> count = groups.isEmpty() && counted ? ownCount(tools, user) : List.of();
        Networks networks = Networks.find(tools, user);
        Optional<ContainerRelays> containers = ContainerRelays.find(tools, user, root && account == null);
        return new Confines(user, count, networks, containers, prlimit, groups.orElse(null), account, root);
    }

    private static List<String> ownCount(Tools tools, List<String> user) {
        return tools.find("unshare")
                .map(unshare -> List.of(unshare, OWN_COUNT))
                .filter(own -> tools.works(joined(user, own)))
                .orElse(List.of());
    }

    private static List<String> nothingNew(Tools tools) {
        return tools.find("setpriv")
                .map(setpriv -> List.of(setpriv, "--no-new-privs"))
                .filter(tools::works)
                .orElse(List.of());
    }

    private static List<String> another(Tools tools, Account account) {
        return tools.find("setpriv")
                .map(setpriv -> becoming(setpriv, account))
                .filter(tools::works)
                .orElse(List.of());
    }

    private static List<String> becoming(String setpriv, Account account) {
        return List.of(
                setpriv,
                "--reuid",
                Integer.toString(account.uid()),
                "--regid",
                Integer.toString(account.gid()),
                "--clear-groups",
                "--no-new-privs",
                "--inh-caps=-all",
                "--bounding-set=-all");
    }

    /** True if programs that speak stdio can be held to that here. */
    public boolean enforces(Network network) {
        return networks.enforce(network);
    }

    /** True if programs that listen on a port can be held to that here. */
    public boolean enforcesOnPort(Network network) {
        return networks.enforceOnPort(network);
    }

    /**
     * What a program is to be started into.
     *
     * @param network one that is enforced here
     */
    public Cell cell(Limits limits, Network network) throws IOException {
        if (network == Network.ANY) {
            return new Cell(joined(joined(user, count), limiting(limits, 0)), Optional.empty(), () -> {});
        }
        // Its namespace of users counts its processes as well, and with them whoever keeps its loopback.
        return limited(networks.cell(network), limits, network == Network.LOOPBACK ? 1 : 0);
    }

    /**
     * What a program that listens on a port is to be started into, with a loopback of its own.
     *
     * @throws IOException also if another program listens on that port
     */
    public Cell cell(Limits limits, Inlet inlet) throws IOException {
        return limited(networks.cell(inlet), limits, 0);
    }

    /** True if containers that listen on a port can be held to a network of their own here: somebody leads there. */
    public boolean leadsIntoContainers() {
        return containers.isPresent();
    }

    /**
     * What leads to a port in a container's network; lives until somebody ends it.
     *
     * @param pid of a process that is in there
     * @throws IOException also if another program listens on that port
     */
    public Process lead(long pid, Inlet inlet) throws IOException {
        return containers
                .orElseThrow(() -> new IOException("nothing leads into containers here"))
                .open(pid, inlet);
    }

    private Cell limited(Cell own, Limits limits, int beside) {
        return new Cell(joined(own.words(), limiting(limits, beside)), own.relay(), own.release());
    }

    private List<String> limiting(Limits limits, int beside) {
        List<String> words = new ArrayList<>();
        prlimit.ifPresent(tool -> {
            words.add(tool);
            words.add("--core=0:0");
            words.add("--nofile=" + both(Math.min(limits.files(), ceiling.files())));
            if (groups == null) {
                words.add("--data=" + both(Math.min(data(limits), ceiling.data())));
            }
            if (!count.isEmpty()) {
                words.add("--nproc=" + both(Math.min(limits.processes() + beside, ceiling.processes())));
            }
        });
        return words;
    }

    /**
     * What a process may ask for. Programs ask for more than they use, and what they use is looked at beside: twice as much as
     * the limit, and half a gigabyte more at least, stops those that take too much too quickly to be seen.
     */
    private static long data(Limits limits) {
        return Math.max(2 * limits.memoryBytes(), limits.memoryBytes() + (512L << 20));
    }

    /** True if the kernel itself refuses a server more processes than it may have. */
    public boolean countsProcesses() {
        return groups != null || !count.isEmpty();
    }

    /** Takes a process in that was just started, before it has done anything of its own. */
    public void take(String name, long pid, Limits limits) throws IOException {
        if (groups != null) {
            groups.put(name, pid, limits);
        }
    }

    /** How often the kernel has ended something of that server for want of memory. */
    public long killed(String name) {
        return groups == null ? 0 : groups.killed(name);
    }

    /** Ends all of a server at one stroke; false if that cannot be done here. */
    public boolean kill(String name) {
        return groups != null && groups.kill(name);
    }

    /** Nothing of that server is left. */
    public void forget(String name) {
        if (groups != null) {
            groups.forget(name);
        }
    }

    /** Whom programs run as, if not as the agent. */
    public Optional<Account> account() {
        return Optional.ofNullable(account);
    }

    /**
     * By what each thing is enforced: {@code group} (the kernel, for the server as a whole), {@code process} (the kernel, for
     * each process), {@code watch} (the agent, who looks every second), {@code namespace} (the kernel, counting in a namespace
     * of users or networks), or {@code none}; {@code network} may be {@code pipes}, too: {@code none} and {@code loopback} are
     * enforced for programs that speak stdio only; and {@code closed}: {@code loopback} is not. Under {@code imagePorts} the same of
     * {@code loopback} for containers that listen on a port. Under {@code user} whom programs run as, empty for the agent's own;
     * under {@code root} whether that is root.
     */
    public Map<String, String> means() {
        Map<String, String> means = new TreeMap<>();
        boolean watched = groups == null;
        means.put("memory", !watched ? "group" : prlimit.isPresent() ? "process+watch" : "watch");
        means.put("processes", !watched ? "group" : count.isEmpty() ? "watch" : "namespace");
        means.put("files", prlimit.isPresent() ? "process" : "none");
        means.put("cpu", groups != null && groups.limitsCpu() ? "group" : "none");
        means.put("network", networks.means());
        means.put("imagePorts", leadsIntoContainers() ? "namespace" : "none");
        means.put("user", account == null ? "" : account.name());
        means.put("privileges", user.isEmpty() ? "none" : "no-new");
        means.put("root", Boolean.toString(root && account == null));
        return means;
    }

    private static List<String> joined(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static String both(long value) {
        return value == Long.MAX_VALUE ? "unlimited" : value + ":" + value;
    }
}

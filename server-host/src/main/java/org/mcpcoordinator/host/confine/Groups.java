package org.mcpcoordinator.host.confine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Control groups of version 2, one for each server, below a group that has been handed to the agent: its unit says
 * {@code Delegate=yes} and {@code DelegateSubgroup=agent}. The agent itself stays in {@code agent}, for a group that hands
 * controllers on has no processes of its own. Where the agent finds itself anywhere else the groups belong to somebody else,
 * and are left alone.
 */
final class Groups {
    private static final String AGENT = "agent";
    private static final String SERVERS = "servers";
    private static final List<String> NEEDED = List.of("memory", "pids");
    private static final long CPU_PERIOD_MICROS = 100_000;

    private final Path servers;
    private final boolean cpu;

    private Groups(Path servers, boolean cpu) {
        this.servers = servers;
        this.cpu = cpu;
    }

    /** Those of this process; empty where none were handed to it. */
    static Optional<Groups> ofThisProcess() {
        try {
            Optional<Path> mount = mount(Path.of("/proc/self/mountinfo"));
            Optional<String> own = own(Path.of("/proc/self/cgroup"));
            return mount.isEmpty() || own.isEmpty()
                    ? Optional.empty()
                    : open(mount.get().resolve(own.get().substring(1)), mount.get());
        } catch (IOException | java.io.UncheckedIOException none) {
            return Optional.empty();
        }
    }

    /** @param own the group this process is in */
    static Optional<Groups> open(Path own, Path mount) throws IOException {
        Path handed = own.getParent();
        if (handed == null || !own.endsWith(AGENT) || handed.equals(mount) || !Files.isWritable(handed)) {
            return Optional.empty();
        }
        List<String> there = List.of(
                Files.readString(handed.resolve("cgroup.controllers")).trim().split(" ", -1));
        if (!there.containsAll(NEEDED)) {
            return Optional.empty();
        }
        boolean cpu = there.contains("cpu");
        String handOn = cpu ? "+memory +pids +cpu" : "+memory +pids";
        Path servers = handed.resolve(SERVERS);
        Files.writeString(handed.resolve("cgroup.subtree_control"), handOn);
        Files.createDirectories(servers);
        Files.writeString(servers.resolve("cgroup.subtree_control"), handOn);
        return Optional.of(new Groups(servers, cpu));
    }

    boolean limitsCpu() {
        return cpu;
    }

    /** Puts the process, and what it starts from now on, into a group of its own with these limits. */
    void put(String name, long pid, Limits limits) throws IOException {
        Path group = servers.resolve(name);
        Files.createDirectories(group);
        Files.writeString(group.resolve("memory.max"), Long.toString(limits.memoryBytes()));
        Files.writeString(group.resolve("memory.oom.group"), "1");
        // Else it would only be slow for a long time before it is ended.
        set(group.resolve("memory.swap.max"), "0");
        Files.writeString(group.resolve("pids.max"), Integer.toString(limits.processes()));
        if (cpu) {
            String quota = limits.cpu() == 0 ? "max" : Long.toString(Math.round(limits.cpu() * CPU_PERIOD_MICROS));
            Files.writeString(group.resolve("cpu.max"), quota + " " + CPU_PERIOD_MICROS);
        }
        Files.writeString(group.resolve("cgroup.procs"), Long.toString(pid));
    }

    /** How often the kernel has ended something in that group for want of memory. */
    long killed(String name) {
        try (Stream<String> lines = Files.lines(servers.resolve(name).resolve("memory.events"))) {
            return lines.filter(line -> line.startsWith("oom_kill "))
                    .mapToLong(line -> Long.parseLong(line.substring("oom_kill ".length())))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | java.io.UncheckedIOException gone) {
            return 0;
        }
    }

    /** Ends all in it at once, so that nobody in it can start another one meanwhile; false if the kernel cannot. */
    boolean kill(String name) {
        return set(servers.resolve(name).resolve("cgroup.kill"), "1");
    }

    /** Takes the group away if it is empty; else it stays for the next start. */
    void forget(String name) {
        try {
            Files.deleteIfExists(servers.resolve(name));
        } catch (IOException inUse) {
            // Something in it is still ending. The name comes again, or the group goes with the unit.
            return;
        }
    }

    private static boolean set(Path file, String value) {
        try {
            if (Files.exists(file)) {
                Files.writeString(file, value);
                return true;
            }
            return false;
        } catch (IOException cannot) {
            return false;
        }
    }

    static Optional<String> own(Path cgroup) throws IOException {
        try (Stream<String> lines = Files.lines(cgroup)) {
            return lines.filter(line -> line.startsWith("0::/"))
                    .map(line -> line.substring("0::".length()))
                    .findFirst();
        }
    }

    static Optional<Path> mount(Path mountinfo) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<String> lines = Files.lines(mountinfo)) {
            lines.filter(line -> line.toLowerCase(Locale.ROOT).contains(" - cgroup2 "))
                    .map(line -> Path.of(line.split(" ", -1)[4]))
                    .forEach(found::add);
        }
        return found.stream().findFirst();
    }
}

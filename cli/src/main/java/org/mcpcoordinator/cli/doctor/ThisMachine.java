package org.mcpcoordinator.cli.doctor;

import com.sun.management.OperatingSystemMXBean;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.doctor.Facts.Jdk;
import org.mcpcoordinator.cli.doctor.Facts.Range;
import org.mcpcoordinator.cli.product.AgentState;
import org.mcpcoordinator.cli.product.DataFolder;

/** Reads the facts of the machine we run on. */
public final class ThisMachine {
    private static final int LAYOUT_PORTS = 1100;

    private final DataFolder folder;
    private final Map<String, String> environment;

    public ThisMachine(DataFolder folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = Map.copyOf(environment);
    }

    /**
     * All facts.
     *
     * @param portBase first port of the layout
     * @param ours ports of the layout that belong to the fleet
     * @param agent how the host agent is
     */
    public Facts facts(int portBase, Collection<Integer> ours, AgentState agent) {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Range layout = new Range(portBase, portBase + LAYOUT_PORTS - 1);
        NavigableSet<Integer> strangers = strangers(layout, ours);
        return new Facts(
                System.getProperty("os.name", ""),
                System.getProperty("os.arch", ""),
                environment.containsKey("WSL_DISTRO_NAME"),
                Runtime.getRuntime().availableProcessors(),
                system.getTotalMemorySize(),
                available(system),
                usableSpace(),
                jdks(),
                new Jdk(System.getProperty("java.home", ""), Runtime.version().feature()),
                onPath("mvn"),
                limit("Max open files"),
                limit("Max processes"),
                number(Path.of("/proc/sys/kernel/pid_max")),
                ephemeral(),
                layout,
                strangers,
                strangers.isEmpty() ? Optional.empty() : PortHolder.of(strangers.first()),
                onPath("setsid").isPresent(),
                "root".equals(System.getProperty("user.name")),
                LinuxUtils.isUnshareAvailable(),
                agent,
                folder.longestSocketPath());
    }

    private static long available(OperatingSystemMXBean system) {
        return lines(Path.of("/proc/meminfo"))
                .filter(line -> line.startsWith("MemAvailable:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElseGet(system::getFreeMemorySize);
    }

    private long usableSpace() {
        File place = folder.root().toFile();
        while (place != null && !place.exists()) {
            place = place.getParentFile();
        }
        return place == null ? 0 : place.getUsableSpace();
    }

    private List<Jdk> jdks() {
        List<Path> homes = new ArrayList<>();
        Optional.ofNullable(environment.get("JAVA_HOME")).map(Path::of).ifPresent(homes::add);
        homes.add(Path.of(System.getProperty("java.home", "")));
        try (Stream<Path> installed = Files.list(Path.of("/usr/lib/jvm"))) {
            installed.sorted().forEach(homes::add);
        } catch (IOException none) {
            // Other systems keep their JDKs elsewhere; the one we run on is known anyway.
            homes.add(Path.of("/opt/java"));
        }
        return homes.stream()
                .filter(home -> Files.isExecutable(home.resolve("bin/javac")))
                .map(ThisMachine::real)
                .distinct()
                .flatMap(home -> feature(home).map(feature -> new Jdk(home.toString(), feature)).stream())
                .toList();
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path;
        }
    }

    private static Optional<Integer> feature(Path home) {
        return lines(home.resolve("release"))
                .filter(line -> line.startsWith("JAVA_VERSION=\""))
                .map(line -> Runtime.Version.parse(line.substring(14, line.length() - 1))
                        .feature())
                .findFirst();
    }

    private Optional<String> onPath(String program) {
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path file = Path.of(folder.isEmpty() ? "." : folder, program);
            if (Files.isExecutable(file)) {
                return Optional.of(file.toString());
            }
        }
        return Optional.empty();
    }

    /** The soft limit of a line of {@code /proc/self/limits}; 0 where there is none. */
    static long limitOf(String line, String name) {
        String first = line.substring(name.length()).trim().split("\\s+", -1)[0];
        return first.equals("unlimited") ? 0 : Long.parseLong(first);
    }

    private static long limit(String name) {
        return lines(Path.of("/proc/self/limits"))
                .filter(line -> line.startsWith(name))
                .map(line -> limitOf(line, name))
                .findFirst()
                .orElse(0L);
    }

    private static Range ephemeral() {
        return lines(Path.of("/proc/sys/net/ipv4/ip_local_port_range"))
                .map(line -> line.trim().split("\\s+", -1))
                .map(ends -> new Range(Integer.parseInt(ends[0]), Integer.parseInt(ends[1])))
                .findFirst()
                .orElse(new Range(49_152, 65_535));
    }

    private static long number(Path file) {
        return lines(file).map(line -> Long.parseLong(line.trim())).findFirst().orElse(0L);
    }

    private static NavigableSet<Integer> strangers(Range layout, Collection<Integer> ours) {
        NavigableSet<Integer> listening = new TreeSet<>();
        Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                .flatMap(file -> lines(Path.of(file)))
                .map(ThisMachine::listener)
                .filter(port -> port != null && port >= layout.first() && port <= layout.last())
                .forEach(listening::add);
        listening.removeAll(ours);
        return listening;
    }

    /** The port of a line of {@code /proc/net/tcp} whose state is LISTEN (0A), else null. */
    static @Nullable Integer listener(String line) {
        String[] fields = line.trim().split("\\s+", -1);
        if (fields.length < 4 || !fields[3].equals("0A")) {
            return null;
        }
        return Integer.parseInt(fields[1].substring(fields[1].lastIndexOf(':') + 1), 16);
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException unreadable) {
            return Stream.empty();
        }
    }
}

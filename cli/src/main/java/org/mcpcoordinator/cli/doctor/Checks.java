package org.mcpcoordinator.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.mcpcoordinator.cli.doctor.Facts.Jdk;

/** Holds the facts against what 100 servers need, what 1,000 need, and what is advised (acceptance A13). */
public final class Checks {
    private static final long GIB = 1L << 30;
    private static final int ADVISED_CORES = 8;
    private static final long ADVISED_MEMORY = 32 * GIB;
    private static final long THOUSAND_MEMORY = 4 * GIB;
    private static final long LEAST_MEMORY = GIB * 3 / 2;
    private static final long LEAST_DISK = 2 * GIB;
    private static final int LEAST_FILES = 8192;
    private static final int LEAST_PROCESSES = 4096;
    private static final int LONGEST_SOCKET_PATH = 107;

    private Checks() {}

    /** All findings, in the order in which a person would look. */
    public static List<Finding> of(Facts facts) {
        List<Finding> findings = new ArrayList<>();
        findings.add(platform(facts));
        findings.add(jdk(facts));
        findings.add(maven(facts));
        findings.add(memory(facts));
        findings.add(cores(facts));
        findings.add(disk(facts));
        findings.add(files(facts));
        findings.add(processes(facts));
        findings.add(outgoing(facts));
        findings.add(strangers(facts));
        findings.add(path(facts));
        findings.add(user(facts));
        findings.add(agent(facts));
        return findings;
    }

    private static Finding platform(Facts facts) {
        String said = facts.system() + " " + facts.architecture() + (facts.wsl() ? " (WSL2)" : "");
        boolean architecture =
                facts.architecture().equals("amd64") || facts.architecture().equals("aarch64");
        if (facts.wsl()) {
            return Finding.note(
                    "platform",
                    said,
                    "WSL2 is best effort; keep the data folder on the Linux file system, not below /mnt");
        }
        if (facts.system().equals("Linux") && architecture) {
            return facts.setsid()
                    ? Finding.ok("platform", said)
                    : Finding.note(
                            "platform",
                            said + ", no setsid",
                            "install util-linux; without it Ctrl-C in the terminal of up also ends WildFly");
        }
        return Finding.note(
                "platform",
                said,
                "Linux on x86-64 is tested, and arm64 has all the parts; here it is best effort: PostgreSQL's binaries and the adoption of"
                        + " servers after a crash of the agent may not work");
    }

    private static Finding jdk(Facts facts) {
        String found = facts.jdks().stream()
                .map(jdk -> jdk.feature() + " (" + jdk.home() + ")")
                .collect(Collectors.joining(", "));
        Jdk used = facts.runningOn();
        String said = "runs on " + used.feature() + " (" + used.home() + "); found: " + found;
        if (used.feature() < 25) {
            return Finding.note(
                    "JDK", said, "JDK 25 is faster (1.4 times on WebSocket echo); COORDINATOR_JAVA_HOME chooses one");
        }
        return Finding.ok("JDK", said);
    }

    private static Finding maven(Facts facts) {
        return facts.maven()
                .map(place -> Finding.ok("Maven", place))
                .orElseGet(() -> Finding.note(
                        "Maven", "not found on PATH", "needed to build only; Debian: apt-get install maven"));
    }

    private static Finding memory(Facts facts) {
        String said = gib(facts.memoryBytes()) + " in all, " + gib(facts.availableBytes()) + " available";
        if (facts.memoryBytes() > 0 && facts.memoryBytes() < LEAST_MEMORY) {
            return Finding.problem("memory", said, "at least 1.5 GiB are needed for 100 servers");
        }
        if (facts.availableBytes() > 0 && facts.availableBytes() < THOUSAND_MEMORY) {
            return Finding.note("memory", said, "enough for some hundred servers; 1,000 want 4 GiB available");
        }
        if (facts.memoryBytes() < ADVISED_MEMORY) {
            return Finding.note("memory", said, "32 GiB are advised for 1,000 servers of any kind under load");
        }
        return Finding.ok("memory", said);
    }

    private static Finding cores(Facts facts) {
        return facts.cores() >= ADVISED_CORES
                ? Finding.ok("cores", Integer.toString(facts.cores()))
                : Finding.note("cores", Integer.toString(facts.cores()), "8 are advised for 1,000 servers under load");
    }

    private static Finding disk(Facts facts) {
        return facts.diskBytes() >= LEAST_DISK
                ? Finding.ok("disk", gib(facts.diskBytes()) + " free for the data folder")
                : Finding.problem(
                        "disk",
                        gib(facts.diskBytes()) + " free for the data folder",
                        "2 GiB are needed; --data moves it");
    }

    private static Finding files(Facts facts) {
        if (facts.openFiles() == 0 || facts.openFiles() >= LEAST_FILES) {
            return Finding.ok(
                    "open files", facts.openFiles() == 0 ? "not limited here" : facts.openFiles() + " per process");
        }
        return Finding.problem(
                "open files",
                facts.openFiles() + " per process",
                "raise it: ulimit -n 20000 before up, LimitNOFILE=20000 in a unit, or /etc/security/limits.conf");
    }

    private static Finding processes(Facts facts) {
        long least = facts.processes() == 0 ? facts.pidMax() : Math.min(facts.processes(), facts.pidMax());
        if (least == 0 || least >= LEAST_PROCESSES) {
            return Finding.ok("processes", least == 0 ? "not limited here" : least + " at most");
        }
        return Finding.problem(
                "processes",
                least + " at most",
                "1,000 command servers need more: ulimit -u 8192, TasksMax=8192 in a unit, sysctl kernel.pid_max");
    }

    private static Finding outgoing(Facts facts) {
        String said = "outgoing connections use " + facts.ephemeral() + ", servers " + facts.layout();
        return facts.ephemeral().overlaps(facts.layout())
                ? Finding.problem(
                        "port ranges",
                        said,
                        "an outgoing connection can take a server's port: sysctl -w"
                                + " net.ipv4.ip_local_port_range=\"32768 60999\", or move the layout with --port-base")
                : Finding.ok("port ranges", said);
    }

    private static Finding strangers(Facts facts) {
        if (facts.strangers().isEmpty()) {
            return Finding.ok("ports", "nobody else listens on " + facts.layout());
        }
        String first = facts.strangersFirst()
                .map(name -> "; " + facts.strangers().first() + " is held by " + name)
                .orElse("");
        return Finding.note(
                "ports",
                "somebody else listens on " + PortRanges.of(facts.strangers()) + first,
                "nothing fails: the servers get the next free port, then one of the reserve; --port-base moves them all");
    }

    private static Finding path(Facts facts) {
        return facts.socketPathBytes() <= LONGEST_SOCKET_PATH
                ? Finding.ok("data folder", "its sockets have paths of " + facts.socketPathBytes() + " bytes at most")
                : Finding.problem(
                        "data folder",
                        "its sockets would have paths of " + facts.socketPathBytes() + " bytes",
                        "the system allows " + LONGEST_SOCKET_PATH + "; choose a shorter folder with --data");
    }

    private static Finding user(Facts facts) {
        if (facts.root() && !facts.userNamespaces()) {
            return Finding.problem(
                    "user",
                    "root, and user namespaces are not allowed",
                    "PostgreSQL refuses to run as root; run up as another user, or allow unshare -U");
        }
        return Finding.note(
                "user",
                (facts.root() ? "root" : "not root")
                        + "; agent, WildFly and built-in servers run as the same user, no isolation",
                "what a built-in server is configured to read it can read; what holds programs apart stands below, while the product runs");
    }

    private static Finding agent(Facts facts) {
        return switch (facts.agent()) {
            case RUNS -> Finding.ok("host agent", "runs on its own; servers outlive WildFly");
            case DOWN -> Finding.ok("host agent", "not started");
            case MISSING ->
                Finding.problem(
                        "host agent",
                        "does not answer while WildFly runs",
                        "servers run on, but nobody restarts them: ./coordinator up starts it again");
            case INSIDE_UNIT ->
                Finding.problem(
                        "host agent",
                        "runs inside the control group of WildFly's unit",
                        "a restart of that unit would end all servers: install wildfly-config/systemd/"
                                + "coordinator-agent.service");
        };
    }

    private static String gib(long bytes) {
        return String.format(java.util.Locale.ROOT, "%.1f GiB", bytes / (double) GIB);
    }
}

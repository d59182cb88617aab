package org.mcpcoordinator.host.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The processes of this machine, read from {@code /proc}. Where there is none, ProcessHandle answers as well as it can.
 * Not ProcessHandle on Linux: it calls zombies alive and computes start times from the boot time.
 */
final class ProcessTable {
    private static final Path PROC = Path.of("/proc");
    private static final boolean LINUX = Files.isReadable(PROC.resolve("self/stat"));
    private static final long MILLIS_PER_TICK = 10;
    /** Of x86-64, and of arm64 as all but a few distributions build it; what is too little is found out by the exact look. */
    private static final long KB_PER_PAGE = 4;

    private ProcessTable() {}

    /**
     * One line of the table.
     *
     * @param state the letter of {@code /proc/PID/stat}
     * @param ticks when it started
     * @param cpuMillis user and system time so far
     * @param threads how many it has
     * @param residentKb memory it has in use, what it shares with others included
     */
    record Stat(
            long pid,
            char state,
            long parent,
            long session,
            long ticks,
            long cpuMillis,
            long threads,
            long residentKb) {
        boolean living() {
            return state != 'Z' && state != 'X';
        }
    }

    static Optional<Stat> stat(long pid) {
        if (!LINUX) {
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).map(ProcessTable::portable);
        }
        try {
            return Optional.of(parse(Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1)));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    static List<Stat> all() {
        if (!LINUX) {
            return ProcessHandle.allProcesses().map(ProcessTable::portable).toList();
        }
        return pids().stream().map(ProcessTable::stat).flatMap(Optional::stream).toList();
    }

    /** The process, its session and all that descends from either; living ones only. */
    static List<Stat> tree(long root, List<Stat> all) {
        Set<Long> members = new HashSet<>(Set.of(root));
        List<Stat> tree = new ArrayList<>();
        boolean grown = true;
        while (grown) {
            grown = false;
            for (Stat stat : all) {
                boolean belongs = stat.session() == root || members.contains(stat.parent());
                if (belongs && members.add(stat.pid())) {
                    grown = true;
                }
            }
        }
        all.stream()
                .filter(stat -> members.contains(stat.pid()) && stat.living())
                .forEach(tree::add);
        return tree;
    }

    /** Proportional set size: its share of the memory it uses; 0 if that cannot be read. */
    static long pssKb(long pid) {
        try (Stream<String> lines = Files.lines(PROC.resolve(pid + "/smaps_rollup"), StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | java.io.UncheckedIOException gone) {
            return 0;
        }
    }

    /** Files and sockets it has open; 0 if that cannot be read. */
    static long openFiles(long pid) {
        String[] names = LINUX ? PROC.resolve(pid + "/fd").toFile().list() : null;
        return names == null ? 0 : names.length;
    }

    /** How long ago it started; 0 if that cannot be told. */
    static long ageMillis(Stat stat) {
        if (!LINUX) {
            return 0;
        }
        try {
            String uptime = Files.readString(PROC.resolve("uptime"), StandardCharsets.ISO_8859_1);
            double seconds = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
            return Math.max(0, Math.round(seconds * 1000) - stat.ticks() * MILLIS_PER_TICK);
        } catch (IOException unknown) {
            return 0;
        }
    }

    /**
     * Processes whose standard output, or output of errors, is a file of that folder, with the file: what an agent that
     * died had started.
     */
    static List<Writer> writers(Path given) throws IOException {
        Path folder = given.toRealPath();
        List<Writer> writers = new ArrayList<>();
        for (long pid : pids()) {
            Stream.of("/fd/1", "/fd/2")
                    .flatMap(output -> link(PROC.resolve(pid + output)).stream())
                    .filter(output -> folder.equals(output.getParent()))
                    .findFirst()
                    .ifPresent(output ->
                            writers.add(new Writer(pid, output.getFileName().toString())));
        }
        return writers;
    }

    /** A process and the name of the file it writes to. */
    record Writer(long pid, String file) {}

    /** Where the link leads; empty if it is gone, or none of our business. */
    static Optional<Path> link(Path link) {
        try {
            return Optional.of(Files.readSymbolicLink(link));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private static List<Long> pids() {
        String[] names = LINUX ? PROC.toFile().list() : new String[0];
        return names == null
                ? List.of()
                : Stream.of(names)
                        .filter(name -> Character.isDigit(name.charAt(0)))
                        .map(Long::valueOf)
                        .toList();
    }

    private static Stat parse(String line) {
        // The name in brackets may hold spaces and brackets itself: count from the last one on.
        int open = line.indexOf('(');
        int close = line.lastIndexOf(')');
        String[] fields = line.substring(close + 2).split(" ", -1);
        return new Stat(
                Long.parseLong(line.substring(0, open - 1)),
                fields[0].charAt(0),
                Long.parseLong(fields[1]),
                Long.parseLong(fields[3]),
                Long.parseLong(fields[19]),
                (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MILLIS_PER_TICK,
                Long.parseLong(fields[17]),
                Long.parseLong(fields[21]) * KB_PER_PAGE);
    }

    private static Stat portable(ProcessHandle handle) {
        long started = handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        long cpu = handle.info()
                .totalCpuDuration()
                .map(java.time.Duration::toMillis)
                .orElse(0L);
        return new Stat(
                handle.pid(),
                'R',
                handle.parent().map(ProcessHandle::pid).orElse(0L),
                handle.pid(),
                started,
                cpu,
                1,
                0);
    }
}

package org.mcpcoordinator.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What the product's processes take together: proportional set size and processor time, from /proc (Linux). */
final class Memory {
    private Memory() {}

    /** The process and all its descendants. */
    static Set<Long> family(List<Long> roots) {
        Set<Long> all = new HashSet<>();
        for (long root : roots) {
            ProcessHandle.of(root).ifPresent(process -> {
                all.add(process.pid());
                process.descendants().forEach(child -> all.add(child.pid()));
            });
        }
        return all;
    }

    /** Every process of this user whose command line names the folder: all that one product started. */
    static Set<Long> of(Path data) {
        String folder = data.toAbsolutePath().normalize().toString();
        Set<Long> roots = new HashSet<>();
        long self = ProcessHandle.current().pid();
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            all.filter(process ->
                            process.pid() != self && commandLine(process.pid()).contains(folder))
                    .forEach(process -> roots.add(process.pid()));
        }
        return family(List.copyOf(roots));
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ');
        } catch (IOException gone) {
            return "";
        }
    }

    /** Proportional set size of the processes together, in bytes; processes that are gone count nothing. */
    static long pss(Set<Long> processes) {
        return processes.stream().mapToLong(Memory::pss).sum();
    }

    private static long pss(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | java.io.UncheckedIOException gone) {
            return 0;
        }
    }

    /** Processor time the processes have used so far, in milliseconds. */
    static long cpuMillis(Set<Long> processes) {
        return processes.stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .mapToLong(java.time.Duration::toMillis)
                .sum();
    }
}

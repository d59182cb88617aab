package org.mcpcoordinator.cli.product;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.mcpcoordinator.cli.terminal.Refusal;

/**
 * Who a process is, so that a pid given to somebody else later is never mistaken for it: pid, start time in clock ticks
 * since boot (field 22 of {@code /proc/PID/stat}) and the boot's id. Without {@code /proc} (macOS) the start time is that
 * of the operating system in milliseconds. A zombie is dead.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record ProcessMark(long pid, long startTicks, String bootId) {
    private static final Path PROC = Path.of("/proc");

    /** The mark of a living process. */
    static Optional<ProcessMark> of(long pid) {
        return startTicks(pid).map(ticks -> new ProcessMark(pid, ticks, currentBoot()));
    }

    static Optional<ProcessMark> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ObjectMapper().readValue(Files.readString(file), ProcessMark.class));
        } catch (IOException torn) {
            // A torn file names no process; what it once named is found again by its port.
            return Optional.empty();
        }
    }

    void write(Path file) {
        try {
            DataFolder.writePrivate(file, new ObjectMapper().writeValueAsString(this));
        } catch (IOException e) {
            throw Refusal.failed("cannot write " + file, e);
        }
    }

    /** Whether the process is still the one that was marked. */
    boolean alive() {
        return bootId.equals(currentBoot())
                && startTicks(pid).filter(ticks -> ticks == startTicks).isPresent();
    }

    /** The handle, while the process is the marked one. */
    Optional<ProcessHandle> handle() {
        return alive() ? ProcessHandle.of(pid) : Optional.empty();
    }

    private static Optional<Long> startTicks(long pid) {
        if (!Files.isDirectory(PROC.resolve("self"))) {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .flatMap(process -> process.info().startInstant().map(Instant::toEpochMilli));
        }
        try {
            return ticksOf(Files.readString(PROC.resolve(pid + "/stat")));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** Field 22 of a stat line; the name in field 2 may hold blanks and brackets, so counting starts behind its last one. */
    static Optional<Long> ticksOf(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).trim().split(" ", -1);
        return "Z".equals(fields[0]) || "X".equals(fields[0])
                ? Optional.empty()
                : Optional.of(Long.parseLong(fields[19]));
    }

    private static String currentBoot() {
        try {
            return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).trim();
        } catch (IOException noProc) {
            return "";
        }
    }
}

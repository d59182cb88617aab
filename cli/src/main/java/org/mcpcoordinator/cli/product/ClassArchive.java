package org.mcpcoordinator.cli.product;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.terminal.Printer;
import org.mcpcoordinator.cli.terminal.Refusal;

/**
 * The classes of a started WildFly as its JVM holds them, in a file beside the build (class data sharing of the JDK): later
 * starts of every product map it instead of reading, checking and laying out 20,000 classes again. The first WildFly that
 * starts without one leaves it behind. The JVM takes a class from it only if its bytes are those it has just read, and does
 * without the file if it is of another JDK, so nothing needs to be kept in step with it.
 */
final class ClassArchive implements AutoCloseable {
    /** The first JDK on which it was tried from several data folders. */
    private static final int LEAST_JDK = 25;

    /** Whoever names these knows what they do, and the JVM refuses to start with both. */
    private static final Pattern OWN = Pattern.compile("-Xshare|Archive|AOT|DynamicDump");

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path file;
    private final Path jcmd;
    private final boolean possible;
    private final @Nullable FileChannel making;

    private ClassArchive(Path file, Path java, boolean possible) {
        this.file = file;
        this.jcmd = java.resolve("bin/jcmd");
        this.possible = possible;
        this.making = possible && !Files.exists(file) && Files.isExecutable(jcmd) ? tryMaking(file) : null;
    }

    /**
     * The one for a JDK.
     *
     * @param java home of the JDK WildFly will run on
     * @param version its version
     * @param own options of WildFly's JVM that somebody named
     */
    static ClassArchive of(Installation installation, Path java, Runtime.Version version, String own) {
        String name = Installation.SERVER + "-jdk-" + version.toString().replaceAll("[^0-9A-Za-z.]", "_") + ".jsa";
        return new ClassArchive(
                installation.serverHome().resolveSibling(name),
                java,
                version.feature() >= LEAST_JDK && !OWN.matcher(own).find());
    }

    /** What WildFly's JVM is told: to use it, to remember what it needs for making it, or nothing. */
    List<String> options() {
        if (making != null) {
            return List.of("-XX:+RecordDynamicDumpInfo");
        }
        // Log lines about details of it that do not fit this start are no news to anybody: what fits is used.
        return possible && Files.exists(file) ? List.of("-XX:SharedArchiveFile=" + file, "-Xlog:cds=off") : List.of();
    }

    /** Has the started WildFly write it, where it is the one to do so; a product without it is only slower to start. */
    void make(Optional<ProcessHandle> wildfly, Path log, Printer printer) {
        if (making == null || wildfly.isEmpty()) {
            return;
        }
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(draft);
            ToolRun.run(
                    "Keeping WildFly's classes",
                    List.of(
                            jcmd.toString(),
                            Long.toString(wildfly.get().pid()),
                            "VM.cds",
                            "dynamic_dump",
                            draft.toString()),
                    Map.of(),
                    log,
                    LIMIT);
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            printer.step("Classes        " + file);
        } catch (IOException | Refusal notThisTime) {
            printer.step("(WildFly's classes are not kept for the next start: " + notThisTime.getMessage() + ")");
        }
    }

    /** The right to make it, if nobody else is at it; held until this is closed. */
    private static @Nullable FileChannel tryMaking(Path file) {
        FileChannel channel = null;
        boolean held = false;
        try {
            channel = FileChannel.open(
                    file.resolveSibling(file.getFileName() + ".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            held = lock != null;
            return held ? channel : null;
        } catch (IOException | OverlappingFileLockException notPossible) {
            return null;
        } finally {
            if (!held) {
                close(channel);
            }
        }
    }

    @Override
    public void close() {
        close(making);
    }

    private static void close(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw Refusal.failed("cannot give back a lock", e);
        }
    }
}

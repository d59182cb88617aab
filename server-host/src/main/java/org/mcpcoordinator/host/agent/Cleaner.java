package org.mcpcoordinator.host.agent;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Throws away what servers that are no more have left: their logs and folders. The fifty newest of a host stay, and those of
 * which the coordinator says that a failure is still to be acknowledged; until it has said so once, all stay. On a disk that
 * is full to 80 % the oldest go as well, one after the other, and what is evidence last. Nothing of a server the agent knows
 * is touched.
 */
final class Cleaner {
    /** Servers whose leavings stay. */
    static final int KEPT = 50;

    private static final int FULL_PERCENT = 80;

    /** Ends the name of what is to go: it is out of the way of a server that comes back, and goes next time if not now. */
    private static final String CONDEMNED = ".condemned";

    private final AgentSettings settings;
    private final IntSupplier percentUsed;
    private volatile @Nullable Set<String> evidence;

    /** Lets something be done with what a copy has left, while it cannot become known; does nothing if it is known by now. */
    @FunctionalInterface
    interface WhileGone {
        void of(String copy, Runnable work);
    }

    /** @param percentUsed how full the disk is */
    Cleaner(AgentSettings settings, IntSupplier percentUsed) {
        this.settings = settings;
        this.percentUsed = percentUsed;
    }

    /** How full the disk of the agent's folder is, 0 to 100; 0 if nobody knows. */
    static int percentUsed(Path folder) {
        try {
            FileStore store = Files.getFileStore(folder);
            long total = store.getTotalSpace();
            return total <= 0 ? 0 : (int) ((total - store.getUsableSpace()) * 100 / total);
        } catch (IOException unknown) {
            Report.note("how full the disk is cannot be told", unknown);
            return 0;
        }
    }

    /**
     * Takes note of what is needed still, in the place of what was said before.
     *
     * @param copies names of copies, as {@link ServerKey#copy} writes them
     */
    void spare(Set<String> copies) {
        evidence = Set.copyOf(copies);
    }

    /**
     * Cleans up, which may take as long as the disk does.
     *
     * @param known names of copies the agent knows, as {@link ServerKey#copy} writes them
     * @param gone asked about each copy right before it goes
     */
    void clean(Set<String> known, WhileGone gone) {
        Map<String, List<Path>> left = new HashMap<>();
        Map<String, FileTime> newest = new HashMap<>();
        for (Path folder : List.of(settings.serverLogs(), settings.works())) {
            collect(folder, known, left, newest);
        }
        List<String> oldestFirst = new ArrayList<>(left.keySet());
        Set<String> needed = evidence;
        Predicate<String> isEvidence = needed == null ? copy -> true : needed::contains;
        oldestFirst.sort(Comparator.comparing(isEvidence::test).thenComparing(newest::get));
        int others = (int) oldestFirst.stream().filter(isEvidence.negate()).count();
        int surplus = Math.max(0, others - KEPT);
        for (int i = 0; i < oldestFirst.size(); i++) {
            if (i >= surplus && percentUsed.getAsInt() < FULL_PERCENT) {
                return;
            }
            String copy = oldestFirst.get(i);
            List<Path> condemned = new ArrayList<>();
            gone.of(copy, () -> left.getOrDefault(copy, List.of()).forEach(leaving -> condemn(leaving, condemned)));
            condemned.forEach(Cleaner::delete);
        }
    }

    private static void collect(
            Path folder, Set<String> known, Map<String, List<Path>> left, Map<String, FileTime> newest) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                if (entry.toString().endsWith(CONDEMNED)) {
                    delete(entry);
                    continue;
                }
                String copy = entry.getFileName()
                        .toString()
                        .replaceFirst("\\.log(\\.1)?$", "")
                        .replaceFirst("-b$", "");
                if (!known.contains(copy)) {
                    left.computeIfAbsent(copy, name -> new ArrayList<>()).add(entry);
                    FileTime time = Files.getLastModifiedTime(entry);
                    newest.merge(copy, time, (one, other) -> one.compareTo(other) > 0 ? one : other);
                }
            }
        } catch (IOException | java.io.UncheckedIOException failure) {
            Report.note("looking through " + folder, failure);
        }
    }

    private static void condemn(Path leaving, List<Path> condemned) {
        try {
            condemned.add(Files.move(
                    leaving,
                    leaving.resolveSibling(leaving.getFileName() + CONDEMNED),
                    StandardCopyOption.ATOMIC_MOVE));
        } catch (IOException | RuntimeException failure) {
            Report.note("putting " + leaving + " aside", failure);
        }
    }

    private static void delete(Path leaving) {
        try {
            OwnFiles.discard(leaving);
        } catch (IOException | RuntimeException failure) {
            Report.note("deleting " + leaving, failure);
        }
    }
}

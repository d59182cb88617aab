package org.mcpcoordinator.host.builtin.git;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/** What differs between two trees, as a list of files and as a patch, within limits. */
final class Patch {
    private static final int MOST_FILES = 300;
    /** Larger files are told as binary: comparing their lines could take minutes. */
    private static final int LARGEST_FILE = 1 << 20;

    /** Of files that came and went: each of one kind is compared with each of the other. */
    private static final int MOST_RENAMES = 100;

    private final Repository repository;
    private final Deadline deadline;
    private final int maxBytes;

    Patch(Repository repository, Deadline deadline, int maxBytes) {
        this.repository = repository;
        this.deadline = deadline;
        this.maxBytes = maxBytes;
    }

    /** Adds the changed files with their counts, the patch, and whether something is missing. */
    void describe(@Nullable RevTree from, RevTree to, String path, int context, ObjectNode into) throws IOException {
        Bounded text = new Bounded(maxBytes);
        try (DiffFormatter formatter = new DiffFormatter(text)) {
            formatter.setRepository(repository);
            formatter.setContext(context);
            formatter.setBinaryFileThreshold(LARGEST_FILE);
            formatter.setDetectRenames(true);
            formatter.getRenameDetector().setRenameLimit(MOST_RENAMES);
            formatter.getRenameDetector().setBigFileThreshold(LARGEST_FILE);
            formatter.setProgressMonitor(deadline);
            formatter.setPathFilter(path.isEmpty() ? TreeFilter.ALL : PathFilter.create(path));
            List<DiffEntry> entries = formatter.scan(from, to);
            deadline.check();
            ArrayNode files = into.putArray("files");
            for (DiffEntry entry : entries.subList(0, Math.min(MOST_FILES, entries.size()))) {
                deadline.check();
                describe(formatter, entry, files.addObject());
                if (!text.full()) {
                    formatter.format(entry);
                    formatter.flush();
                }
            }
            into.put("changedFiles", entries.size());
            into.put("patch", text.text());
            into.put("cut", text.full() || entries.size() > MOST_FILES);
        }
    }

    private static void describe(DiffFormatter formatter, DiffEntry entry, ObjectNode into) throws IOException {
        boolean deleted = entry.getChangeType() == DiffEntry.ChangeType.DELETE;
        into.put("path", deleted ? entry.getOldPath() : entry.getNewPath());
        into.put("change", entry.getChangeType().name().toLowerCase(Locale.ROOT));
        if (entry.getChangeType() == DiffEntry.ChangeType.RENAME
                || entry.getChangeType() == DiffEntry.ChangeType.COPY) {
            into.put("from", entry.getOldPath());
        }
        int added = 0;
        int removed = 0;
        for (Edit edit : formatter.toFileHeader(entry).toEditList()) {
            added += edit.getLengthB();
            removed += edit.getLengthA();
        }
        into.put("added", added).put("removed", removed);
    }

    /** Keeps the first bytes and lets the rest go. */
    private static final class Bounded extends OutputStream {
        private final int most;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private boolean full;

        Bounded(int most) {
            this.most = most;
        }

        boolean full() {
            return full;
        }

        String text() {
            return kept.toString(StandardCharsets.UTF_8);
        }

        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            int room = Math.min(length, most - kept.size());
            kept.write(bytes, offset, room);
            full |= room < length;
        }
    }
}

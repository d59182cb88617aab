package org.mcpcoordinator.upkeep;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** Reads an archive, of which nothing is believed before {@link #check}; holds one line at a time. */
final class ArchiveReader implements AutoCloseable {
    private static final int LARGEST_MANIFEST = 1 << 20;

    private final ZipFile zip;
    private final byte[] json;
    private final Manifest manifest;
    private @Nullable Protection protection;

    /** What is done with a line. */
    interface Lines {
        void take(String json) throws IOException;
    }

    /**
     * Opens it and reads its manifest.
     *
     * @param ourSchema newest schema that can be restored here
     * @throws ProblemException ARCHIVE_INVALID, ARCHIVE_TOO_NEW
     */
    ArchiveReader(Path file, int ourSchema) {
        try {
            zip = new ZipFile(file.toFile());
            try {
                json = small(Manifest.ENTRY);
                manifest = Manifest.read(json, ourSchema);
            } catch (ProblemException | IOException broken) {
                zip.close();
                throw broken;
            }
        } catch (ZipException damaged) {
            throw invalid("it is no archive or not all of it: " + damaged.getMessage());
        } catch (IOException unreadable) {
            throw invalid("it cannot be read: " + unreadable.getMessage());
        }
    }

    Manifest manifest() {
        return manifest;
    }

    boolean guarded() {
        return manifest.guard() != null;
    }

    /** Reads all of it and refuses it unless every entry is what the manifest says. */
    void check(char @Nullable [] passphrase) {
        Manifest.Guard guard = manifest.guard();
        if (guard != null) {
            unlock(guard, passphrase);
        }
        Set<String> expected = new HashSet<>(Set.of(Manifest.ENTRY));
        if (guard != null) {
            expected.add(Manifest.SIGNATURE);
        }
        for (Manifest.Table table : manifest.tables()) {
            ArchivedTable known = Tables.named(table.name())
                    .orElseThrow(() -> invalid("it holds a table " + table.name() + " that is not known here"));
            if (!known.entry().equals(table.entry()) || !expected.add(table.entry())) {
                throw invalid("its table " + table.name() + " lies in an entry " + table.entry());
            }
            check(table);
        }
        Collections.list(zip.entries()).stream()
                .map(ZipEntry::getName)
                .filter(name -> !expected.contains(name))
                .findFirst()
                .ifPresent(stranger -> {
                    throw invalid("it holds an entry that its manifest does not know");
                });
    }

    private void unlock(Manifest.Guard guard, char @Nullable [] passphrase) {
        if (passphrase == null) {
            throw new ProblemException(
                    ProblemCode.PASSPHRASE_WRONG, "its accounts, tokens and secrets are sealed: give its passphrase");
        }
        if (!guard.kdf().equals(Protection.KDF)) {
            throw invalid("its keys are made by " + guard.kdf() + ", which is not known here");
        }
        Protection made = Protection.of(passphrase, guard.salt(), guard.iterations());
        try {
            if (!made.signed(json, new String(small(Manifest.SIGNATURE), StandardCharsets.US_ASCII))) {
                throw new ProblemException(
                        ProblemCode.PASSPHRASE_WRONG, "the passphrase is another one, or the manifest was changed");
            }
        } catch (IOException missing) {
            throw invalid("the signature of its manifest cannot be read");
        }
        protection = made;
    }

    private void check(Manifest.Table table) {
        long[] rows = new long[1];
        try {
            lines(table, line -> rows[0]++);
        } catch (IOException damaged) {
            throw invalid(table.entry() + " is damaged: " + damaged.getMessage());
        }
        if (rows[0] != table.rows()) {
            throw invalid(table.entry() + " has " + rows[0] + " rows, its manifest says " + table.rows());
        }
    }

    /** Gives every line of the table, opened if it was sealed; refuses the entry at its end if it was not the right one. */
    void lines(Manifest.Table table, Lines lines) throws IOException {
        boolean guarded = table.entry().endsWith(".sealed");
        boolean ended = !guarded;
        try (EntryLines entry = new EntryLines(zip.getInputStream(entry(table.entry())), table)) {
            long place = 0;
            for (String line = entry.next(); line != null; line = entry.next()) {
                String text = guarded ? opened(table, place++, line) : line;
                if (guarded && text.equals(ArchiveWriter.END)) {
                    ended = true;
                } else {
                    lines.take(text);
                }
            }
        }
        if (!ended) {
            throw invalid(table.entry() + " was cut off");
        }
    }

    private String opened(Manifest.Table table, long place, String line) {
        if (protection == null) {
            throw invalid(table.entry() + " is sealed, and its manifest does not say how");
        }
        return protection.open(table.entry(), place, line);
    }

    private byte[] small(String name) throws IOException {
        try (InputStream in = zip.getInputStream(entry(name))) {
            byte[] content = in.readNBytes(LARGEST_MANIFEST + 1);
            if (content.length > LARGEST_MANIFEST) {
                throw invalid(name + " has more than " + LARGEST_MANIFEST + " bytes");
            }
            return content;
        }
    }

    private ZipEntry entry(String name) {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw invalid("it has no entry " + name + ": it is no backup of this product, or not all of it");
        }
        return entry;
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ProblemException invalid(String why) {
        return new ProblemException(ProblemCode.ARCHIVE_INVALID, why);
    }
}

package org.mcpcoordinator.upkeep;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** Writes an archive, an entry after the other; holds one line at a time. */
final class ArchiveWriter implements AutoCloseable {
    /** The last line of a sealed entry; no row is called so. */
    static final String END = "end";

    private static final int BUFFER = 64 * 1024;

    private final @Nullable Protection protection;
    private final ZipOutputStream zip;
    private Checksum checksum = new Checksum();
    private @Nullable ArchivedTable table;
    private List<String> columns = List.of();
    private long rows;
    private long bytes;

    ArchiveWriter(OutputStream to, @Nullable Protection protection) {
        this.zip = new ZipOutputStream(new BufferedOutputStream(to, BUFFER));
        this.protection = protection;
    }

    void begin(ArchivedTable next, List<String> itsColumns) throws IOException {
        zip.putNextEntry(new ZipEntry(next.entry()));
        table = next;
        columns = itsColumns;
        checksum = new Checksum();
        rows = 0;
        bytes = 0;
    }

    void line(String json) throws IOException {
        put(json);
        rows++;
    }

    /** Ends the entry and tells what is in it. */
    Manifest.Table end() throws IOException {
        ArchivedTable ended = table;
        if (ended == null) {
            throw new IllegalStateException("no entry was begun");
        }
        if (ended.guarded()) {
            // Whoever cuts lines off cannot make this one.
            put(END);
        }
        zip.closeEntry();
        table = null;
        return new Manifest.Table(ended.name(), ended.entry(), columns, rows, bytes, checksum.hex());
    }

    /** The last entries: the manifest, and under a passphrase its signature. */
    void finish(Manifest manifest) throws IOException {
        byte[] json = manifest.toJson();
        entry(Manifest.ENTRY, json);
        if (protection != null) {
            entry(Manifest.SIGNATURE, protection.sign(json).getBytes(StandardCharsets.US_ASCII));
        }
        zip.finish();
        zip.flush();
    }

    private void put(String text) throws IOException {
        String stored = text;
        if (table != null && table.guarded()) {
            if (protection == null) {
                throw new IllegalStateException(table.name() + " is never written without a passphrase");
            }
            stored = protection.seal(table.entry(), rows, text);
        }
        byte[] line = (stored + "\n").getBytes(StandardCharsets.UTF_8);
        zip.write(line);
        checksum.add(line, line.length);
        bytes += line.length;
    }

    private void entry(String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}

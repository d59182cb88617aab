package org.mcpcoordinator.upkeep;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** The lines of an entry, one at a time and none larger than it may be; at the end the entry has to be what its manifest says. */
final class EntryLines implements AutoCloseable {
    private static final int LARGEST_LINE = 64 << 20;
    private static final int BUFFER = 64 * 1024;

    private final InputStream in;
    private final Manifest.Table table;
    private final Checksum checksum = new Checksum();
    private long bytes;

    EntryLines(InputStream entry, Manifest.Table table) {
        this.in = new BufferedInputStream(entry, BUFFER);
        this.table = table;
    }

    /** The next line; null at a good end. */
    @Nullable
    String next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int one = in.read(); one >= 0; one = in.read()) {
            line.write(one);
            if (one == '\n') {
                byte[] whole = line.toByteArray();
                bytes += whole.length;
                checksum.add(whole, whole.length);
                return new String(whole, 0, whole.length - 1, StandardCharsets.UTF_8);
            }
            if (line.size() > LARGEST_LINE || bytes + line.size() > table.bytes()) {
                throw damaged("is longer than its manifest says");
            }
        }
        if (line.size() > 0 || bytes != table.bytes() || !checksum.hex().equals(table.sha256())) {
            throw damaged("is damaged: its checksum is not that of the manifest");
        }
        return null;
    }

    private ProblemException damaged(String how) {
        return new ProblemException(ProblemCode.ARCHIVE_INVALID, table.entry() + " " + how);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}

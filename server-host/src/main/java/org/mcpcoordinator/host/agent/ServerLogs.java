package org.mcpcoordinator.host.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The output of all processes, bounded. Processes hold their files open for appending and outlive the agent, so a file
 * that is too long is copied aside and cut to nothing in its place.
 *
 * @param folder of the files
 * @param limit bytes of one file; its predecessor has as many at most
 */
record ServerLogs(Path folder, long limit) {
    private static final int TAIL_BYTES = 256 << 10;

    /** Turns over every file that is too long. */
    void turnOver() {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".log")).toList()) {
                if (Files.size(file) > limit) {
                    turnOver(file);
                }
            }
        } catch (IOException failure) {
            Report.failure("turning logs over", failure);
        }
    }

    /**
     * Lines of a log, oldest first.
     *
     * @param next the place after them, from which to read on
     */
    record Piece(List<String> lines, long next) {
        static final Piece NOTHING = new Piece(List.of(), 0);
    }

    /** The lines after that place, or the last ones if it is negative; none where the file cannot be read. */
    static Piece read(Path file, int lines, long after) {
        try {
            return after < 0 ? tail(file, lines) : after(file, after);
        } catch (IOException failure) {
            Report.failure("reading " + file, failure);
            return Piece.NOTHING;
        }
    }

    /** The last lines of the file; at most those within its last 256 KiB. */
    static Piece tail(Path file, int lines) throws IOException {
        if (!Files.exists(file)) {
            return Piece.NOTHING;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            byte[] bytes = read(channel, Math.max(0, size - TAIL_BYTES), size);
            List<String> all = new String(bytes, StandardCharsets.UTF_8).lines().toList();
            return new Piece(all.subList(Math.max(0, all.size() - lines), all.size()), size);
        }
    }

    /**
     * The whole lines after that place, 256 KiB at most; from the file's beginning if it has been turned over since. A line
     * that is longer comes in pieces.
     */
    static Piece after(Path file, long place) throws IOException {
        if (!Files.exists(file)) {
            return Piece.NOTHING;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            long from = place > size ? 0 : place;
            byte[] bytes = read(channel, from, Math.min(size, from + TAIL_BYTES));
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            int taken = end == 0 && bytes.length == TAIL_BYTES ? bytes.length : end;
            String text = new String(bytes, 0, taken, StandardCharsets.UTF_8);
            return new Piece(text.lines().toList(), from + taken);
        }
    }

    private static byte[] read(FileChannel channel, long from, long to) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) (to - from));
        channel.position(from);
        int count = 0;
        while (buffer.hasRemaining() && count >= 0) {
            count = channel.read(buffer);
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private void turnOver(Path file) throws IOException {
        Path old = file.resolveSibling(file.getFileName() + ".1");
        OwnFiles.touch(old);
        try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileChannel to =
                        FileChannel.open(old, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            long size = from.size();
            long at = Math.max(0, size - limit);
            while (at < size) {
                long moved = from.transferTo(at, size - at, to);
                if (moved <= 0) {
                    break;
                }
                at += moved;
            }
            from.truncate(0);
        }
    }
}

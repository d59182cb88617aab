package org.mcpcoordinator.host.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

    /** The last lines of the file, oldest first; at most those within its last 256 KiB. */
    static List<String> tail(Path file, int lines) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long from = Math.max(0, channel.size() - TAIL_BYTES);
            ByteBuffer buffer = ByteBuffer.allocate((int) (channel.size() - from));
            channel.position(from);
            int count = 0;
            while (buffer.hasRemaining() && count >= 0) {
                count = channel.read(buffer);
            }
            String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
            List<String> all = text.lines().toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        }
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

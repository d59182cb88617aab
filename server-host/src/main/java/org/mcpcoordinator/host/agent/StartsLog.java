package org.mcpcoordinator.host.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;

/**
 * {@code starts.log}: the proof of every start, and what the next agent knows of the processes of this one. A start is
 * written right after the process exists and before anybody is told of it.
 */
final class StartsLog implements AutoCloseable {
    private static final long TURN_BYTES = 32L << 20;

    private final Path file;
    private FileChannel channel;

    StartsLog(Path file) throws IOException {
        this.file = file;
        this.channel = OwnFiles.append(file);
    }

    /** The newest start of each server, from this file and its predecessor. */
    Map<ServerKey, Start> newest() throws IOException {
        Map<ServerKey, Start> newest = new HashMap<>();
        for (Path part : new Path[] {predecessor(), file}) {
            if (Files.exists(part)) {
                read(part, newest);
            }
        }
        return newest;
    }

    synchronized void write(Start start) throws IOException {
        if (channel.size() > TURN_BYTES) {
            channel.close();
            Files.move(file, predecessor(), StandardCopyOption.REPLACE_EXISTING);
            channel = OwnFiles.append(file);
        }
        ByteBuffer line = ByteBuffer.wrap(Json.line(Json.MAPPER.valueToTree(start)));
        while (line.hasRemaining()) {
            channel.write(line);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }

    private Path predecessor() {
        return file.resolveSibling(file.getFileName() + ".1");
    }

    private static void read(Path part, Map<ServerKey, Start> newest) throws IOException {
        try (var lines = Files.newBufferedReader(part)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                try {
                    Start start = Json.MAPPER.readValue(line, Start.class);
                    newest.put(start.key(), start);
                } catch (com.fasterxml.jackson.core.JsonProcessingException torn) {
                    Report.note("a torn line of " + part.getFileName() + " is passed over", torn);
                }
            }
        }
    }
}

package org.mcpcoordinator.host.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** One directory is kept by one agent; the kernel takes the lock back with the process. */
record AgentLock(FileChannel channel) implements AutoCloseable {
    /**
     * Takes it, and writes down who has it.
     *
     * @throws Keeper.Refusal ALREADY_RUNNING if another agent keeps the directory
     */
    static AgentLock take(AgentSettings settings) throws IOException {
        FileChannel channel = FileChannel.open(
                settings.lock(), Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
        if (!locked(channel)) {
            String holder = Files.readString(settings.lock()).trim();
            channel.close();
            throw new Keeper.Refusal(
                    "ALREADY_RUNNING", "another agent (process " + holder + ") keeps " + settings.directory());
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)));
        return new AgentLock(channel);
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException sameProcess) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

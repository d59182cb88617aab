package org.mcpcoordinator.host.agent;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A container, as the process that its first one is. Its pipes are those of the client that has started it, which are its own;
 * its end is told by whoever sees it, for it is no child.
 */
final class Contained extends Process {
    private final String id;
    private final ProcessId process;
    private final Process client;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();

    Contained(String id, ProcessId process, Process client) {
        this.id = id;
        this.process = process;
        this.client = client;
    }

    /** By which the engine knows it. */
    String id() {
        return id;
    }

    /** Its first one. */
    ProcessId process() {
        return process;
    }

    /** It has ended; null if nobody knows how. */
    void ended(@Nullable Integer code) {
        exit.complete(code == null ? Integer.MIN_VALUE : code);
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public OutputStream getOutputStream() {
        return client.getOutputStream();
    }

    @Override
    public InputStream getInputStream() {
        return client.getInputStream();
    }

    @Override
    public InputStream getErrorStream() {
        return client.getErrorStream();
    }

    @Override
    public int waitFor() throws InterruptedException {
        try {
            return exit.get();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public int exitValue() {
        if (!exit.isDone()) {
            throw new IllegalThreadStateException("container " + id + " has not ended");
        }
        return exit.join();
    }

    @Override
    public boolean isAlive() {
        return !exit.isDone();
    }

    @Override
    public CompletableFuture<Process> onExit() {
        return exit.thenApply(code -> this);
    }

    @Override
    public void destroy() {
        ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroy);
    }

    @Override
    public Process destroyForcibly() {
        ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroyForcibly);
        return this;
    }
}

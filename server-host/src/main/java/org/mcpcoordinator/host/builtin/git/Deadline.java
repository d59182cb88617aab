package org.mcpcoordinator.host.builtin.git;

import org.eclipse.jgit.lib.EmptyProgressMonitor;
import org.mcpcoordinator.mcp.server.ToolFailure;

/** The time one call may take; asked often, because JGit does not stop for an interrupt. */
final class Deadline extends EmptyProgressMonitor {
    private final int millis;
    private final long end;

    Deadline(int millis) {
        this.millis = millis;
        this.end = System.nanoTime() + millis * 1_000_000L;
    }

    @Override
    public boolean isCancelled() {
        return System.nanoTime() - end > 0 || Thread.currentThread().isInterrupted();
    }

    /** Ends the call if its time is over. */
    void check() {
        if (isCancelled()) {
            throw failure();
        }
    }

    ToolFailure failure() {
        return new ToolFailure("The call took longer than " + millis
                + " ms and was stopped; ask for fewer commits, one path or one folder.");
    }
}

package org.mcpcoordinator.host.builtin.git;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.FS_POSIX;
import org.eclipse.jgit.util.ProcessResult;
import org.jspecify.annotations.Nullable;

/** A file system that starts nothing, whatever a repository's configuration asks for. */
final class NoPrograms extends FS_POSIX {
    NoPrograms() {}

    private NoPrograms(FS source) {
        super(source);
    }

    @Override
    public FS newInstance() {
        return new NoPrograms(this);
    }

    @Override
    protected @Nullable File discoverGitExe() {
        return null;
    }

    @Override
    protected @Nullable File discoverGitSystemConfig() {
        return null;
    }

    @Override
    protected File userHomeImpl() {
        return new File("/nonexistent");
    }

    @Override
    public @Nullable File findHook(Repository repository, String hookName) {
        return null;
    }

    @Override
    public ProcessResult runHookIfPresent(
            Repository repository,
            String hookName,
            String[] args,
            OutputStream out,
            OutputStream err,
            String stdinArgs) {
        return new ProcessResult(ProcessResult.Status.NOT_PRESENT);
    }

    @Override
    public ProcessBuilder runInShell(String cmd, String[] args) {
        throw new UnsupportedOperationException("no program is run here: " + cmd);
    }

    @Override
    public int runProcess(ProcessBuilder builder, OutputStream out, OutputStream err, InputStream in)
            throws IOException {
        throw new IOException("no program is run here");
    }

    @Override
    public ExecutionResult execute(ProcessBuilder builder, InputStream in) throws IOException {
        throw new IOException("no program is run here");
    }
}

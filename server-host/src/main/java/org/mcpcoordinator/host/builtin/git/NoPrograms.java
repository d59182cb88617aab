package org.mcpcoordinator.host.builtin.git;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.FS_POSIX;
import org.eclipse.jgit.util.ProcessResult;
import org.jspecify.annotations.Nullable;

/** A file system that starts nothing and reads no file from elsewhere, whatever a repository's configuration asks for. */
final class NoPrograms extends FS_POSIX {
    private static final File NOTHING = new File("/nonexistent");

    private final Path root;

    /**
     * For one repository.
     *
     * @param root its real folder
     */
    NoPrograms(Path root) {
        this.root = root;
    }

    private NoPrograms(NoPrograms source) {
        super(source);
        this.root = source.root;
    }

    @Override
    public FS newInstance() {
        return new NoPrograms(this);
    }

    /** By this way JGit finds what a configuration includes; a file that is not the repository's is not there. */
    @Override
    public File resolve(@Nullable File directory, String name) {
        File found = super.resolve(directory, name);
        try {
            Path real = found.exists()
                    ? found.toPath().toRealPath()
                    : found.toPath().toAbsolutePath().normalize();
            return real.startsWith(root) ? found : NOTHING;
        } catch (IOException unreadable) {
            return NOTHING;
        }
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
        return NOTHING;
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

package org.mcpcoordinator.host.builtin.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.mcpcoordinator.mcp.server.ToolFailure;
import org.mcpcoordinator.mcp.server.ToolResult;

/**
 * The one repository of a server. It is opened for each call and closed behind it, so that a server nobody asks holds no
 * file and no memory.
 */
final class Place {
    private final Path folder;
    private final Making making;
    private final int timeoutMillis;

    Place(Path folder, Making making, int timeoutMillis) {
        this.folder = folder;
        this.making = making;
        this.timeoutMillis = timeoutMillis;
    }

    /** Makes the repository if it is not there. */
    interface Making {
        void make() throws IOException;
    }

    /** A piece of work on the open repository. */
    interface Work {
        ToolResult on(Repository repository, Deadline deadline) throws IOException;
    }

    ToolResult work(Work work) throws IOException {
        NothingOutside.install();
        Deadline deadline = new Deadline(timeoutMillis);
        making.make();
        try (Repository repository = open(folder, deadline)) {
            return work.on(repository, deadline);
        } catch (MissingObjectException | CorruptObjectException | IncorrectObjectTypeException broken) {
            throw new ToolFailure(
                    "The repository lacks an object or holds a broken one: " + broken.getMessage(), broken);
        } catch (LargeObjectException large) {
            throw new ToolFailure(
                    "This needs an object of more than " + OwnRepository.LARGEST_OBJECT
                            + " bytes, perhaps an earlier version of the file; such are not read here.",
                    large);
        } catch (UnsupportedOperationException refused) {
            throw new ToolFailure("The repository asks for a program, and programs are not run here.", refused);
        } catch (IOException failure) {
            if (deadline.isCancelled()) {
                throw deadline.failure();
            }
            throw failure;
        }
    }

    /**
     * Opens a repository whose parts all lie below its folder.
     *
     * @param folder a work tree with {@code .git} in it, or a bare repository
     */
    static Repository open(Path folder, Deadline deadline) throws IOException {
        Path root = folder.toRealPath();
        Path dotGit = root.resolve(".git");
        boolean bare = !Files.exists(dotGit, LinkOption.NOFOLLOW_LINKS);
        Path git = bare ? root : dotGit;
        Confines.check(git, bare ? "" : ".git/", deadline);
        FileRepositoryBuilder builder = new FileRepositoryBuilder();
        builder.setFS(new NoPrograms(root));
        builder.setGitDir(git.toFile());
        if (bare) {
            builder.setBare();
        } else {
            builder.setWorkTree(root.toFile());
        }
        builder.setMustExist(true);
        return new OwnRepository(builder.setup());
    }
}

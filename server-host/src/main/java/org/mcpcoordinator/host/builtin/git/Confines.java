package org.mcpcoordinator.host.builtin.git;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.mcpcoordinator.mcp.server.ToolFailure;

/**
 * Whether all that JGit reads of a repository lies below its folder: no borrowed objects, no link among its own files,
 * no name of a reference that is a way elsewhere. Looked at before each call.
 */
final class Confines {
    /** Of a reference that is not a plain hash. */
    private static final int LONGEST_REF = 4_096;

    private static final int PLAIN_HASH = Constants.OBJECT_ID_STRING_LENGTH + 1;

    private final Path git;
    private final Deadline deadline;

    private Confines(Path git, Deadline deadline) {
        this.git = git;
        this.deadline = deadline;
    }

    /**
     * Looks.
     *
     * @param git the folder of the repository's own files
     * @param shown how it is called to the caller, for example {@code .git/}
     */
    static void check(Path git, String shown, Deadline deadline) throws IOException {
        for (String part : List.of("", "objects", "refs")) {
            if (!Files.isDirectory(git.resolve(part), LinkOption.NOFOLLOW_LINKS)) {
                throw new ToolFailure("The folder holds no whole Git repository: " + shown + part
                        + " is no folder of its own. Linked work trees and submodules are not served; name the"
                        + " main repository.");
            }
        }
        for (String elsewhere : List.of("objects/info/alternates", "commondir")) {
            if (Files.exists(git.resolve(elsewhere), LinkOption.NOFOLLOW_LINKS)) {
                throw new ToolFailure("The repository borrows from another folder (" + elsewhere
                        + "), which is not allowed; give it its own objects with: git repack -a -d");
            }
        }
        new Confines(git, deadline).look();
    }

    private void look() throws IOException {
        for (String folder : List.of("", "info", "objects", "objects/pack", "objects/info", "logs", "worktrees")) {
            own(git.resolve(folder));
        }
        Files.walkFileTree(git.resolve("refs"), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                deadline.check();
                noLink(file, attributes.isSymbolicLink());
                if (attributes.size() != PLAIN_HASH) {
                    leadsToARef(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        Path head = git.resolve(Constants.HEAD);
        if (Files.exists(head)) {
            leadsToARef(head);
        }
    }

    /** The entries of a folder, if there is one; what is below them is looked at elsewhere or by name only. */
    private void own(Path folder) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> entries = Files.list(folder)) {
                for (Path entry : (Iterable<Path>) entries::iterator) {
                    deadline.check();
                    noLink(entry, Files.isSymbolicLink(entry));
                }
            }
        }
    }

    private void noLink(Path file, boolean link) {
        if (link) {
            throw new ToolFailure("The repository's own " + git.relativize(file)
                    + " is a link, which is not followed here; put the file itself in its place.");
        }
    }

    /** A symbolic reference names another; JGit would take {@code refs/../..} for a way through folders. */
    private void leadsToARef(Path file) throws IOException {
        String target = target(file);
        if (!target.isEmpty() && !(target.startsWith(Constants.R_REFS) && Repository.isValidRefName(target))) {
            throw new ToolFailure("The repository's own " + git.relativize(file) + " leads to no reference.");
        }
    }

    /** What a symbolic reference stands for; empty if it is none. */
    static String target(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            String text = new String(in.readNBytes(LONGEST_REF), StandardCharsets.UTF_8);
            return text.startsWith("ref:") ? text.substring(4).strip() : "";
        }
    }
}

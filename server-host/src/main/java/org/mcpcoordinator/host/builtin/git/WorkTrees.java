package org.mcpcoordinator.host.builtin.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.mcpcoordinator.mcp.server.ToolFailure;

/** Where somebody works: the main work tree, and those made with {@code git worktree add}. */
final class WorkTrees {
    private static final int MOST = 1_000;

    private WorkTrees() {}

    /** Whole names of the branches that are checked out, or being rebased, in any of them. */
    static Set<String> branches(Repository repository) throws IOException {
        Path git = repository.getDirectory().toPath();
        List<Path> folders = new ArrayList<>();
        Set<String> branches = new TreeSet<>();
        if (!repository.isBare()) {
            folders.add(git);
            branches.add(String.valueOf(repository.getFullBranch()));
        }
        Path others = git.resolve("worktrees");
        if (Files.isDirectory(others, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> entries = Files.list(others)) {
                entries.limit(MOST + 1).forEach(folders::add);
            }
        }
        if (folders.size() > MOST) {
            throw new ToolFailure("The repository has more than " + MOST + " work trees; prune them first.");
        }
        for (Path folder : folders) {
            Path head = folder.resolve(Constants.HEAD);
            if (Files.isRegularFile(head, LinkOption.NOFOLLOW_LINKS)) {
                branches.add(Confines.target(head));
            }
            for (String rebase : List.of("rebase-merge/head-name", "rebase-apply/head-name")) {
                Path name = folder.resolve(rebase);
                if (Files.isRegularFile(name, LinkOption.NOFOLLOW_LINKS) && Files.size(name) < MOST) {
                    branches.add(Files.readString(name).strip());
                }
            }
        }
        return branches;
    }
}

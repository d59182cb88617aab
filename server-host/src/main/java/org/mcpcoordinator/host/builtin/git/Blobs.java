package org.mcpcoordinator.host.builtin.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.mcpcoordinator.mcp.server.ToolFailure;

/** Files as they were committed. */
final class Blobs {
    private Blobs() {}

    /** The text of a file at a commit; a link's text is where it leads, and it is not followed. */
    static String text(Repository repository, RevCommit commit, String path, int maxBytes) throws IOException {
        if (path.isEmpty()) {
            throw new ToolFailure("path: names no file; look with list_files");
        }
        try (TreeWalk walk = TreeWalk.forPath(repository, path, commit.getTree())) {
            if (walk == null) {
                throw new ToolFailure("path: there is no " + path + " at this revision; look with list_files");
            }
            if (walk.getFileMode(0) == FileMode.TREE) {
                throw new ToolFailure("path: " + path + " is a folder; use list_files");
            }
            if (walk.getFileMode(0) == FileMode.GITLINK) {
                throw new ToolFailure("path: " + path + " is a submodule; its files lie in another repository");
            }
            ObjectId id = Objects.requireNonNull(walk.getObjectId(0));
            try (ObjectReader reader = repository.newObjectReader()) {
                long size = reader.getObjectSize(id, Constants.OBJ_BLOB);
                if (size > maxBytes) {
                    throw new ToolFailure(
                            "path: " + path + " has " + size + " bytes; at most " + maxBytes + " are read here");
                }
                return text(reader, id, maxBytes)
                        .orElseThrow(() -> new ToolFailure("path: " + path + " (" + size + " bytes) is no text"));
            }
        }
    }

    /** Empty if it is too large or binary. */
    static Optional<String> text(ObjectReader reader, ObjectId id, int maxBytes) throws IOException {
        if (reader.getObjectSize(id, Constants.OBJ_BLOB) > maxBytes) {
            return Optional.empty();
        }
        byte[] bytes = reader.open(id, Constants.OBJ_BLOB).getCachedBytes();
        return RawText.isBinary(bytes) ? Optional.empty() : Optional.of(new String(bytes, StandardCharsets.UTF_8));
    }
}

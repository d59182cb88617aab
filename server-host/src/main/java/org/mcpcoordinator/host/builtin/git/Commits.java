package org.mcpcoordinator.host.builtin.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/** Makes commits among the objects: no index, no work tree, no hook takes part. */
final class Commits {
    private Commits() {}

    /**
     * A commit on top of another.
     *
     * @param parent null for the first
     * @param files texts by path; empty deletes
     * @return null if nothing would change
     */
    static @Nullable ObjectId insert(
            Repository repository,
            @Nullable RevCommit parent,
            Map<String, Optional<String>> files,
            String message,
            PersonIdent author)
            throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter();
                ObjectReader reader = inserter.newReader()) {
            DirCache index = DirCache.newInCore();
            if (parent != null) {
                DirCacheBuilder builder = index.builder();
                builder.addTree(new byte[0], DirCacheEntry.STAGE_0, reader, parent.getTree());
                builder.finish();
            }
            DirCacheEditor editor = index.editor();
            for (Map.Entry<String, Optional<String>> file : files.entrySet()) {
                editor.add(edit(inserter, file.getKey(), file.getValue()));
            }
            editor.finish();
            ObjectId tree = index.writeTree(inserter);
            if (parent != null && parent.getTree().equals(tree)) {
                return null;
            }
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(tree);
            if (parent != null) {
                commit.setParentId(parent);
            }
            commit.setAuthor(author);
            commit.setCommitter(author);
            commit.setMessage(message);
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            return id;
        }
    }

    private static DirCacheEditor.PathEdit edit(ObjectInserter inserter, String path, Optional<String> text)
            throws IOException {
        if (text.isEmpty()) {
            return new DirCacheEditor.DeletePath(path);
        }
        ObjectId blob = inserter.insert(Constants.OBJ_BLOB, text.get().getBytes(StandardCharsets.UTF_8));
        return new DirCacheEditor.PathEdit(path) {
            @Override
            public void apply(DirCacheEntry entry) {
                boolean program = entry.getFileMode() == FileMode.EXECUTABLE_FILE;
                entry.setFileMode(program ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE);
                entry.setObjectId(blob);
            }
        };
    }
}

package org.mcpcoordinator.host.builtin.git;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.IndexDiff;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.submodule.SubmoduleWalk;
import org.eclipse.jgit.treewalk.FileTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.ToolFailure;
import org.mcpcoordinator.mcp.server.ToolResult;

/** How things stand: branches, tags, files at a revision, what is in them, and what is not committed. */
final class TreeTools {
    private static final int MOST_REFS = 500;
    private static final int MOST_PATHS = 200;
    private static final int LONGEST_LINE = 300;

    private final Place place;
    private final int maxBytes;

    TreeTools(Place place, int maxBytes) {
        this.place = place;
        this.maxBytes = maxBytes;
    }

    ToolResult branches(Arguments arguments) throws IOException {
        return place.work((repository, deadline) -> {
            String current = repository.getFullBranch();
            ObjectNode result = Json.object();
            if (current != null) {
                result.put("current", Repository.shortenRefName(current));
            }
            boolean cut = refs(repository, Constants.R_HEADS, result.putArray("branches"), deadline);
            cut |= refs(repository, Constants.R_REMOTES, result.putArray("remoteBranches"), deadline);
            return ToolResult.json(result.put("cut", cut));
        });
    }

    ToolResult tags(Arguments arguments) throws IOException {
        return place.work((repository, deadline) -> {
            ObjectNode result = Json.object();
            boolean cut = refs(repository, Constants.R_TAGS, result.putArray("tags"), deadline);
            return ToolResult.json(result.put("cut", cut));
        });
    }

    /** True if there are more of them. */
    private static boolean refs(Repository repository, String prefix, ArrayNode into, Deadline deadline)
            throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            for (Ref ref : repository.getRefDatabase().getRefsByPrefix(prefix)) {
                deadline.check();
                if (into.size() == MOST_REFS) {
                    return true;
                }
                if (ref.getObjectId() == null) {
                    continue;
                }
                ObjectNode entry = into.addObject().put("name", ref.getName().substring(prefix.length()));
                RevObject object = walk.parseAny(ref.getObjectId());
                if (object instanceof RevTag tag) {
                    entry.put("tagMessage", tag.getShortMessage());
                    object = walk.peel(tag);
                }
                if (object instanceof RevCommit commit) {
                    Revisions.describe(commit, entry, false);
                }
            }
        }
        return false;
    }

    ToolResult listFiles(Arguments arguments) throws IOException {
        String path = Revisions.path(arguments.text("path", ""));
        int limit = arguments.number("limit", 200);
        boolean deep = arguments.flag("recursive", false);
        return place.work((repository, deadline) -> {
            try (RevWalk commits = new RevWalk(repository);
                    TreeWalk walk = tree(repository, commits, arguments, path)) {
                ObjectNode result = Json.object();
                ArrayNode files = result.putArray("files");
                boolean more = false;
                while (!more && walk.next()) {
                    deadline.check();
                    if (enters(walk, path, deep)) {
                        walk.enterSubtree();
                    } else if (files.size() == limit) {
                        more = true;
                    } else {
                        describe(walk, files.addObject());
                    }
                }
                if (files.isEmpty() && !path.isEmpty()) {
                    throw new ToolFailure("path: there is no " + path + " at this revision");
                }
                return ToolResult.json(result.put("cut", more));
            }
        });
    }

    /** Into all folders where that is wanted, and always into those that lead to the path. */
    private static boolean enters(TreeWalk walk, String path, boolean deep) {
        return walk.isSubtree() && (deep || (!path.isEmpty() && (path + "/").startsWith(walk.getPathString() + "/")));
    }

    ToolResult readFile(Arguments arguments) throws IOException {
        String path = Revisions.path(arguments.text("path"));
        return place.work((repository, deadline) -> {
            try (RevWalk walk = new RevWalk(repository)) {
                RevCommit commit =
                        Revisions.commit(repository, walk, arguments.text("revision", Constants.HEAD), "revision");
                return ToolResult.text(Blobs.text(repository, commit, path, maxBytes));
            }
        });
    }

    ToolResult search(Arguments arguments) throws IOException {
        Pattern pattern = pattern(arguments);
        String path = Revisions.path(arguments.text("path", ""));
        int limit = arguments.number("limit", 50);
        return place.work((repository, deadline) -> {
            try (RevWalk commits = new RevWalk(repository);
                    ObjectReader reader = repository.newObjectReader();
                    TreeWalk walk = tree(repository, commits, arguments, path)) {
                walk.setRecursive(true);
                ObjectNode result = Json.object();
                ArrayNode matches = result.putArray("matches");
                int looked = 0;
                int passed = 0;
                boolean more = false;
                while (!more && walk.next()) {
                    deadline.check();
                    if (walk.getFileMode(0) == FileMode.GITLINK) {
                        continue;
                    }
                    var text = Blobs.text(reader, walk.getObjectId(0), maxBytes);
                    looked += text.isPresent() ? 1 : 0;
                    passed += text.isPresent() ? 0 : 1;
                    more = matches(pattern, text.orElse(""), walk.getPathString(), matches, limit);
                }
                return ToolResult.json(result.put("filesRead", looked)
                        .put("filesPassedOver", passed)
                        .put("cut", more));
            }
        });
    }

    private static boolean matches(Pattern pattern, String text, String path, ArrayNode into, int limit) {
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            if (pattern.matcher(line).find()) {
                if (into.size() == limit) {
                    return true;
                }
                into.addObject().put("path", path).put("line", number).put("text", Revisions.cut(line, LONGEST_LINE));
            }
        }
        return false;
    }

    ToolResult status(Arguments arguments) throws IOException {
        return place.work((repository, deadline) -> {
            if (repository.isBare()) {
                throw new ToolFailure("This repository is bare: it has no work tree, so nothing can be uncommitted.");
            }
            IndexDiff diff = new IndexDiff(repository, Constants.HEAD, new FileTreeIterator(repository));
            diff.setIgnoreSubmoduleMode(SubmoduleWalk.IgnoreSubmoduleMode.ALL);
            diff.diff(deadline, 0, 0, "status");
            deadline.check();
            ObjectNode result = Json.object();
            result.put("branch", String.valueOf(repository.getBranch()));
            Map<String, Set<String>> kinds = new LinkedHashMap<>();
            kinds.put("added", diff.getAdded());
            kinds.put("staged", diff.getChanged());
            kinds.put("removed", diff.getRemoved());
            kinds.put("modified", diff.getModified());
            kinds.put("missing", diff.getMissing());
            kinds.put("untracked", diff.getUntracked());
            kinds.put("conflicting", diff.getConflicting());
            boolean clean = true;
            boolean cut = false;
            for (Map.Entry<String, Set<String>> kind : kinds.entrySet()) {
                ArrayNode paths = result.putArray(kind.getKey());
                new TreeSet<>(kind.getValue()).stream().limit(MOST_PATHS).forEach(paths::add);
                clean &= kind.getValue().isEmpty();
                cut |= kind.getValue().size() > MOST_PATHS;
            }
            return ToolResult.json(result.put("clean", clean).put("cut", cut));
        });
    }

    private static TreeWalk tree(Repository repository, RevWalk commits, Arguments arguments, String path)
            throws IOException {
        RevCommit commit =
                Revisions.commit(repository, commits, arguments.text("revision", Constants.HEAD), "revision");
        TreeWalk walk = new TreeWalk(repository);
        walk.addTree(commit.getTree());
        if (!path.isEmpty()) {
            walk.setFilter(PathFilter.create(path));
        }
        return walk;
    }

    private static void describe(TreeWalk walk, ObjectNode into) throws IOException {
        FileMode mode = walk.getFileMode(0);
        into.put("path", walk.getPathString());
        if (mode == FileMode.TREE) {
            into.put("kind", "folder");
        } else if (mode == FileMode.GITLINK) {
            into.put("kind", "submodule");
        } else {
            into.put("kind", mode == FileMode.SYMLINK ? "link" : "file");
            into.put("bytes", walk.getObjectReader().getObjectSize(walk.getObjectId(0), Constants.OBJ_BLOB));
        }
    }

    private static Pattern pattern(Arguments arguments) {
        String text = arguments.text("pattern");
        try {
            return Pattern.compile(
                    arguments.flag("regex", false) ? text : Pattern.quote(text),
                    arguments.flag("ignoreCase", true) ? Pattern.CASE_INSENSITIVE : 0);
        } catch (PatternSyntaxException wrong) {
            throw new ToolFailure("pattern: " + wrong.getMessage(), wrong);
        }
    }
}

package org.mcpcoordinator.host.builtin.git;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import org.eclipse.jgit.blame.BlameGenerator;
import org.eclipse.jgit.blame.BlameResult;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.ToolFailure;
import org.mcpcoordinator.mcp.server.ToolResult;

/** What happened: commits, their changes, and who wrote which line. */
final class HistoryTools {
    private final Place place;
    private final int maxBytes;

    HistoryTools(Place place, int maxBytes) {
        this.place = place;
        this.maxBytes = maxBytes;
    }

    ToolResult log(Arguments arguments) throws IOException {
        Instant since = moment(arguments, "since", Instant.MIN);
        Instant until = moment(arguments, "until", Instant.MAX);
        String author = arguments.text("author", "").toLowerCase(Locale.ROOT);
        String text = arguments.text("text", "").toLowerCase(Locale.ROOT);
        String path = Revisions.path(arguments.text("path", ""));
        int limit = arguments.number("limit", 20);
        int skip = arguments.number("skip", 0);
        return place.work((repository, deadline) -> {
            try (RevWalk walk = new RevWalk(repository)) {
                walk.markStart(
                        Revisions.commit(repository, walk, arguments.text("revision", Constants.HEAD), "revision"));
                walk.sort(RevSort.COMMIT_TIME_DESC);
                if (!path.isEmpty()) {
                    walk.setTreeFilter(AndTreeFilter.create(
                            new InTime(deadline), AndTreeFilter.create(PathFilter.create(path), TreeFilter.ANY_DIFF)));
                }
                ObjectNode result = Json.object();
                ArrayNode commits = result.putArray("commits");
                int seen = 0;
                boolean more = false;
                for (RevCommit commit : walk) {
                    deadline.check();
                    Instant when = commit.getAuthorIdent().getWhenAsInstant();
                    if (!when.isBefore(since) && !when.isAfter(until) && says(commit, author, text)) {
                        if (commits.size() == limit) {
                            more = true;
                            break;
                        }
                        if (seen++ >= skip) {
                            Revisions.describe(commit, commits.addObject(), false);
                        }
                    }
                    // The walk keeps every commit it has seen; their texts are the most of it.
                    commit.disposeBody();
                }
                return ToolResult.json(result.put("more", more));
            }
        });
    }

    ToolResult show(Arguments arguments) throws IOException {
        return place.work((repository, deadline) -> {
            try (RevWalk walk = new RevWalk(repository)) {
                RevCommit commit =
                        Revisions.commit(repository, walk, arguments.text("revision", Constants.HEAD), "revision");
                ObjectNode result = Revisions.describe(commit, Json.object(), true);
                result.put("committer", commit.getCommitterIdent().getName());
                ArrayNode parents = result.putArray("parents");
                for (RevCommit parent : commit.getParents()) {
                    parents.add(parent.name());
                }
                RevCommit first = commit.getParentCount() == 0 ? null : walk.parseCommit(commit.getParent(0));
                new Patch(repository, deadline, maxBytes)
                        .describe(first == null ? null : first.getTree(), commit.getTree(), "", 3, result);
                return ToolResult.json(result);
            }
        });
    }

    ToolResult diff(Arguments arguments) throws IOException {
        String path = Revisions.path(arguments.text("path", ""));
        return place.work((repository, deadline) -> {
            try (RevWalk walk = new RevWalk(repository)) {
                RevCommit from = Revisions.commit(repository, walk, arguments.text("from"), "from");
                RevCommit to = Revisions.commit(repository, walk, arguments.text("to", Constants.HEAD), "to");
                ObjectNode result = Json.object().put("from", from.name()).put("to", to.name());
                new Patch(repository, deadline, maxBytes)
                        .describe(from.getTree(), to.getTree(), path, arguments.number("context", 3), result);
                return ToolResult.json(result);
            }
        });
    }

    ToolResult blame(Arguments arguments) throws IOException {
        String path = Revisions.path(arguments.text("path"));
        return place.work((repository, deadline) -> {
            try (RevWalk walk = new RevWalk(repository)) {
                RevCommit commit =
                        Revisions.commit(repository, walk, arguments.text("revision", Constants.HEAD), "revision");
                Blobs.text(repository, commit, path, maxBytes);
                try (BlameGenerator generator = new BlameGenerator(repository, path)) {
                    BlameResult blame = BlameResult.create(generator.push(null, commit));
                    while (blame.computeNext() >= 0) {
                        deadline.check();
                    }
                    return ToolResult.json(lines(blame, arguments));
                }
            }
        });
    }

    private static ObjectNode lines(BlameResult blame, Arguments arguments) {
        int all = blame.getResultContents().size();
        int first = Math.min(arguments.number("firstLine", 1) - 1, all);
        int last = Math.min(first + arguments.number("lines", 200), all);
        ObjectNode result = Json.object();
        ArrayNode lines = result.putArray("lines");
        for (int line = first; line < last; line++) {
            ObjectNode entry = lines.addObject().put("line", line + 1);
            RevCommit source = blame.getSourceCommit(line);
            if (source != null) {
                entry.put("commit", source.abbreviate(10).name())
                        .put("author", blame.getSourceAuthor(line).getName())
                        .put("date", Revisions.date(blame.getSourceAuthor(line)));
            }
            entry.put("text", Revisions.cut(blame.getResultContents().getString(line), 1_000));
        }
        return result.put("allLines", all).put("cut", last < all || first > 0);
    }

    private static boolean says(RevCommit commit, String author, String text) {
        var person = commit.getAuthorIdent();
        return (author.isEmpty()
                        || (person.getName() + " <" + person.getEmailAddress() + ">")
                                .toLowerCase(Locale.ROOT)
                                .contains(author))
                && (text.isEmpty()
                        || commit.getFullMessage().toLowerCase(Locale.ROOT).contains(text));
    }

    /** Asks for the time while the walk looks for commits that fit, of which there may be none in a long history. */
    static final class InTime extends TreeFilter {
        private final Deadline deadline;

        InTime(Deadline deadline) {
            this.deadline = deadline;
        }

        @Override
        public boolean include(TreeWalk walker) {
            deadline.check();
            return true;
        }

        @Override
        public boolean shouldBeRecursive() {
            return false;
        }

        @Override
        @SuppressWarnings("MissingSuperCall") // JGit's own filters without state do the same
        public TreeFilter clone() {
            return this;
        }
    }

    private static Instant moment(Arguments arguments, String name, Instant usual) {
        String text = arguments.text(name, "");
        try {
            if (text.isEmpty()) {
                return usual;
            }
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeException wrong) {
            throw new ToolFailure(
                    name + ": write a day or a moment, for example 2026-01-31 or 2026-01-31T12:00:00Z", wrong);
        }
    }
}

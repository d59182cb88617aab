package org.mcpcoordinator.host.builtin.git;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.format.DateTimeFormatter;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.mcpcoordinator.mcp.server.ToolFailure;

/** From what callers write to commits, and back to words. */
final class Revisions {
    private static final int LONGEST_MESSAGE = 4_000;

    private Revisions() {}

    /** The commit a branch, tag, hash or expression such as {@code main~2} stands for. */
    static RevCommit commit(Repository repository, RevWalk walk, String revision, String argument) throws IOException {
        ObjectId id;
        try {
            id = repository.resolve(revision + "^{commit}");
        } catch (AmbiguousObjectException ambiguous) {
            throw new ToolFailure(
                    argument + ": " + revision + " begins more than one hash; write more of it", ambiguous);
        } catch (RevisionSyntaxException | IncorrectObjectTypeException | StringIndexOutOfBoundsException wrong) {
            throw new ToolFailure(argument + ": " + revision + " is no revision", wrong);
        }
        if (id == null) {
            throw new ToolFailure(
                    revision.equals(Constants.HEAD)
                            ? "The repository has no commit yet."
                            : argument + ": there is no " + revision + "; look with list_branches, list_tags or log");
        }
        return walk.parseCommit(id);
    }

    /** Hash, author, date and message. */
    static ObjectNode describe(RevCommit commit, ObjectNode into, boolean whole) {
        PersonIdent author = commit.getAuthorIdent();
        String message = whole ? commit.getFullMessage().strip() : commit.getShortMessage();
        return into.put("commit", commit.name())
                .put("author", author.getName())
                .put("email", author.getEmailAddress())
                .put("date", date(author))
                .put("message", cut(message, LONGEST_MESSAGE));
    }

    static String date(PersonIdent person) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                person.getWhenAsInstant().atZone(person.getZoneId()));
    }

    static String cut(String text, int most) {
        return text.length() > most ? text.substring(0, most) + "... (cut)" : text;
    }

    /** A path of the repository: relative, without steps up. */
    static String path(String path) {
        String plain = path.startsWith("./") ? path.substring(2) : path;
        plain = plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain;
        if (plain.startsWith("/") || (plain + "/").contains("../") || plain.indexOf('\0') >= 0) {
            throw new ToolFailure("path: write it relative to the repository, without .. or a slash in front");
        }
        return plain;
    }
}

package org.mcpcoordinator.host.builtin.git;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.util.SystemReader;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.ToolFailure;
import org.mcpcoordinator.mcp.server.ToolResult;

/** Commits and branches, where they are allowed. The branch of the work tree stays as it is: somebody works there. */
final class WriteTools {
    private final Place place;
    private final int maxBytes;
    private final String author;
    private final String email;

    WriteTools(Place place, int maxBytes, String author, String email) {
        this.place = place;
        this.maxBytes = maxBytes;
        this.author = author;
        this.email = email;
    }

    ToolResult commit(Arguments arguments) throws IOException {
        Map<String, Optional<String>> files = files(arguments);
        String branch = arguments.text("branch");
        return place.work((repository, deadline) -> {
            Ref ref = repository.exactRef(Constants.R_HEADS + branch);
            if (ref == null || ref.getObjectId() == null) {
                throw new ToolFailure("branch: there is no " + branch + "; make it with create_branch");
            }
            if (ref.isSymbolic()) {
                throw new ToolFailure("branch: " + branch + " is another name for "
                        + Repository.shortenRefName(ref.getTarget().getName()) + "; name a branch itself");
            }
            if (WorkTrees.branches(repository).contains(ref.getName())) {
                throw new ToolFailure("branch: " + branch
                        + " is checked out in a work tree, which is not touched here; make another with"
                        + " create_branch and commit there");
            }
            try (RevWalk walk = new RevWalk(repository)) {
                RevCommit parent = walk.parseCommit(ref.getObjectId());
                ObjectId made = Commits.insert(
                        repository, parent, files, arguments.text("message").strip() + "\n", person());
                if (made == null) {
                    throw new ToolFailure("files: nothing would change; " + branch + " holds exactly this already");
                }
                move(repository, branch, parent, made, "commit: " + arguments.text("message"));
                return ToolResult.json(Revisions.describe(walk.parseCommit(made), Json.object(), true)
                        .put("branch", branch));
            }
        });
    }

    ToolResult createBranch(Arguments arguments) throws IOException {
        String name = arguments.text("name");
        if (!Repository.isValidRefName(Constants.R_HEADS + name) || name.startsWith("-")) {
            throw new ToolFailure("name: " + name + " is no name for a branch");
        }
        return place.work((repository, deadline) -> {
            if (repository.exactRef(Constants.R_HEADS + name) != null) {
                throw new ToolFailure("name: there is a branch " + name + " already");
            }
            try (RevWalk walk = new RevWalk(repository)) {
                RevCommit from = Revisions.commit(repository, walk, arguments.text("from", Constants.HEAD), "from");
                move(repository, name, ObjectId.zeroId(), from, "branch: created");
                return ToolResult.json(Revisions.describe(from, Json.object().put("branch", name), false));
            }
        });
    }

    private void move(Repository repository, String branch, ObjectId from, ObjectId to, String why) throws IOException {
        RefUpdate update = repository.updateRef(Constants.R_HEADS + branch);
        update.setExpectedOldObjectId(from);
        update.setNewObjectId(to);
        update.setRefLogIdent(person());
        update.setRefLogMessage(Revisions.cut(why, 200).replaceAll("\\s+", " "), false);
        RefUpdate.Result result = update.update();
        if (result != RefUpdate.Result.NEW && result != RefUpdate.Result.FAST_FORWARD) {
            throw new ToolFailure("branch: " + branch + " could not be moved (" + result
                    + "); somebody else changed it, or a branch of a similar name is in the way. Try again.");
        }
    }

    private Map<String, Optional<String>> files(Arguments arguments) {
        Map<String, Optional<String>> files = new LinkedHashMap<>();
        int bytes = 0;
        for (JsonNode file : arguments.json().path("files")) {
            String path = file.path("path").asText();
            try {
                SystemReader.getInstance().checkPath(path);
            } catch (CorruptObjectException wrong) {
                throw new ToolFailure("files: " + path + " is no path for a repository: " + wrong.getMessage(), wrong);
            }
            Optional<String> text = Optional.ofNullable(file.path("text").textValue());
            bytes += text.map(value -> value.getBytes(StandardCharsets.UTF_8).length)
                    .orElse(0);
            if (files.put(path, text) != null) {
                throw new ToolFailure("files: " + path + " is named twice");
            }
        }
        if (bytes > maxBytes) {
            throw new ToolFailure("files: hold " + bytes + " bytes; at most " + maxBytes + " are taken at once");
        }
        return files;
    }

    private PersonIdent person() {
        return new PersonIdent(author, email);
    }
}

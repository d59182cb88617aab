package org.mcpcoordinator.host.builtin.git;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jgit.dircache.DirCacheCheckout;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TagBuilder;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.host.builtin.sample.Dice;
import org.mcpcoordinator.host.builtin.sample.Draft;
import org.mcpcoordinator.mcp.Json;

/**
 * A repository of an invented project: commits of several people over some months, tags, a branch, and something not
 * committed yet.
 *
 * @param theme one of the sheet
 * @param seed equal seeds give equal commits
 * @param commits how many on the main branch, 5 to 60
 */
record SampleRepository(String theme, int seed, int commits) {
    private static final Instant BEGINNING = Instant.parse("2025-01-06T08:00:00Z");

    SampleRepository {
        Objects.requireNonNull(theme);
    }

    static String about(String theme) {
        return themes().required(theme).path("about").asText();
    }

    /** Makes the repository unless it is there. */
    void make(Path folder) throws IOException {
        Draft.make(folder, this::write);
    }

    private void write(Path draft) throws IOException {
        FileRepositoryBuilder builder = new FileRepositoryBuilder();
        builder.setFS(new NoPrograms(draft.toRealPath()));
        builder.setGitDir(draft.resolve(".git").toFile()).setWorkTree(draft.toFile());
        try (Repository repository = builder.build()) {
            repository.create(false);
            repository.updateRef(Constants.HEAD).link(Constants.R_HEADS + "main");
            Map<String, String> files = history(repository);
            check(repository);
            leaveSomethingUndone(draft, files);
        }
    }

    private Map<String, String> history(Repository repository) throws IOException {
        JsonNode sheet = themes().required(theme);
        List<String> messages = texts(sheet.path("messages"));
        List<Map.Entry<String, JsonNode>> templates =
                new ArrayList<>(sheet.path("files").properties());
        Dice dice = new Dice(seed, "git." + theme);
        List<PersonIdent> people = people(dice);
        Map<String, String> files = new LinkedHashMap<>();
        Instant when = BEGINNING;
        RevCommit head = null;
        try (RevWalk walk = new RevWalk(repository)) {
            for (int number = 0; number < commits; number++) {
                when = when.plusSeconds(dice.number(3, 90) * 3_600L + dice.number(0, 3_599));
                PersonIdent author = new PersonIdent(dice.pick(people), when, ZoneOffset.UTC);
                Map<String, Optional<String>> changed = new LinkedHashMap<>();
                for (int change = 0; change < (number == 0 ? 2 : dice.number(1, 3)); change++) {
                    var template =
                            number == 0 ? templates.get(change) : templates.get(dice.number(0, templates.size() - 1));
                    String text = next(dice, files.get(template.getKey()), texts(template.getValue()));
                    files.put(template.getKey(), text);
                    changed.put(template.getKey(), Optional.of(text));
                }
                String message = number == 0 ? "Begin" : dice.fill(dice.pick(messages));
                head = add(repository, walk, head, changed, message + "\n", author);
                if (number == commits / 2) {
                    branch(repository, walk, head, dice, author);
                }
                if (number % 6 == 5) {
                    tag(repository, head, number / 6 + 1, author);
                }
            }
            point(repository, Constants.R_HEADS + "main", Objects.requireNonNull(head));
        }
        return files;
    }

    /** A new file as its template says; one that is there gets another line, or one of its lines anew. */
    private static String next(Dice dice, @Nullable String text, List<String> template) {
        if (text == null) {
            return dice.fill(String.join("\n", template)) + "\n";
        }
        List<String> lines = new ArrayList<>(text.lines().toList());
        String line = dice.fill(template.get(dice.number(template.size() / 2, template.size() - 1)));
        int at = dice.number(lines.size() / 2, lines.size() - 1);
        if (dice.number(0, 2) == 0) {
            lines.set(at, line);
        } else {
            lines.add(at + 1, line);
        }
        return String.join("\n", lines) + "\n";
    }

    private void branch(Repository repository, RevWalk walk, RevCommit from, Dice dice, PersonIdent author)
            throws IOException {
        String noun = dice.word("noun");
        RevCommit work = add(
                repository,
                walk,
                from,
                Map.of(
                        "drafts/" + noun + ".md",
                        Optional.of(dice.fill("# {adjective} " + noun + "\n\nBy {person}.\n"))),
                "Try a new " + noun + "\n",
                author);
        point(repository, Constants.R_HEADS + "try/" + noun, work);
    }

    private static RevCommit add(
            Repository repository,
            RevWalk walk,
            @Nullable RevCommit parent,
            Map<String, Optional<String>> files,
            String message,
            PersonIdent author)
            throws IOException {
        ObjectId made = Commits.insert(repository, parent, files, message, author);
        return made == null ? Objects.requireNonNull(parent) : walk.parseCommit(made);
    }

    private static void tag(Repository repository, RevCommit commit, int minor, PersonIdent author) throws IOException {
        TagBuilder tag = new TagBuilder();
        tag.setTag("v0." + minor + ".0");
        tag.setObjectId(commit);
        tag.setTagger(author);
        tag.setMessage("Release 0." + minor + ".0\n");
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            ObjectId id = inserter.insert(tag);
            inserter.flush();
            point(repository, Constants.R_TAGS + tag.getTag(), id);
        }
    }

    private static void point(Repository repository, String name, ObjectId to) throws IOException {
        RefUpdate update = repository.updateRef(name);
        update.setNewObjectId(to);
        update.disableRefLog();
        RefUpdate.Result result = update.forceUpdate();
        if (result != RefUpdate.Result.NEW && result != RefUpdate.Result.NO_CHANGE) {
            throw new IOException("the sample's " + name + " could not be made: " + result);
        }
    }

    private static void check(Repository repository) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit head = walk.parseCommit(repository.resolve(Constants.HEAD));
            DirCacheCheckout checkout =
                    new DirCacheCheckout(repository, null, repository.lockDirCache(), head.getTree());
            checkout.checkout();
        }
    }

    private void leaveSomethingUndone(Path draft, Map<String, String> files) throws IOException {
        Dice dice = new Dice(seed, "undone." + theme);
        String path = files.keySet().iterator().next();
        Files.writeString(draft.resolve(path), files.get(path) + dice.fill("to do: {verb} the {noun}\n"));
        Files.writeString(draft.resolve("notes.txt"), dice.fill("{person} wants to {verb} the {noun} by {day}\n"));
    }

    private static List<PersonIdent> people(Dice dice) {
        List<PersonIdent> people = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String name = dice.person();
            people.add(new PersonIdent(name, name.toLowerCase(Locale.ROOT).replace(' ', '.') + "@example.org"));
        }
        return people;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(entry -> texts.add(entry.asText()));
        return texts;
    }

    private static JsonNode themes() {
        try (InputStream resource = SampleRepository.class.getResourceAsStream("themes.json")) {
            return Json.read(Objects.requireNonNull(resource).readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

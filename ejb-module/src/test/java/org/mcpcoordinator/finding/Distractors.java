package org.mcpcoordinator.finding;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tools that look like real ones and that no question asks for: for each field of work of {@code domains.txt} and each of its
 * things all that is usually done with things. Many words of the questions occur in them, with another meaning.
 */
final class Distractors {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What is done with a thing: verb, what it says (T one thing, S several, W where), arguments. */
    private record Action(String verb, String description, String arguments) {}

    private static final List<Action> ACTIONS = List.of(
            new Action("list", "Lists the S of the W, newest first. Pages of at most 100.", "state page limit"),
            new Action("get", "Returns one T of the W with all its fields.", "id fields"),
            new Action("create", "Creates a T in the W and returns its id.", "name notes owner"),
            new Action("update", "Changes fields of a T in the W.", "id name notes"),
            new Action("delete", "Deletes a T of the W. This cannot be undone.", "id force"),
            new Action("search", "Searches the S of the W by words in any field.", "query limit"),
            new Action("count", "Tells how many S the W has, grouped if wanted.", "groupBy state"),
            new Action("export", "Exports S of the W as a CSV or JSON file.", "format from to"),
            new Action("import", "Imports S into the W from an uploaded file.", "file dryRun"),
            new Action("archive", "Moves a T of the W to the archive.", "id reason"),
            new Action("restore", "Brings an archived T of the W back.", "id"),
            new Action("assign", "Assigns a T of the W to a member of the staff.", "id person"),
            new Action("schedule", "Puts a T of the W on the calendar.", "id date time"),
            new Action("cancel", "Cancels what is planned for a T of the W.", "id reason"),
            new Action("approve", "Approves a T of the W that waits for a decision.", "id comment"),
            new Action("reject", "Rejects a T of the W with a reason.", "id comment"),
            new Action("comment_on", "Adds a comment to a T of the W.", "id text"),
            new Action("attach_file_to", "Uploads a file or picture and attaches it to a T of the W.", "id file title"),
            new Action("tag", "Puts labels on a T of the W.", "id labels"),
            new Action("print", "Prints the page of a T of the W on the office printer.", "id printer copies"),
            new Action("send", "Sends a T of the W by email to the given recipients.", "id to message"),
            new Action("track", "Shows the history of a T of the W: who changed what and when.", "id since"),
            new Action("compare", "Compares two S of the W and lists the differences.", "left right"),
            new Action("copy", "Makes a copy of a T of the W under another name.", "id name"),
            new Action("merge", "Merges two S of the W that were entered twice.", "keep drop"),
            new Action("validate", "Checks a T of the W against the rules and reports errors.", "id strict"),
            new Action("report_on", "Makes a report with a chart about the S of the W in a period.", "from to groupBy"),
            new Action(
                    "notify_about", "Sends a notification about a T of the W to those who follow it.", "id channel"));

    private static final Map<String, String> ABOUT = Map.ofEntries(
            Map.entry("id", "Its id"),
            Map.entry("query", "Words to search for"),
            Map.entry("limit", "Maximum number of results"),
            Map.entry("page", "Page number, starting at 1"),
            Map.entry("state", "Only those in this state"),
            Map.entry("format", "csv or json"),
            Map.entry("from", "First day, ISO 8601"),
            Map.entry("to", "Last day, ISO 8601"),
            Map.entry("date", "Day in the form 2026-01-31"),
            Map.entry("file", "Path or URL of the file"),
            Map.entry("text", "What to say"),
            Map.entry("labels", "Comma-separated labels"));

    private Distractors() {}

    /** The tools of each field of work, one server each. */
    static Map<String, List<ObjectNode>> all() throws IOException {
        Map<String, List<ObjectNode>> servers = new LinkedHashMap<>();
        try (BufferedReader file = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Distractors.class.getResourceAsStream("domains.txt")),
                StandardCharsets.UTF_8))) {
            for (String line :
                    file.lines().filter(each -> !each.startsWith("#")).toList()) {
                String[] parts = line.split(" \\| ", -1);
                servers.put(parts[0], server(parts, servers.size()));
            }
        }
        return servers;
    }

    private static List<ObjectNode> server(String[] parts, int number) {
        List<ObjectNode> tools = new ArrayList<>();
        for (String thing : parts[2].split(", ", -1)) {
            for (Action action : ACTIONS) {
                tools.add(tool(parts[0], parts[1], thing, action, number));
            }
        }
        return tools;
    }

    private static ObjectNode tool(String domain, String where, String thing, Action action, int number) {
        String description = action.description()
                .replaceAll("\\bT\\b", thing)
                .replaceAll("\\bS\\b", plural(thing))
                .replaceAll("\\bW\\b", where);
        ObjectNode tool = JSON.createObjectNode()
                .put("name", name(domain, thing, action, number))
                .put("description", description);
        ObjectNode schema = tool.putObject("inputSchema").put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        for (String argument : action.arguments().split(" ", -1)) {
            properties
                    .putObject(argument)
                    .put("type", "string")
                    .put("description", ABOUT.getOrDefault(argument, "The " + argument + " of the " + thing));
        }
        schema.putArray("required").add(action.arguments().split(" ", -1)[0]);
        return tool;
    }

    /** Every third in camelCase, every third with the field of work in front, as authors of tools differ. */
    private static String name(String domain, String thing, Action action, int number) {
        String snake = action.verb() + "_" + thing.replaceAll("[^a-z]+", "_");
        return switch (number % 3) {
            case 0 -> snake;
            case 1 -> domain + "-" + snake.replace('_', '-');
            default -> camel(snake);
        };
    }

    private static String camel(String snake) {
        String joined = Stream.of(snake.split("_", -1))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
        return joined.substring(0, 1).toLowerCase(Locale.ROOT) + joined.substring(1);
    }

    private static String plural(String thing) {
        return thing.endsWith("y") && !thing.endsWith("ay")
                ? thing.substring(0, thing.length() - 1) + "ies"
                : thing + "s";
    }
}

package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import org.mcpcoordinator.cli.terminal.Colour;
import org.mcpcoordinator.cli.terminal.Printer;

/** Revisions for people. */
final class RevisionView {
    private static final int HASH = 12;

    private RevisionView() {}

    /** The beginning of its hash, long enough to tell revisions apart. */
    static String hash(JsonNode revision) {
        String hash = revision.path("hash").asText();
        return hash.substring(0, Math.min(HASH, hash.length()));
    }

    /** What stands between two, as diff(1) would mark it. */
    static void difference(JsonNode difference, Printer printer) {
        printer.line("--- " + title(difference.path("from")));
        printer.line("+++ " + title(difference.path("to")));
        int changes = 0;
        for (JsonNode change : difference.path("changes")) {
            changes++;
            String server = change.path("server").asText();
            switch (change.path("kind").asText()) {
                case "added" -> printer.line(Colour.GREEN, "+ " + server);
                case "removed" -> printer.line(Colour.RED, "- " + server);
                default -> fields(server, change.path("fields"), printer);
            }
        }
        printer.line(changes == 0 ? "They say the same." : changes + " servers differ.");
    }

    private static void fields(String server, JsonNode fields, Printer printer) {
        printer.line(Colour.YELLOW, "~ " + server);
        for (JsonNode field : fields) {
            printer.line("    " + field.path("field").asText());
            line(printer, Colour.RED, "    - ", field.path("before").asText());
            line(printer, Colour.GREEN, "    + ", field.path("after").asText());
        }
    }

    private static void line(Printer printer, Colour colour, String sign, String value) {
        if (!value.isEmpty()) {
            printer.line(colour, sign + value);
        }
    }

    private static String title(JsonNode revision) {
        String reason = revision.path("reason").asText("");
        return "revision " + revision.path("id").asLong() + " (number "
                + revision.path("number").asInt() + " of "
                + revision.path("fleet").asText() + ", " + hash(revision)
                + "), by " + revision.path("author").asText() + " at "
                + revision.path("createdAt").asText() + (reason.isEmpty() ? "" : ": " + reason);
    }
}

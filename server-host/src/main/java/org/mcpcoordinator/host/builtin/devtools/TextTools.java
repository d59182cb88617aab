package org.mcpcoordinator.host.builtin.devtools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.algorithm.myers.MyersDiff;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;
import com.github.difflib.patch.Patch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.ToolFailure;
import org.mcpcoordinator.mcp.server.ToolResult;

/** Tools on plain texts. */
final class TextTools {
    /** The time of a comparison grows with the product of the lines. */
    private static final int MOST_LINES = 4000;

    /** Up to here the variant that gives the nicer diff has memory enough: it grows with the square. */
    private static final int SMALL_LINES = 600;

    private static final Pattern WORD_BORDER =
            Pattern.compile("[^\\p{L}\\p{N}]+|(?<=[\\p{Ll}\\p{N}])(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})");
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private TextTools() {}

    static ToolResult diff(Arguments arguments) {
        List<String> left = lines(arguments, "left");
        List<String> right = lines(arguments, "right");
        boolean small = left.size() + right.size() <= SMALL_LINES;
        Patch<String> patch = DiffUtils.diff(left, right, small ? new MyersDiff<>() : new MyersDiffWithLinearSpace<>());
        if (patch.getDeltas().isEmpty()) {
            return ToolResult.text("The texts are equal.");
        }
        List<String> unified = UnifiedDiffUtils.generateUnifiedDiff(
                arguments.text("leftName", "left"),
                arguments.text("rightName", "right"),
                left,
                patch,
                arguments.number("context", 3));
        return ToolResult.text(String.join("\n", unified));
    }

    static ToolResult stats(Arguments arguments) {
        String text = arguments.text("text");
        List<String> words =
                BLANKS.splitAsStream(text).filter(word -> !word.isEmpty()).toList();
        ObjectNode result = Json.object();
        result.put("characters", text.codePointCount(0, text.length()));
        result.put("bytes", text.getBytes(StandardCharsets.UTF_8).length);
        result.put("lines", text.isEmpty() ? 0 : text.lines().count());
        result.put("words", words.size());
        result.put(
                "differentWords",
                new HashSet<>(words.stream()
                                .map(word -> word.toLowerCase(Locale.ROOT))
                                .toList())
                        .size());
        result.put("longestLine", text.lines().mapToInt(String::length).max().orElse(0));
        result.put("nonAscii", text.codePoints().filter(c -> c > 127).count());
        return ToolResult.json(result);
    }

    static ToolResult convertCase(Arguments arguments) {
        String text = arguments.text("text");
        List<String> words = Arrays.stream(WORD_BORDER.split(text))
                .filter(word -> !word.isEmpty())
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
        return ToolResult.text(
                switch (arguments.text("style")) {
                    case "camel" ->
                        decapitalised(words.stream().map(TextTools::capitalised).collect(Collectors.joining()));
                    case "pascal" -> words.stream().map(TextTools::capitalised).collect(Collectors.joining());
                    case "snake" -> String.join("_", words);
                    case "kebab" -> String.join("-", words);
                    case "constant" -> String.join("_", words).toUpperCase(Locale.ROOT);
                    case "title" -> words.stream().map(TextTools::capitalised).collect(Collectors.joining(" "));
                    case "upper" -> text.toUpperCase(Locale.ROOT);
                    default -> text.toLowerCase(Locale.ROOT);
                });
    }

    private static List<String> lines(Arguments arguments, String name) {
        List<String> lines = arguments.text(name).lines().toList();
        if (lines.size() > MOST_LINES) {
            throw new ToolFailure(name + ": has " + lines.size() + " lines, at most " + MOST_LINES
                    + " can be compared; send the part that matters");
        }
        return lines;
    }

    private static String capitalised(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    private static String decapitalised(String word) {
        return word.isEmpty() ? word : word.substring(0, 1).toLowerCase(Locale.ROOT) + word.substring(1);
    }
}

package org.mcpcoordinator.host.builtin.devtools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.ToolFailure;
import org.mcpcoordinator.mcp.server.ToolResult;

/** Versions and numbers. */
final class VersionTools {
    private static final Pattern VERSION = Pattern.compile(
            "v?(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9})(?:-([0-9A-Za-z.-]{1,100}))?(?:\\+[0-9A-Za-z.-]{1,100})?");

    private VersionTools() {}

    /** Order of Semantic Versioning 2.0.0, section 11. */
    static ToolResult compare(Arguments arguments) {
        Matcher left = version(arguments.text("left"), "left");
        Matcher right = version(arguments.text("right"), "right");
        String[] parts = {"major", "minor", "patch"};
        ObjectNode result = Json.object();
        int order = 0;
        String difference = "none";
        for (int i = 0; i < parts.length && order == 0; i++) {
            order = Integer.compare(Integer.parseInt(left.group(i + 1)), Integer.parseInt(right.group(i + 1)));
            difference = order == 0 ? difference : parts[i];
        }
        if (order == 0) {
            order = comparePrerelease(left.group(4), right.group(4));
            difference = order == 0 ? difference : "prerelease";
        }
        result.put("order", order < 0 ? "older" : order > 0 ? "newer" : "equal");
        return ToolResult.json(result.put("difference", difference).put("breaking", "major".equals(difference)));
    }

    static ToolResult convertNumber(Arguments arguments) {
        String text = arguments.text("number").strip().toLowerCase(Locale.ROOT).replace("_", "");
        boolean negative = text.startsWith("-");
        String digits = negative ? text.substring(1) : text;
        int base = arguments.number("base", 10);
        if (digits.startsWith("0x")) {
            base = 16;
            digits = digits.substring(2);
        } else if (digits.startsWith("0b") && base != 16) {
            base = 2;
            digits = digits.substring(2);
        } else if (digits.startsWith("0o")) {
            base = 8;
            digits = digits.substring(2);
        }
        try {
            BigInteger number = new BigInteger(digits, base);
            number = negative ? number.negate() : number;
            ObjectNode result = Json.object();
            result.put("decimal", number.toString()).put("hex", number.toString(16));
            result.put("octal", number.toString(8)).put("binary", number.toString(2));
            return ToolResult.json(result.put("bits", number.bitLength()));
        } catch (NumberFormatException wrong) {
            throw new ToolFailure("number: " + text + " is no whole number of base " + base, wrong);
        }
    }

    private static int comparePrerelease(@Nullable String left, @Nullable String right) {
        if (left == null || right == null) {
            return Boolean.compare(left == null, right == null);
        }
        String[] lefts = left.split("\\.", -1);
        String[] rights = right.split("\\.", -1);
        for (int i = 0; i < Math.min(lefts.length, rights.length); i++) {
            int order = compareIdentifier(lefts[i], rights[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(lefts.length, rights.length);
    }

    private static int compareIdentifier(String left, String right) {
        boolean leftNumber = left.matches("\\d+");
        boolean rightNumber = right.matches("\\d+");
        if (leftNumber && rightNumber) {
            return new BigInteger(left).compareTo(new BigInteger(right));
        }
        return leftNumber == rightNumber ? left.compareTo(right) : leftNumber ? -1 : 1;
    }

    private static Matcher version(String text, String name) {
        Matcher matcher = VERSION.matcher(text.strip());
        if (!matcher.matches()) {
            throw new ToolFailure(name + ": " + text + " is no semantic version; write for example 2.4.0-rc.1");
        }
        return matcher;
    }
}

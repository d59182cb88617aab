package org.mcpcoordinator.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The smallest server that speaks MCP over stdio; needs nothing but a JDK, and is run in a process of its own. With the argument
 * {@code tools} it lists one.
 */
public final class PipedProgram {
    private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");

    private static boolean tools;

    private PipedProgram() {}

    /** A server of a fleet file, in YAML, four spaces in. */
    static String definition(String name) {
        return """
                  - name: %s
                    category: dev-tools
                    command: %s
                    args: ["-Xmx16m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", "%s", "%s"]
                    transport: stdio
                """.formatted(
                        name,
                        Path.of(System.getProperty("java.home"), "bin/java"),
                        RunningProduct.ROOT.resolve("acceptance/target/test-classes"),
                        PipedProgram.class.getName());
    }

    /** The same, seconds after it was started. */
    static String late(String name, int seconds) {
        return """
                  - name: %s
                    category: dev-tools
                    command: /bin/sh
                    args: ["-c", "sleep %d; exec \\"$0\\" \\"$@\\"", "%s", "-Xmx16m", "-cp", "%s", "%s"]
                    transport: stdio
                """.formatted(
                        name,
                        seconds,
                        Path.of(System.getProperty("java.home"), "bin/java"),
                        RunningProduct.ROOT.resolve("acceptance/target/test-classes"),
                        PipedProgram.class.getName());
    }

    public static void main(String[] args) throws IOException {
        tools = args.length > 0 && args[0].equals("tools");
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Matcher id = ID.matcher(line);
                if (id.find()) {
                    System.out.println("{\"jsonrpc\":\"2.0\",\"id\":" + id.group(1) + answer(line) + "}");
                }
            }
        }
    }

    private static String answer(String line) {
        if (line.contains("\"initialize\"")) {
            return ",\"result\":{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{},"
                    + "\"serverInfo\":{\"name\":\"piped\",\"version\":\"1\"}}";
        }
        if (tools && line.contains("\"tools/list\"")) {
            return ",\"result\":{\"tools\":[{\"name\":\"echo\",\"inputSchema\":{\"type\":\"object\"}}]}";
        }
        return line.contains("\"ping\"")
                ? ",\"result\":{}"
                : ",\"error\":{\"code\":-32601,\"message\":\"method not found\"}";
    }
}

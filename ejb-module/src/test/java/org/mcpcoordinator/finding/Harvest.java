package org.mcpcoordinator.finding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/**
 * Lists the tools of servers that npm has, for the labelled set: a program for whoever renews it, no test. Each package of
 * {@code packages.txt} is installed into a folder (its install scripts are not run), started with values that open nothing,
 * asked for its tools over stdio, and ended. Needs Node and npm:
 *
 * <pre>java -cp JACKSON Harvest.java packages.txt FOLDER harvest.json.gz</pre>
 */
final class Harvest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> LICENSES =
            Set.of("MIT", "Apache-2.0", "ISC", "BSD-2-Clause", "BSD-3-Clause", "0BSD");
    private static final int PATIENCE_SECONDS = 60;
    private static final int MOST_PAGES = 20;

    private final Path folder;

    private Harvest(Path folder) {
        this.folder = folder;
    }

    /** A line of the list: name, version, arguments, and settings as NAME=value. */
    private record Wanted(String name, String version, List<String> arguments, Map<String, String> settings) {
        static Wanted of(String line) {
            List<String> words = Arrays.asList(line.strip().split("\\s+"));
            Map<String, String> settings = new java.util.TreeMap<>();
            List<String> arguments = new ArrayList<>();
            for (String word : words.subList(2, words.size())) {
                if (word.matches("[A-Z][A-Z0-9_]*=.*")) {
                    settings.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
                } else {
                    arguments.add(word);
                }
            }
            return new Wanted(words.get(0), words.get(1), arguments, settings);
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Harvest harvest =
                new Harvest(Files.createDirectories(Path.of(arguments[1]).toAbsolutePath()));
        ArrayNode packages = JSON.createArrayNode();
        int tools = 0;
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                ObjectNode found = harvest.ask(Wanted.of(line));
                System.out.println(found.path("package").asText() + " "
                        + found.path("version").asText() + " "
                        + found.path("license").asText() + ": "
                        + found.path("tools").size() + " tools "
                        + found.path("failure").asText());
                if (found.path("tools").size() > 0
                        && LICENSES.contains(found.path("license").asText())) {
                    packages.add(found);
                    tools += found.path("tools").size();
                }
            }
        }
        System.out.println(packages.size() + " packages, " + tools + " tools");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(Path.of(arguments[2])))) {
            JSON.writeValue(out, packages);
        }
    }

    private ObjectNode ask(Wanted wanted) throws IOException, InterruptedException {
        ObjectNode found = JSON.createObjectNode().put("package", wanted.name());
        Path home = Files.createDirectories(folder.resolve(wanted.name().replaceAll("[^A-Za-z0-9.-]", "_")));
        try {
            Path module = home.resolve("node_modules").resolve(wanted.name());
            if (!Files.isDirectory(module)) {
                install(wanted, home);
            }
            JsonNode manifest = JSON.readTree(module.resolve("package.json").toFile());
            found.put("version", manifest.path("version").asText());
            found.put("license", license(manifest, module));
            list(wanted, home, module.resolve(program(manifest, wanted.name())), found);
        } catch (IOException failure) {
            found.put("failure", String.valueOf(failure.getMessage()));
        }
        return found;
    }

    private static void install(Wanted wanted, Path home) throws IOException, InterruptedException {
        String what = wanted.version().equals("-") ? wanted.name() : wanted.name() + "@" + wanted.version();
        Process npm = new ProcessBuilder(
                        "npm",
                        "install",
                        "--ignore-scripts",
                        "--no-audit",
                        "--no-fund",
                        "--prefix",
                        home.toString(),
                        what)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("npm.log").toFile())
                .start();
        if (!npm.waitFor(180, TimeUnit.SECONDS) || npm.exitValue() != 0) {
            end(npm);
            throw new IOException("npm did not install it: see npm.log");
        }
    }

    /** Some name a file that is not in the package, and say in their README what it is. */
    private static String license(JsonNode manifest, Path module) throws IOException {
        String named = manifest.path("license").asText();
        Path readme = module.resolve("README.md");
        boolean told = named.startsWith("SEE LICENSE")
                && Files.exists(readme)
                && Files.readString(readme).contains("is licensed under the MIT License");
        return told ? "MIT" : named;
    }

    private static String program(JsonNode manifest, String name) throws IOException {
        JsonNode bin = manifest.path("bin");
        if (bin.isTextual()) {
            return bin.asText();
        }
        String own = name.substring(name.indexOf('/') + 1);
        if (bin.has(own)) {
            return bin.path(own).asText();
        }
        if (bin.isEmpty()) {
            throw new IOException("it has no program");
        }
        return bin.elements().next().asText();
    }

    private static void list(Wanted wanted, Path home, Path program, ObjectNode found)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("node", program.toString()));
        wanted.arguments().forEach(argument -> command.add(argument.replace("${home}", home.toString())));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectError(home.resolve("server.log").toFile());
        String path = builder.environment().get("PATH");
        builder.environment().clear();
        builder.environment().put("PATH", path);
        builder.environment().put("HOME", home.toString());
        builder.environment().putAll(wanted.settings());
        Process server = builder.start();
        Thread guard = new Thread(() -> endAfter(server));
        guard.setDaemon(true);
        guard.start();
        try (BufferedReader in = server.inputReader();
                Writer out = server.outputWriter()) {
            JsonNode greeting = greet(in, out);
            found.set("serverInfo", greeting.path("serverInfo"));
            if (greeting.has("instructions")) {
                found.set("instructions", greeting.get("instructions"));
            }
            found.set("tools", tools(in, out));
        } finally {
            end(server);
        }
    }

    private static JsonNode greet(BufferedReader in, Writer out) throws IOException {
        JsonNode hello = JSON.readTree("{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{},"
                + "\"clientInfo\":{\"name\":\"harvest\",\"version\":\"1\"}}");
        JsonNode greeting = ask(in, out, 1, "initialize", hello);
        send(out, JSON.createObjectNode().put("jsonrpc", "2.0").put("method", "notifications/initialized"));
        return greeting;
    }

    private static ArrayNode tools(BufferedReader in, Writer out) throws IOException {
        ArrayNode tools = JSON.createArrayNode();
        ObjectNode parameters = JSON.createObjectNode();
        for (int page = 0; page < MOST_PAGES; page++) {
            JsonNode result = ask(in, out, page + 2, "tools/list", parameters);
            for (JsonNode tool : result.path("tools")) {
                ObjectNode kept = tools.addObject();
                for (String field : List.of("name", "title", "description", "inputSchema")) {
                    if (tool.has(field)) {
                        kept.set(field, tool.get(field));
                    }
                }
            }
            if (!result.path("nextCursor").isTextual()) {
                break;
            }
            parameters.set("cursor", result.get("nextCursor"));
        }
        return tools;
    }

    private static JsonNode ask(BufferedReader in, Writer out, int id, String method, JsonNode parameters)
            throws IOException {
        ObjectNode request =
                JSON.createObjectNode().put("jsonrpc", "2.0").put("id", id).put("method", method);
        request.set("params", parameters);
        send(out, request);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith("{")) {
                JsonNode answer = JSON.readTree(line);
                if (answer.path("id").asInt(-1) == id && !answer.has("method")) {
                    if (answer.has("error")) {
                        throw new IOException(answer.get("error").toString());
                    }
                    return answer.path("result");
                }
            }
        }
        throw new IOException("it ended without an answer to " + method);
    }

    private static void send(Writer out, JsonNode message) throws IOException {
        out.write(message + "\n");
        out.flush();
    }

    private static void endAfter(Process server) {
        try {
            server.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
        end(server);
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}

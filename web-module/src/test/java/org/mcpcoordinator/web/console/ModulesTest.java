package org.mcpcoordinator.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Follows the imports as a browser does: without a bundler nobody else would notice a missing module. */
class ModulesTest {
    private static final Path CONSOLE = Path.of("src/main/webapp/console");
    private static final Path LIBRARIES = Path.of("target/console-lib/META-INF/resources/_static");
    private static final Pattern IMPORT = Pattern.compile(
            "(?:\\bimport\\s*\\(\\s*|\\bfrom\\s*|\\bimport\\s*)[\"']([^\"'\\s]+)[\"']", Pattern.MULTILINE);
    private static final Pattern STATIC_IMPORT = Pattern.compile("(?:\\bfrom\\s*|\\bimport\\s*)[\"']([^\"'\\s]+)[\"']");
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|(?m)^\\s*//.*$", Pattern.DOTALL);

    private final Map<String, String> imports = importMap();

    @Test
    void everyImportedModuleIsThere() throws IOException {
        Deque<Path> open = new ArrayDeque<>();
        try (Stream<Path> files = Files.walk(CONSOLE)) {
            files.filter(path -> path.toString().endsWith(".js")).forEach(open::add);
        }
        Set<Path> seen = new HashSet<>(open);
        Set<String> missing = new TreeSet<>();
        while (!open.isEmpty()) {
            Path module = open.poll();
            for (String specifier : importsOf(module, IMPORT)) {
                Path target = resolve(specifier, module);
                if (!Files.isRegularFile(target)) {
                    missing.add(module + " imports " + specifier + " -> " + target);
                } else if (seen.add(target)) {
                    open.add(target);
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(seen).anySatisfy(path -> assertThat(path.toString()).contains("vaadin-grid.js"));
    }

    /** Named beforehand, the modules of the first page arrive at once instead of one import after another. */
    @Test
    void thePageNamesAllModulesOfTheFleet() throws IOException {
        Set<String> needed = new TreeSet<>();
        Deque<Path> open = new ArrayDeque<>(List.of(CONSOLE.resolve("app.js"), CONSOLE.resolve("pages/fleet.js")));
        while (!open.isEmpty()) {
            Path module = open.poll();
            if (needed.add(address(module).replaceFirst("^/console/", ""))) {
                importsOf(module, STATIC_IMPORT).forEach(specifier -> open.add(resolve(specifier, module)));
            }
        }
        Set<String> named = Pattern.compile("<link rel=\"modulepreload\" href=\"(?:@BUILD@/)?([^\"]+)\">")
                .matcher(Files.readString(CONSOLE.resolve("index.html")))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(named).isEqualTo(needed);
    }

    @Test
    void noModuleIsLongerThan250Lines() throws IOException {
        try (Stream<Path> files = Files.walk(CONSOLE)) {
            assertThat(files.filter(path -> path.toString().endsWith(".js")).toList())
                    .allSatisfy(path -> assertThat(Files.readAllLines(path)).hasSizeLessThanOrEqualTo(250));
        }
    }

    @Test
    void nothingIsFetchedFromElsewhere() throws IOException {
        try (Stream<Path> files = Files.walk(CONSOLE)) {
            assertThat(files.filter(Files::isRegularFile).toList())
                    .allSatisfy(path -> assertThat(Files.readString(path).replace("http://www.w3.org/", ""))
                            .doesNotContainPattern("(?:src|href|url|import|fetch)\\W{1,3}https?://"));
        }
    }

    private static List<String> importsOf(Path module, Pattern kind) {
        try {
            Matcher matcher =
                    kind.matcher(COMMENT.matcher(Files.readString(module)).replaceAll(""));
            return matcher.results().map(found -> found.group(1)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path resolve(String specifier, Path from) {
        String address = specifier.startsWith(".")
                ? address(from.resolveSibling(specifier).normalize())
                : specifier;
        String mapped = imports.entrySet().stream()
                .filter(entry -> entry.getKey().equals(address)
                        || entry.getKey().endsWith("/") && address.startsWith(entry.getKey()))
                .max((one, other) ->
                        Integer.compare(one.getKey().length(), other.getKey().length()))
                .map(entry ->
                        entry.getValue() + address.substring(entry.getKey().length()))
                .orElse(address);
        if (mapped.startsWith("/console/lib/")) {
            return LIBRARIES.resolve(mapped.substring("/console/lib/".length()));
        }
        return CONSOLE.resolve(mapped.replaceFirst("^/console/(@BUILD@/)?", ""));
    }

    private static String address(Path file) {
        return file.startsWith(LIBRARIES)
                ? "/console/lib/" + LIBRARIES.relativize(file)
                : "/console/" + CONSOLE.relativize(file);
    }

    private static Map<String, String> importMap() {
        try {
            return new ObjectMapper()
                    .readValue(
                            CONSOLE.resolve("importmap.json").toFile(),
                            new TypeReference<Map<String, Map<String, String>>>() {})
                    .getOrDefault("imports", Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

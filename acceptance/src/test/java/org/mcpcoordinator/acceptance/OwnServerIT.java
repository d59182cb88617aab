package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * From a product that runs to the first call of one's own stdio server by somebody else's client, in the very words of the README.
 * What it took is left in {@code target/own-server.txt}; clone, build and {@code up} stand before it.
 */
@ExtendWith(RunningProduct.Provider.class)
class OwnServerIT {
    private static final String CLIENT = "@modelcontextprotocol/inspector@";
    private static final String FOLDER = "/srv/shelf";
    private static final Duration MOST = Duration.ofMinutes(3);

    private static RunningProduct product;
    private static Path work;

    @AfterAll
    static void takeItAway() throws IOException {
        if (product == null) {
            return;
        }
        Path none = Files.writeString(work.resolve("none.yaml"), "fleet: own\nservers: []\n");
        product.coordinator("apply", none.toString(), "--profile", "quick", "--watch", "--allow-remove", "1");
        for (JsonNode token : product.get("tokens").path("items")) {
            if (token.path("name").asText().startsWith("connect-inspector-shelf-")) {
                product.send(product.request("api/v1/tokens/" + token.path("id").asText())
                        .DELETE()
                        .build());
            }
        }
    }

    @Test
    void theReadmesWordsLeadToTheFirstCallOfOnesOwnStdioServer(RunningProduct running) throws IOException {
        Path modules = Peers.install();
        Requirement.program("npx");
        product = running;
        Inspector inspector = new Inspector(modules, "{}");
        work = inspector.folder();
        Path shelf = Files.createDirectory(work.toRealPath().resolve("shelf"));
        Files.writeString(shelf.resolve("note.txt"), "written before");
        String readme = Files.readString(RunningProduct.ROOT.resolve("README.md"));
        Files.writeString(work.resolve("fleet.yaml"), fleet(readme).replace(FOLDER, shelf.toString()));

        Instant begun = Instant.now();
        String last = "";
        for (List<String> words : steps(readme.replace(FOLDER, shelf.toString()))) {
            Commands.Outcome step =
                    words.get(0).equals("./coordinator") ? coordinator(words) : client(inspector, words);
            assertThat(step.exitCode()).as(words + "\n" + step.output()).isZero();
            last = step.output();
        }
        Duration took = Duration.between(begun, Instant.now());

        assertThat(last).contains("note.txt");
        assertThat(took).isLessThan(MOST);
        Files.writeString(
                RunningProduct.ROOT.resolve("acceptance/target/own-server.txt"),
                "first call of one's own stdio server after " + took.toMillis() + " ms\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** The server {@code shelf} of the README's file, alone in one of its own. */
    private static String fleet(String readme) {
        String block = block(readme, "# fleet.yaml");
        int begin = block.indexOf("  - name: shelf");
        return "fleet: own\nservers:\n" + block.substring(begin, block.indexOf("  - name:", begin + 1));
    }

    /** The commands of the block, word by word: no shell takes part. */
    private static List<List<String>> steps(String readme) {
        List<List<String>> steps = new ArrayList<>();
        for (String line :
                block(readme, "connect inspector").replace("\\\n", " ").split("\n", -1)) {
            String command = line.replaceFirst(" {2,}#.*", "").strip();
            if (!command.isEmpty()) {
                steps.add(List.of(command.split(" +", -1)));
            }
        }
        assertThat(steps).hasSize(4);
        return steps;
    }

    private static String block(String readme, String word) {
        return Pattern.compile("(?s)```[a-z]*\n(.*?)```")
                .matcher(readme)
                .results()
                .map(found -> found.group(1))
                .filter(block -> block.contains(word))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the README has no block with " + word));
    }

    private static Commands.Outcome coordinator(List<String> words) {
        List<String> argv = new ArrayList<>();
        argv.add(RunningProduct.ROOT.resolve("coordinator").toString());
        argv.add(words.get(1));
        argv.addAll(List.of("--data", product.data().toString()));
        argv.addAll(words.subList(2, words.size()));
        return Commands.run(argv, work, Map.of("COORDINATOR_BUILD", "never"));
    }

    /** The client that the README names, in the version that is installed here. */
    private static Commands.Outcome client(Inspector inspector, List<String> words) {
        assertThat(words.subList(0, 2)).containsExactly("npx", "-y");
        String wanted = words.get(2);
        String installed = RunningProduct.json(
                        read(RunningProduct.ROOT.resolve("acceptance/src/test/peers/package.json")))
                .path("dependencies")
                .path("@modelcontextprotocol/inspector")
                .asText();
        assertThat(wanted).isEqualTo(CLIENT + installed);
        return inspector.run(words.subList(3, words.size()));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

package org.mcpcoordinator.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.rollout.RolloutState;

class MessagesTest {
    private static final Path CONSOLE = Path.of("src/main/webapp/console");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\w+}");
    /** A key written out in a module: t('key') or t(`key`) without an expression in it. */
    private static final Pattern USED = Pattern.compile("\\bt\\(\\s*['`]([a-zA-Z][\\w.-]+)['`]");

    private static final Pattern THAI = Pattern.compile("\\p{IsThai}");

    private final Map<String, String> english = bundle("en");
    private final Map<String, String> thai = bundle("th");

    @Test
    void bothLanguagesHaveTheSameKeys() {
        assertThat(english.keySet()).as("English, but not Thai").isSubsetOf(thai.keySet());
        assertThat(thai.keySet()).as("Thai, but not English").isSubsetOf(english.keySet());
    }

    @Test
    void bothLanguagesFillInTheSameValues() {
        english.forEach(
                (key, text) -> assertThat(placeholders(thai.get(key))).as(key).isEqualTo(placeholders(text)));
    }

    @Test
    void everyThaiTextIsThai() {
        assertThat(thai).allSatisfy((key, text) -> assertThat(text).as(key).containsPattern(THAI));
    }

    @Test
    void everyTextThatIsAskedForExists() throws IOException {
        Set<String> used = new TreeSet<>();
        try (Stream<Path> files = Files.walk(CONSOLE)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".js")).toList()) {
                USED.matcher(Files.readString(file)).results().forEach(found -> used.add(found.group(1)));
            }
        }
        assertThat(used)
                .isNotEmpty()
                .allSatisfy(key -> assertThat(english.containsKey(key) || english.containsKey(key + ".other"))
                        .as(key)
                        .isTrue());
    }

    @Test
    void everyCodeOfTheProductHasItsWord() {
        Set<String> wanted = new TreeSet<>();
        keys("state", InstanceState.values()).forEach(wanted::add);
        keys("reason", Reason.values()).forEach(wanted::add);
        keys("rolloutState", RolloutState.values()).forEach(wanted::add);
        keys("problem", ProblemCode.values()).forEach(wanted::add);
        Stream.of(Category.values())
                .map(category -> "category." + category.id())
                .forEach(wanted::add);
        wanted.removeAll(english.keySet());

        assertThat(wanted).as("missing in messages/en.json and th.json").isEmpty();
    }

    private static Stream<String> keys(String group, Enum<?>[] codes) {
        return Stream.of(codes).map(code -> group + "." + code.name());
    }

    private static Set<String> placeholders(String text) {
        return PLACEHOLDER
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, String> bundle(String language) {
        try {
            return new ObjectMapper()
                    .readValue(
                            CONSOLE.resolve("messages/" + language + ".json").toFile(),
                            new TypeReference<TreeMap<String, String>>() {});
        } catch (IOException e) {
            throw new IllegalStateException(language, e);
        }
    }
}

package org.mcpcoordinator.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemException;

/** What a shell, a loader, a header or a database would read as more than text, at each place of a fleet file. */
class InjectionTest {
    /** A value that means something to somebody. */
    private enum Bait {
        SEMICOLON(";id"),
        DOLLAR("$(id)"),
        BACKTICK("`id`"),
        NEWLINE("a\nb"),
        UP("../../etc/passwd"),
        QUOTES("'\"*?~!&|<>"),
        OPTION("--eval=1"),
        LETTERS("ü€😀"),
        ESCAPE("\u001b[2J"),
        NUL("a\0b"),
        HALF("\ud83d"),
        LONG("x".repeat(64 << 10)),
        PLACEHOLDER("${PATH}");

        private final String value;

        Bait(String value) {
            this.value = value;
        }
    }

    /** All that is refused wherever it stands. */
    private static final Set<Bait> NEVER = Set.of(Bait.NUL, Bait.HALF, Bait.LONG);

    /**
     * A place in a file.
     *
     * @param put puts a value there
     * @param get finds it again in what was read
     * @param at where a mistake about it is told
     * @param lets what may stand there, beside which everything is refused
     */
    private record Place(
            String name,
            BiConsumer<ObjectNode, String> put,
            Function<ServerDefinition, String> get,
            Function<String, String> at,
            Set<Bait> lets) {}

    private static final Set<Bait> WORDS = Set.of(
            Bait.SEMICOLON,
            Bait.DOLLAR,
            Bait.BACKTICK,
            Bait.NEWLINE,
            Bait.UP,
            Bait.QUOTES,
            Bait.OPTION,
            Bait.LETTERS,
            Bait.ESCAPE);

    private static final List<Place> PLACES = List.of(
            new Place(
                    "name",
                    (file, value) -> server(file).put("name", value).put("command", "x"),
                    ServerDefinition::name,
                    value -> "/servers/0/name",
                    Set.of()),
            new Place(
                    "command",
                    (file, value) -> server(file).put("command", value),
                    server -> command(server).argv().get(0),
                    value -> "/servers/0/command",
                    // Names that are looked for on the PATH as they stand.
                    Set.of(Bait.SEMICOLON, Bait.DOLLAR, Bait.BACKTICK, Bait.QUOTES, Bait.OPTION, Bait.LETTERS)),
            new Place(
                    "path of a program",
                    (file, value) -> server(file).put("command", "/opt/" + value),
                    server -> command(server).argv().get(0).substring("/opt/".length()),
                    value -> "/servers/0/command",
                    Set.of(Bait.SEMICOLON, Bait.DOLLAR, Bait.BACKTICK, Bait.QUOTES, Bait.OPTION, Bait.LETTERS)),
            new Place(
                    "argument",
                    (file, value) -> server(file)
                            .put("command", "x")
                            .putArray("args")
                            .add("a")
                            .add(value),
                    server -> command(server).argv().get(2),
                    value -> "/servers/0/args/1",
                    WORDS),
            new Place(
                    "variable",
                    (file, value) ->
                            server(file).put("command", "x").putObject("env").put("NOTE", value),
                    server -> command(server).env().get("NOTE"),
                    value -> "/servers/0/env/NOTE",
                    WORDS),
            new Place(
                    "name of a variable",
                    (file, value) ->
                            server(file).put("command", "x").putObject("env").put(value, "1"),
                    server -> command(server).env().keySet().iterator().next(),
                    value -> Mistakes.below("/servers/0/env", value),
                    Set.of()),
            new Place(
                    "path of an endpoint",
                    (file, value) -> server(file).put("command", "x").put("path", "/" + value),
                    server -> command(server).path().substring(1),
                    value -> "/servers/0/path",
                    Set.of(Bait.SEMICOLON, Bait.DOLLAR, Bait.UP, Bait.OPTION)),
            new Place(
                    "header",
                    (file, value) -> remote(file).putObject("headers").put("X-Note", value),
                    server -> ((Way.Url) server.way()).headers().get("X-Note"),
                    value -> "/servers/0/headers/X-Note",
                    Set.of(Bait.SEMICOLON, Bait.DOLLAR, Bait.BACKTICK, Bait.UP, Bait.QUOTES, Bait.OPTION)),
            new Place(
                    "name of a header",
                    (file, value) -> remote(file).putObject("headers").put(value, "1"),
                    server -> ((Way.Url) server.way())
                            .headers()
                            .keySet()
                            .iterator()
                            .next(),
                    value -> Mistakes.below("/servers/0/headers", value),
                    Set.of(Bait.BACKTICK)),
            new Place(
                    "address",
                    (file, value) -> remote(file).put("url", "http://h/" + value),
                    server -> ((Way.Url) server.way()).url().substring("http://h/".length()),
                    value -> "/servers/0/url",
                    Set.of(Bait.SEMICOLON, Bait.DOLLAR, Bait.UP, Bait.OPTION)),
            new Place(
                    "setting of a built-in type",
                    (file, value) -> server(file)
                            .put("builtin", "files")
                            .putObject("config")
                            .put("root", "/" + value),
                    server -> ((Way.Builtin) server.way())
                            .config()
                            .path("root")
                            .asText()
                            .substring(1),
                    value -> "/servers/0/config/root",
                    WORDS),
            new Place(
                    "hash",
                    (file, value) -> server(file)
                            .put("command", "npx")
                            .put("integrity", value)
                            .putArray("args")
                            .add("-y")
                            .add("x@1.0.0"),
                    server -> command(server).integrity(),
                    value -> "/servers/0/integrity",
                    Set.of()));

    @TestFactory
    Stream<DynamicTest> isKeptAsItIsOrRefusedAtItsPlace() {
        return PLACES.stream()
                .flatMap(place -> Stream.of(Bait.values())
                        .map(bait -> DynamicTest.dynamicTest(
                                place.name() + ": " + bait, () -> verify(place, bait, !place.lets.contains(bait)))));
    }

    private static void verify(Place place, Bait bait, boolean refused) {
        assertThat(Collections.disjoint(NEVER, place.lets())).isTrue();
        ObjectNode file = Canonical.JSON.createObjectNode().put("fleet", "demo");
        file.putArray("servers").addObject().put("name", "a").put("category", "api");
        place.put().accept(file, bait.value);
        String text = Canonical.text(file).replace("\ud83d\"", "\\ud83d\"");
        if (refused) {
            assertThatThrownBy(() -> read(text))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            problem -> assertThat(problem.mistakes()).anySatisfy(mistake -> {
                                assertThat(mistake.place()).matches(at -> isAt(at, place, bait), "is its place");
                                assertThat(mistake.place() + mistake.message()).containsPattern("^1:|\\(line 1\\)$");
                            }));
        } else {
            assertThat(place.get().apply(read(text))).isEqualTo(bait.value);
        }
    }

    /** A key that is no text is told at what it is a key of; one that is too long, where reading ended. */
    private static boolean isAt(String told, Place place, Bait bait) {
        String at = place.at().apply(bait.value);
        boolean key = place.name().startsWith("name of a");
        return told.equals(at)
                || (key && at.startsWith(told + "/"))
                || (key && bait == Bait.LONG && told.matches("1:\\d+"));
    }

    @TestFactory
    Stream<DynamicTest> repeatedGroupsOfALongTextDoNotEndTheThread() {
        return Stream.of("sha256-A ", "%41", "a")
                .map(piece -> DynamicTest.dynamicTest(piece, () -> {
                    ObjectNode file = Canonical.JSON.createObjectNode().put("fleet", "demo");
                    ObjectNode server = file.putArray("servers").addObject().put("name", "a");
                    String much = piece.repeat((200 << 10) / piece.length());
                    server.put("category", "api").put("command", "npx").put("integrity", much);
                    server.put("path", "/" + much).putArray("args").add("-y").add("x@1.0.0");

                    assertThatThrownBy(() -> read(Canonical.text(file)))
                            .isInstanceOfSatisfying(
                                    ProblemException.class,
                                    problem -> assertThat(problem.mistakes())
                                            .extracting(Mistake::place)
                                            .contains("/servers/0/integrity", "/servers/0/path"));

                    server.put("integrity", "sha256-A ".repeat(2_000).strip()).put("path", "/" + "%41".repeat(66));
                    assertThat(read(Canonical.text(file)).name()).isEqualTo("a");
                }));
    }

    private static ServerDefinition read(String text) {
        return new FleetFileReader(value -> "f", fleet -> List.of())
                .read(text)
                .file()
                .servers()
                .get(0);
    }

    private static ObjectNode server(ObjectNode file) {
        return (ObjectNode) file.path("servers").path(0);
    }

    private static ObjectNode remote(ObjectNode file) {
        return server(file).put("url", "http://h/mcp");
    }

    private static Way.Command command(ServerDefinition server) {
        return (Way.Command) server.way();
    }
}

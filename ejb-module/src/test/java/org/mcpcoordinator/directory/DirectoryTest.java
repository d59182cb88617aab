package org.mcpcoordinator.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.access.CallRate;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.Definitions;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.cluster.Announced;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceMoved;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.pinning.Pins;
import org.mcpcoordinator.standby.Offer;
import org.mcpcoordinator.standby.Offers;
import org.mcpcoordinator.testing.TestingClock;
import org.mcpcoordinator.testing.TestingInstance;
import org.mcpcoordinator.testing.TestingInstances;
import org.mcpcoordinator.testing.TestingServers;

class DirectoryTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOOL = "{\"name\":\"%s\",\"inputSchema\":{\"type\":\"object\"}}";

    private final TestingClock clock = new TestingClock();
    private final Known known = new Known();
    private final Pinned pinned = new Pinned();
    private final Running running = new Running();
    private final Words words = new Words();
    private final Directory directory = new Directory();

    @BeforeEach
    void begin() {
        directory.clock = clock;
        directory.fleet = running;
        directory.offers = known;
        directory.pins = pinned;
        directory.definitions = words;
    }

    /** Offers as they are stored. */
    private static final class Known extends Offers {
        private final Map<String, Offer> stored = new HashMap<>();
        private final List<Collection<String>> queries = new ArrayList<>();

        @Override
        public Map<String, Instant> learnt() {
            Map<String, Instant> learnt = new HashMap<>();
            stored.forEach((hash, offer) -> learnt.put(hash, offer.learntAt()));
            return learnt;
        }

        @Override
        public List<Offer> all(Collection<String> hashes) {
            queries.add(List.copyOf(hashes));
            return stored.values().stream()
                    .filter(offer -> hashes.contains(offer.definitionHash()))
                    .toList();
        }
    }

    /** What is held. */
    private static final class Pinned extends Pins {
        private final Map<String, Set<String>> held = new HashMap<>();

        @Override
        public Map<String, Set<String>> names() {
            return Map.copyOf(held);
        }
    }

    /** Definitions as they are: some servers keep the names of their own. */
    private static final class Words extends Definitions {
        private final Map<String, ServerDefinition> plain = new HashMap<>();

        @Override
        public Map<String, ServerDefinition> of(long revision) {
            return plain;
        }

        void keep(String server) {
            ServerDefinition usual =
                    TestingServers.server(server, Category.API, new Way.Url("http://127.0.0.1/mcp", Map.of()), "1");
            plain.put(
                    server,
                    new ServerDefinition(
                            server,
                            "",
                            usual.category(),
                            usual.way(),
                            1,
                            usual.health(),
                            false,
                            usual.surge(),
                            0,
                            false,
                            true,
                            CallRate.NONE,
                            usual.hash()));
        }
    }

    /** Instances as they are. */
    private static final class Running extends Fleet {
        private List<Instance> instances = List.of();
        private boolean away;

        @Override
        public List<Instance> released() {
            if (away) {
                throw new IllegalStateException("the database is away");
            }
            return instances;
        }
    }

    private static Instance server(String name, String category, String hash) {
        return TestingInstance.like(TestingInstances.at(name, InstanceState.HEALTHY, 3300, "http://127.0.0.1:3300/mcp"))
                .of("sample", category)
                .defined(hash)
                .made();
    }

    private void offers(String hash, String tools) {
        known.stored.put(hash, offer(hash, tools, "[]"));
        directory.on(new Announced("offers", hash));
    }

    private Offer offer(String hash, String tools, String templates) {
        try {
            return new Offer(
                    hash,
                    null,
                    (ObjectNode) JSON.readTree("{\"capabilities\":{\"tools\":{},\"resources\":{}}}"),
                    (ArrayNode) JSON.readTree(tools),
                    null,
                    null,
                    (ArrayNode) JSON.readTree(templates),
                    clock.instant());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void run(Instance... instances) {
        running.instances = List.of(instances);
        directory.on(new InstanceMoved(List.of()));
        directory.look();
    }

    private View all() {
        return directory.listing().all();
    }

    private static List<String> keys(View view, Kind kind) {
        return view.of(kind).items().stream().map(Item::key).toList();
    }

    @Test
    void howMuchServersMayBeCalledIsToldAndChangesWithTheirDefinition() {
        run(server("notes", "filesystem", "h1"), server("other", "api", "h2"));
        assertThat(directory.listing().rate("notes")).isEqualTo(CallRate.NONE);
        CallRate slow = new CallRate(5, 10, 2);
        words.plain.put(
                "notes",
                new ServerDefinition(
                        "notes",
                        "",
                        Category.FILESYSTEM,
                        new Way.Url("http://notes", Map.of()),
                        1,
                        ServerDefinition.Health.USUAL,
                        false,
                        1,
                        0,
                        false,
                        false,
                        slow,
                        "h1"));
        directory.on(new InstanceMoved(List.of()));
        directory.look();
        assertThat(directory.listing().rate("notes")).isEqualTo(slow);
        assertThat(directory.listing().rate("other")).isEqualTo(CallRate.NONE);
        assertThat(directory.listing().home("notes")).isEqualTo("filesystem");
    }

    @Test
    void whatIsHeldIsToldByServer() {
        offers("1", "[" + TOOL.formatted("read") + "]");
        run(server("a", "database", "1"), server("b", "api", "2"), server("c", "api", "1"));
        assertThat(directory.listing().held()).isEmpty();

        pinned.held.put("1", Set.of("write"));
        directory.on(new Announced("offers", "1"));
        directory.look();

        assertThat(directory.listing().held())
                .containsOnly(Map.entry("a", Set.of("write")), Map.entry("c", Set.of("write")));
    }

    @Test
    void aToolIsIdempotentIfItsServerSaysSo() {
        String hinted = "{\"name\":\"%s\",\"inputSchema\":{\"type\":\"object\"},\"annotations\":{\"%s\":%s}}";
        offers(
                "1",
                "[" + TOOL.formatted("plain") + "," + hinted.formatted("reads", "readOnlyHint", true) + ","
                        + hinted.formatted("sets", "idempotentHint", true) + ","
                        + hinted.formatted("pays", "idempotentHint", false) + ","
                        + hinted.formatted("claims", "readOnlyHint", "\"maybe\"") + "]");
        run(server("a", "database", "1"));

        assertThat(List.of("plain", "reads", "sets", "pays", "claims", "nothing"))
                .filteredOn(tool -> directory.listing().isIdempotent("a", tool))
                .containsExactly("reads", "sets");
        assertThat(directory.listing().isIdempotent("b", "reads")).isFalse();
    }

    @Test
    void allServersAreOneEachUnderItsOwnName() {
        offers("1", "[" + TOOL.formatted("read") + "," + TOOL.formatted("a.b") + "]");
        offers("2", "[" + TOOL.formatted("read") + "]");
        run(server("b", "api", "2"), server("a", "database", "1"), server("c", "api", "1"));

        assertThat(keys(all(), Kind.TOOLS))
                .hasSize(5)
                .isSorted()
                .contains("a__read", "b__read", "c__read")
                .doesNotHaveDuplicates();
        assertThat(keys(directory.listing().category("database"), Kind.TOOLS))
                .hasSize(2)
                .allMatch(name -> name.startsWith("a__"));
        assertThat(keys(directory.listing().category("business"), Kind.TOOLS)).isEmpty();
        assertThat(all().unknown()).isEmpty();
        Item item = all().of(Kind.TOOLS).find("c__read").orElseThrow();
        assertThat(item.name()).isEqualTo("read");
        assertThat(item.member().server()).isEqualTo("c");
        assertThat(item.member().legacy()).isTrue();
        assertThat(item.member().modern()).isFalse();
        assertThat(written(item)).isEqualTo("{\"name\":\"c__read\",\"inputSchema\":{\"type\":\"object\"}}");
        assertThat(all().of(Kind.TOOLS).after("b__read")).isEqualTo(3);
        assertThat(known.queries).as("one query for all definitions").hasSize(1);
    }

    private static String written(Item item) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        item.write(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aServerWithPlainNamesKeepsThemAsLongAsNobodyElseHasThem() {
        words.keep("a");
        known.stored.put(
                "1",
                offer(
                        "1",
                        "[" + TOOL.formatted("read") + "," + TOOL.formatted("b__read") + ","
                                + TOOL.formatted("call_tool") + "]",
                        "[{\"uriTemplate\":\"t://{id}/x\",\"name\":\"t\"}]"));
        known.stored.put(
                "2",
                offer(
                        "2",
                        "[" + TOOL.formatted("read") + "," + TOOL.formatted("write") + "]",
                        "[{\"uriTemplate\":\"t://{id}/x\",\"name\":\"t\"}]"));
        run(server("a", "api", "1"), server("b", "api", "2"));

        assertThat(keys(all(), Kind.TOOLS))
                .containsExactlyInAnyOrder("a__b__read", "a__call_tool", "b__read", "b__write", "read");
        assertThat(all().resource("t://7/x").orElseThrow().member().server()).isEqualTo("a");
        assertThat(all().resource("coordinator://b/t://7/x").orElseThrow().uri())
                .isEqualTo("t://7/x");
        assertThat(all().resource("anything:else").orElseThrow().member().server())
                .as("nobody else has plain names")
                .isEqualTo("a");

        words.keep("b");
        run(server("a", "api", "1"), server("b", "api", "2"), server("c", "api", "3"));

        assertThat(keys(all(), Kind.TOOLS))
                .as("both have one called read, and neither was first")
                .containsExactlyInAnyOrder("a__b__read", "a__call_tool", "a__read", "b__read", "write");
        assertThat(keys(all(), Kind.TEMPLATES))
                .containsExactly("coordinator://a/t://{id}/x", "coordinator://b/t://{id}/x");
        assertThat(all().resource("t://7/x")).isEmpty();
    }

    @Test
    void aUriTemplateIsStillOne() {
        known.stored.put("1", offer("1", "[]", "[{\"uriTemplate\":\"t://{id}\",\"name\":\"t\",\"title\":7}]"));
        run(server("a", "api", "1"));

        assertThat(written(all().of(Kind.TEMPLATES).items().get(0)))
                .as("what has the wrong type is left out")
                .isEqualTo("{\"uriTemplate\":\"coordinator://a/t://{id}\",\"name\":\"t\"}");
    }

    @Test
    void whatAClientCouldNotReadCostsNobodyTheList() {
        offers(
                "1",
                "[" + TOOL.formatted("good") + ",7,{\"name\":\"bare\"},{\"inputSchema\":{\"type\":\"object\"}},"
                        + "{\"name\":\"wrong\",\"inputSchema\":{\"type\":\"array\"}}," + TOOL.formatted("good") + "]");
        run(server("a", "api", "1"));

        assertThat(keys(all(), Kind.TOOLS)).containsExactly("a__good");
    }

    @Test
    void whatIsNotKnownYetIsNamedAndWhatWasKnownStays() {
        offers("1", "[" + TOOL.formatted("read") + "]");
        run(server("a", "api", "1"), server("b", "api", "unknown"));
        assertThat(all().unknown()).containsExactly("b");

        run(server("a", "api", "next"), server("b", "api", "unknown"));
        assertThat(keys(all(), Kind.TOOLS)).as("of its last definition").containsExactly("a__read");
        assertThat(all().unknown()).containsExactly("a", "b");

        offers("next", "[" + TOOL.formatted("write") + "]");
        directory.look();
        assertThat(keys(all(), Kind.TOOLS)).containsExactly("a__write");
        assertThat(all().unknown()).containsExactly("b");
    }

    @Test
    void whoIsIllOrAsleepStaysAndWhoIsTakenOutGoes() {
        offers("1", "[" + TOOL.formatted("read") + "]");
        Instance server = server("a", "api", "1");
        for (InstanceState state : List.of(InstanceState.FAILED, InstanceState.SLEEPING, InstanceState.UNHEALTHY)) {
            run(TestingInstance.like(server)
                    .in(state, server.reason(), server.since())
                    .made());
            assertThat(keys(all(), Kind.TOOLS)).as(state.name()).containsExactly("a__read");
        }
        run(TestingInstance.like(server)
                .in(InstanceState.QUARANTINED, server.reason(), server.since())
                .made());
        assertThat(keys(all(), Kind.TOOLS)).isEmpty();
        run(TestingInstance.like(server).wished(1, 0, Desired.STOPPED).made());
        assertThat(keys(all(), Kind.TOOLS)).isEmpty();
        run(TestingInstance.like(server).drains().made());
        assertThat(keys(all(), Kind.TOOLS)).isEmpty();
    }

    @Test
    void aListingIsAnotherOneOnlyIfSomethingIsOther() {
        offers("1", "[" + TOOL.formatted("read") + "]");
        run(server("a", "api", "1"));
        Listing before = directory.listing();
        int mark = all().of(Kind.TOOLS).mark();

        run(server("a", "api", "1"));
        assertThat(directory.listing()).isSameAs(before);
        clock.advance(Duration.ofSeconds(1));
        offers("1", "[" + TOOL.formatted("read") + "]");
        directory.look();
        assertThat(all().of(Kind.TOOLS).mark()).as("learnt again, the same").isEqualTo(mark);
        clock.advance(Duration.ofSeconds(1));
        offers("1", "[{\"name\":\"read\",\"description\":\"x\",\"inputSchema\":{\"type\":\"object\"}}]");
        directory.look();
        assertThat(all().of(Kind.TOOLS).mark()).isNotEqualTo(mark);
    }

    @Test
    void whatTheDatabaseCouldNotTellIsAskedAgain() {
        offers("1", "[" + TOOL.formatted("read") + "]");
        running.away = true;
        assertThatThrownBy(() -> run(server("a", "api", "1"))).isInstanceOf(IllegalStateException.class);
        running.away = false;
        directory.look();

        assertThat(keys(all(), Kind.TOOLS)).containsExactly("a__read");
    }
}

package org.mcpcoordinator.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.access.TestingAccess;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.testing.TestingDatabase;

class CatalogTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final String DEMO = """
            {"fleet": "demo", "servers": [
              {"name": "b", "category": "database", "builtin": "sql", "config": {"theme": "library"}},
              {"name": "a", "category": "api", "url": "http://127.0.0.1:9/mcp", "headers": {"Authorization": "Bearer tell-nobody"}}]}
            """;

    private static TestingDatabase database;

    @BeforeAll
    static void start() {
        database = new TestingDatabase();
    }

    @BeforeEach
    void empty() {
        database.inTransaction(em -> Stream.of("DELETE FROM revision", "DELETE FROM secret")
                .forEach(sql -> em.createNativeQuery(sql).executeUpdate()));
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void anAcceptedFileIsARevisionWithAllItsDefinitions() {
        Revision accepted = accept(DEMO);
        assertThat(accepted.number()).isEqualTo(1);
        assertThat(accepted.author()).isEqualTo("ann");
        assertThat(accepted.reason()).isEqualTo("first");
        assertThat(accepted.createdAt()).isEqualTo(NOW);
        assertThat(accepted.servers()).extracting(ServerDefinition::name).containsExactly("b", "a");
        assertThat(reading().newest("demo")).contains(accepted);
        assertThat(reading().newestOfAll()).contains(accepted);
        assertThat(reading().find(accepted.id())).contains(accepted);
        assertThat(reading().definition(accepted.id(), "b"))
                .contains(accepted.servers().get(0));
        assertThat(reading().definition(accepted.id(), "c")).isEmpty();
        assertThat(reading().definition(accepted.id() + 1, "b")).isEmpty();
        assertThat(reading().newest("other")).isEmpty();
        assertThat(reading().find(-1)).isEmpty();
    }

    @Test
    void whoseToolsMayBeCalledOnceMoreIsToldByRevision() {
        Revision before = accept(DEMO);
        Revision after =
                accept(DEMO.replace("\"category\": \"api\",", "\"category\": \"api\", \"retry\": \"idempotent\","));
        assertThat(reading().retried(Set.of(before.id(), after.id())))
                .containsExactly(new Catalog.Place(after.id(), "a"));
        assertThat(reading().retried(Set.of(before.id()))).isEmpty();
        assertThat(reading().retried(Set.of())).isEmpty();
        assertThat(reading().definition(after.id(), "a"))
                .contains(after.servers().get(1));
    }

    @Test
    void theSameContentIsTheSameRevisionHoweverItIsWritten() {
        Revision first = accept(DEMO);
        assertThat(accept(DEMO.replace("\n", " ")).id()).isEqualTo(first.id());
        Revision second = accept(DEMO.replace("library", "weather"));
        assertThat(second.number()).isEqualTo(2);
        assertThat(accept(DEMO).number()).isEqualTo(3);
        assertThat(reading().list("demo")).extracting(Revision::number).containsExactly(3, 2, 1);
        assertThat(reading().list("demo"))
                .allSatisfy(revision -> assertThat(revision.servers()).isEmpty());
        assertThat(reading().fleets()).containsExactly("demo");
    }

    @Test
    void noTableButThatOfSecretsEverHoldsALiteralSecret() {
        Revision accepted = accept(DEMO);
        assertThat(with(catalog -> catalog.document(accepted.id())).orElseThrow())
                .doesNotContain("tell-nobody")
                .contains("${secret:a.Authorization-");
        long leaks = database.fromTransaction(em -> ((Number) em.createNativeQuery(
                                "SELECT (SELECT count(*) FROM revision WHERE document LIKE '%tell-nobody%')"
                                        + " + (SELECT count(*) FROM server_definition WHERE document LIKE '%tell-nobody%')")
                        .getSingleResult())
                .longValue());
        assertThat(leaks).isZero();
        Map<String, String> revealed = database.fromTransaction(em -> {
            var secrets = new TestingAccess(em, CLOCK).secrets();
            return secrets.reveal(Set.copyOf(secrets.list()));
        });
        assertThat(revealed).hasSize(1).containsValue("Bearer tell-nobody");
        Way.Url way = (Way.Url) accepted.servers().get(1).way();
        assertThat(way.headers())
                .containsEntry(
                        "Authorization",
                        "${secret:" + revealed.keySet().iterator().next() + "}");
    }

    @Test
    void readingAFileStoresNothingNotEvenItsSecrets() {
        FleetFile file = with(catalog -> catalog.read(DEMO));

        assertThat(file.secrets()).isNotEmpty().doesNotContain("tell-nobody");
        assertThat(file.toString()).doesNotContain(file.secrets());
        assertThat(database.<List<String>>fromTransaction(
                        em -> new TestingAccess(em, CLOCK).secrets().list()))
                .isEmpty();
    }

    @Test
    void anotherSecretIsAnotherDefinitionAndTheOlderOneIsKept() {
        Revision first = accept(DEMO);
        Revision second = accept(DEMO.replace("tell-nobody", "changed"));
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.servers().get(1).hash())
                .isNotEqualTo(first.servers().get(1).hash());
        assertThat(database.<List<String>>fromTransaction(
                        em -> new TestingAccess(em, CLOCK).secrets().list()))
                .hasSize(2);
    }

    @Test
    void twoRevisionsAreComparedServerByServerAndFieldByFieldWithoutSecrets() {
        Revision first = accept(DEMO);
        Revision second = accept(DEMO.replace("tell-nobody", "changed"));
        Revision other =
                with(catalog -> catalog.accept(catalog.read("{\"fleet\": \"other\", \"servers\": []}"), "ann", ""));

        RevisionDifference difference = reading().compare(first.id(), second.id());

        assertThat(difference.from().id()).isEqualTo(first.id());
        assertThat(difference.changes()).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo("changed");
            assertThat(change.fields()).singleElement().satisfies(field -> {
                assertThat(field.field()).isEqualTo("headers/Authorization");
                assertThat(field.before()).startsWith("${secret:a.Authorization-");
                assertThat(field.after()).startsWith("${secret:").isNotEqualTo(field.before());
            });
        });
        assertThat(difference.toString()).doesNotContain("tell-nobody");
        assertThat(reading().compare(first.id(), first.id()).changes()).isEmpty();
        assertThatThrownBy(() -> reading().compare(first.id(), other.id()))
                .hasMessageContaining("only revisions of one fleet can be compared");
    }

    @Test
    void aFileWithMistakesStoresNothing() {
        assertThatThrownBy(() -> accept(DEMO.replace("library", "libary")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.mistakes()).hasSize(1));
        assertThat(reading().newestOfAll()).isEmpty();
        assertThat(database.<List<String>>fromTransaction(
                        em -> new TestingAccess(em, CLOCK).secrets().list()))
                .isEmpty();
    }

    @Test
    void anotherFleetMayNotUseANameUntilItIsGivenUp() {
        accept(DEMO);
        String other =
                "{\"fleet\": \"other\", \"servers\": [{\"name\": \"b\", \"category\": \"api\", \"builtin\": \"host\"}]}";
        ProblemException problem = catchThrowableOfType(ProblemException.class, () -> accept(other));
        assertThat(problem.mistakes()).singleElement().satisfies(mistake -> {
            assertThat(mistake.place()).isEqualTo("/servers/0/name");
            assertThat(mistake.message()).contains("fleet demo");
        });
        accept("{\"fleet\": \"demo\", \"servers\": []}");
        assertThat(accept(other).number()).isEqualTo(1);
        assertThat(reading().fleets()).containsExactly("demo", "other");
    }

    /** What a page of secrets shows: who would miss one that is removed. */
    @Test
    void secretsAreUsedWhereTheNewestRevisionsOfAllFleetsNameThem() {
        accept(
                "{\"fleet\":\"mine\",\"servers\":[{\"name\":\"old\",\"category\":\"api\",\"url\":\"http://a.example/mcp\","
                        + "\"headers\":{\"X\":\"${secret:GONE}\"}}]}");
        accept("{\"fleet\":\"mine\",\"servers\":["
                + "{\"name\":\"far\",\"category\":\"api\",\"url\":\"http://a.example/mcp\",\"headers\":{\"X\":\"a ${secret:B} ${secret:A}\"}},"
                + "{\"name\":\"near\",\"category\":\"api\",\"command\":\"x\",\"args\":[\"${secret:A}\"],\"env\":{\"Y\":\"${secret:A}\"}},"
                + "{\"name\":\"shop\",\"category\":\"api\",\"builtin\":\"http-api\",\"config\":"
                + "{\"base\":\"http://shop.example\",\"headers\":{\"X-Key\":\"${secret:C}\"}}}]}");
        accept(
                "{\"fleet\":\"other\",\"servers\":[{\"name\":\"third\",\"category\":\"api\",\"url\":\"http://a.example/mcp\","
                        + "\"headers\":{\"X\":\"${secret:A}\"}}]}");

        assertThat(reading().secretUses())
                .containsExactly(
                        Map.entry(
                                "A",
                                List.of(
                                        new SecretUse("mine", "far"),
                                        new SecretUse("mine", "near"),
                                        new SecretUse("other", "third"))),
                        Map.entry("B", List.of(new SecretUse("mine", "far"))),
                        Map.entry("C", List.of(new SecretUse("mine", "shop"))));
    }

    @Test
    void aNameTakenBetweenReadingAndAcceptingIsNoticed() {
        FleetFile late = with(
                catalog -> catalog.read(
                        "{\"fleet\": \"late\", \"servers\": [{\"name\": \"b\", \"category\": \"api\", \"builtin\": \"host\"}]}"));
        accept(DEMO);
        ProblemException problem =
                catchThrowableOfType(ProblemException.class, () -> with(catalog -> catalog.accept(late, "ann", "")));
        assertThat(problem.code()).isEqualTo(ProblemCode.FLEET_FILE_INVALID);
        assertThat(problem.mistakes()).hasSize(1);
    }

    @Test
    void revisionsCannotBeChangedByTheApplicationsRole() {
        accept(DEMO);
        assertThatThrownBy(() -> database.inTransaction(em ->
                        em.createNativeQuery("UPDATE revision SET author = 'x'").executeUpdate()))
                .hasStackTraceContaining("permission denied");
    }

    @Test
    void aThousandDefinitionsAreOneStatementEachWay() {
        String servers = IntStream.range(0, 1_000)
                .mapToObj(i -> "{\"name\": \"s" + i + "\", \"category\": \"" + Category.values()[i % 10].id()
                        + "\", \"builtin\": \"files\", \"config\": {\"seed\": " + i + "}}")
                .collect(Collectors.joining(","));
        Revision accepted = accept("{\"fleet\": \"big\", \"servers\": [" + servers + "]}");
        Revision found = with(catalog -> catalog.find(accepted.id())).orElseThrow();
        assertThat(found).isEqualTo(accepted);
        assertThat(found.servers()).hasSize(1_000);
    }

    @Test
    void authorsAndReasonsHaveBounds() {
        FleetFile file = with(catalog -> catalog.read(DEMO));
        assertThatThrownBy(() -> with(catalog -> catalog.accept(file, "x".repeat(65), "")))
                .isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> with(catalog -> catalog.accept(file, "x", "r".repeat(1_001))))
                .isInstanceOf(ProblemException.class);
        assertThat(with(catalog -> catalog.accept(file, "x".repeat(64), "r".repeat(1_000)))
                        .number())
                .isEqualTo(1);
    }

    @Test
    void theSchemaForEditorsKnowsEveryTypeAndItsConfiguration() throws Exception {
        JsonNode schema = Canonical.JSON.readTree(with(Catalog::schema));
        assertThat(schema.at("/$defs/server/properties/builtin/enum"))
                .extracting(JsonNode::asText)
                .containsExactly(
                        "files", "sql", "devtools", "host", "http-api", "git", "llm", "erpnext", "mail", "mqtt");
        assertThat(schema.at("/$defs/config-sql/properties/theme/enum")).hasSize(16);
        assertThat(schema.at("/$defs/server/allOf")).hasSize(10);
    }

    private Revision accept(String text) {
        return with(catalog -> catalog.accept(catalog.read(text), "ann", "first"));
    }

    private Catalog reading() {
        return TestingCatalog.catalog(database.entityManager(), CLOCK);
    }

    private <T> T with(Function<Catalog, T> work) {
        return database.fromTransaction(em -> work.apply(TestingCatalog.catalog(em, CLOCK)));
    }
}

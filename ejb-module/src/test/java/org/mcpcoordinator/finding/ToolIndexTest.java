package org.mcpcoordinator.finding;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.testing.TestingDatabase;

class ToolIndexTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

    private TestingDatabase database;

    @BeforeEach
    void start() {
        database = new TestingDatabase();
    }

    @AfterEach
    void end() {
        database.close();
    }

    @Test
    void equalToolsOfManyServersAreOneAndNameTheServerThatFitsBest() {
        offers("shop", "Orders and customers of a shop", "query|Runs one SELECT");
        offers("zoo", "Animals and keepers of a zoo", "query|Runs one SELECT");

        List<FoundTool> found = find("select the animals", "shop", "zoo");

        assertThat(found).hasSize(1);
        assertThat(found.get(0).definitions()).containsExactly("zoo", "shop");
        assertThat(found.get(0).offeredBy()).isEqualTo(2);
    }

    @Test
    void whatTheCallerMayNotSeeIsNotFound() {
        offers("open", "", "resize_image|Makes an image smaller");
        offers("closed", "", "shrink_image|Makes an image smaller by half");

        assertThat(find("a smaller picture", "open"))
                .extracting(FoundTool::name)
                .containsExactly("resize_image");
        assertThat(find("a smaller picture")).isEmpty();
    }

    @Test
    void whatAServerNoLongerOffersIsNotFoundAndInTheEndForgotten() {
        offers("one", "", "send_letter|Sends a letter", "read_letter|Reads a letter");
        offers("one", "", "read_letter|Reads a letter");

        assertThat(find("letter", "one")).extracting(FoundTool::name).containsExactly("read_letter");
        assertThat(swept(THEN)).isZero();
        assertThat(swept(THEN.plusSeconds(1))).isEqualTo(1);
        assertThat(swept(THEN.plusSeconds(1))).isZero();
    }

    @Test
    void namesAreTakenApartAndWordsAreUnderstoodByTheirBeginning() {
        offers("one", "", "takeScreenShot|", "mongodb-logs|", "HTTPStatus|");

        assertThat(find("screenshot", "one")).extracting(FoundTool::name).containsExactly("takeScreenShot");
        assertThat(find("screen shots", "one"))
                .extracting(FoundTool::name)
                .first()
                .isEqualTo("takeScreenShot");
        assertThat(find("mongo", "one")).extracting(FoundTool::name).containsExactly("mongodb-logs");
        assertThat(find("http", "one")).extracting(FoundTool::name).containsExactly("HTTPStatus");
    }

    @Test
    void scriptsWithoutSpacesAreFoundByTheirLetters() {
        offers("one", "", "a|ค้นหาใบแจ้งหนี้ของลูกค้า", "b|翻译文档");

        assertThat(find("ใบแจ้งหนี้", "one")).extracting(FoundTool::name).containsExactly("a");
        assertThat(find("文档", "one")).extracting(FoundTool::name).containsExactly("b");
    }

    @Test
    void whatIsAskedCanBeAnything() {
        offers("one", "", "a|A tool", "\\u0000|Nothing");

        assertThat(find("", "one")).isEmpty();
        assertThat(find("the of is", "one")).isEmpty();
        assertThat(find("' OR 1=1 -- ? :asked \u0000 " + "x".repeat(5000), "one"))
                .isEmpty();
    }

    @Test
    void whoKeepTheSameToolsAtOnceDoNotLockEachOtherOut() {
        List<CompletableFuture<Void>> keeping = new ArrayList<>();
        for (int server = 0; server < 24; server++) {
            String hash = "server" + server;
            List<String> tools = new ArrayList<>();
            for (int tool = 0; tool < 30; tool++) {
                tools.add("tool" + (tool * 7 + server / 4) % 40 + "|Does it");
            }
            keeping.add(CompletableFuture.runAsync(() -> {
                offers(hash, "", tools.toArray(String[]::new));
                offers(hash, "", tools.subList(5, 20).toArray(String[]::new));
            }));
        }
        keeping.forEach(CompletableFuture::join);

        assertThat(find("tool7", "server0")).isNotNull();
    }

    private void offers(String hash, String instructions, String... tools) {
        List<JsonNode> declared = Stream.of(tools)
                .map(tool -> tool.split("\\|", -1))
                .map(parts -> json("{\"name\":\"" + parts[0] + "\",\"description\":\"" + parts[1] + "\"}"))
                .toList();
        database.inTransaction(em -> {
            em.createNativeQuery(
                            "INSERT INTO offer (definition_hash, learnt_at) VALUES (:hash, now()) ON CONFLICT DO NOTHING")
                    .setParameter("hash", hash)
                    .executeUpdate();
            TestingIndex.on(em).keep(hash, json("{\"instructions\":\"" + instructions + "\"}"), declared, THEN);
        });
    }

    private List<FoundTool> find(String question, String... seen) {
        Map<String, List<String>> servers = new HashMap<>();
        List.of(seen).forEach(hash -> servers.put(hash, List.of()));
        return database.fromTransaction(em -> TestingIndex.on(em).find(question, servers, 10));
    }

    private int swept(Instant before) {
        return database.fromTransaction(em -> TestingIndex.on(em).sweep(before));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException(text, broken);
        }
    }
}

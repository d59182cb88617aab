package org.mcpcoordinator.host.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HundredServersTest {
    private static final List<String> CONFIGS = List.of(
            "devtools {\"preset\":\"hash\"}",
            "files {\"theme\":\"recipes\",\"documents\":12}",
            "sql {\"theme\":\"weather\",\"rows\":100}",
            "host {\"focus\":\"memory\"}",
            "http-api {\"base\":\"coordinator:/health\"}",
            "git {\"theme\":\"robot\"}",
            "mail {\"theme\":\"travel\"}",
            "llm {\"local\":\"summary\"}",
            "mqtt {\"theme\":\"home\"}",
            "erpnext {\"theme\":\"stock\"}");
    private static final Map<String, String> CALLS = Map.of(
            "devtools", "\"name\":\"hash\",\"arguments\":{\"text\":\"abc\"}",
            "files", "\"name\":\"search_files\",\"arguments\":{\"text\":\"serves\"}",
            "sql", "\"name\":\"query\",\"arguments\":{\"sql\":\"select count(*) from reading\"}",
            "host", "\"name\":\"memory\",\"arguments\":{}",
            "http-api", "\"name\":\"request\",\"arguments\":{}",
            "git", "\"name\":\"log\",\"arguments\":{}",
            "mail", "\"name\":\"search_messages\",\"arguments\":{\"text\":\"booking\"}",
            "llm", "\"name\":\"ask\",\"arguments\":{\"prompt\":\"One pump. Two pumps.\"}",
            "mqtt", "\"name\":\"list_topics\",\"arguments\":{}",
            "erpnext", "\"name\":\"list_documents\",\"arguments\":{\"doctype\":\"Bin\"}");
    private static final Map<String, String> NAMES = Map.of(
            "devtools", "hash",
            "files", "search_files",
            "sql", "query",
            "host", "memory",
            "http-api", "request",
            "git", "log",
            "mail", "search_messages",
            "llm", "ask",
            "mqtt", "list_topics",
            "erpnext", "list_documents");

    /** A heap of 128 MB carries a hundred servers of all types, each called more than once. */
    @Test
    void aHundredServersOfAllTypesLiveInOneSmallProcess() throws Exception {
        try (TestingProcess process = TestingProcess.start()) {
            List<URI> addresses = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                String[] config = CONFIGS.get(i % CONFIGS.size()).split(" ", 2);
                addresses.add(
                        process.serve("server-" + i, config[0], config[1].replace("}", ",\"title\":\"" + i + "\"}")));
            }
            assertThat(process.send("{\"op\":\"list\"}").path("items")).hasSize(100);
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 100; i++) {
                    String type = CONFIGS.get(i % CONFIGS.size()).split(" ", 2)[0];
                    JsonNode result = RawMcp.json(
                                    RawMcp.modern(addresses.get(i), "tools/call", NAMES.get(type), CALLS.get(type)))
                            .path("result");
                    assertThat(result.path("isError").asBoolean())
                            .as("%s", result)
                            .isEqualTo(type.equals("http-api"));
                }
            }
            assertThat(process.pssKilobytes()).isLessThan(200_000);
            assertThat(process.log()).doesNotContain("OutOfMemory").doesNotContain("SEVERE");
        }
    }

    @Test
    void aCallThatNeedsMoreMemoryThanThereIsFailsAloneAndItsServerGoesOn() throws Exception {
        try (TestingProcess process = TestingProcess.start()) {
            URI greedy = process.serve("greedy", "sql", "{\"theme\":\"weather\",\"timeoutMillis\":30000}");
            URI other = process.serve("other", "devtools", "{}");
            for (String sql : List.of(
                    "select repeat('x', 200000000)",
                    "select count(*) from (select distinct x || repeat('y', 1000) from system_range(1, 3000000))")) {
                String call = "\"name\":\"query\",\"arguments\":{\"sql\":\"" + sql + "\"}";
                JsonNode result = RawMcp.json(RawMcp.modern(greedy, "tools/call", "query", call));
                assertThat(result.at("/result/content/0/text").asText()).contains("more memory than this server has");
                assertThat(RawMcp.modern(greedy, "tools/call", "query", CALLS.get("sql"))
                                .body())
                        .contains("\"isError\":false");
                assertThat(RawMcp.modern(other, "tools/call", "hash", CALLS.get("devtools"))
                                .body())
                        .contains("ba7816bf");
            }
        }
    }

    @Test
    void aServerWhoseCallsHangLeavesTheOthersAlone() throws Exception {
        try (TestingProcess process = TestingProcess.start("-Dcoordinator.serve.call-limit-millis=1500")) {
            URI slow = process.serve("slow", "sql", "{\"timeoutMillis\":30000}");
            URI other = process.serve("other", "devtools", "{}");
            String query =
                    "\"name\":\"query\",\"arguments\":{\"sql\":\"select count(*) from system_range(1, 100000000000)"
                            + " where x % 7 = 3\"}";
            var callers = java.util.concurrent.Executors.newFixedThreadPool(12);
            List<java.util.concurrent.Future<JsonNode>> hanging = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                hanging.add(callers.submit(() -> RawMcp.json(RawMcp.modern(slow, "tools/call", "query", query))));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(RawMcp.modern(other, "tools/call", "hash", CALLS.get("devtools"))
                                .body())
                        .contains("ba7816bf");
            }
            for (var call : hanging) {
                assertThat(call.get().at("/result/content/0/text").asText()).contains("longer than 1 s");
            }
            callers.shutdown();
        }
    }
}

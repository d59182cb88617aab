package org.mcpcoordinator.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ToolSetTest {
    @Test
    void itHoldsTenThousandToolsAndEveryRightAnswer() throws IOException {
        ToolSet set = ToolSet.read();
        assertThat(set.tools()).isGreaterThanOrEqualTo(10_000);
        Set<String> tools = new HashSet<>();
        set.servers()
                .forEach(server -> server.tools()
                        .forEach(tool -> tools.add(
                                server.name() + "/" + tool.path("name").asText())));
        assertThat(ToolSet.known())
                .hasSizeGreaterThanOrEqualTo(200)
                .allSatisfy(asked -> assertThat(tools).containsAll(asked.right()));
        assertThat(ToolSet.keptApart()).hasSizeGreaterThanOrEqualTo(50);
        assertThat(set.servers())
                .extracting(ToolSet.Server::called)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z0-9]([a-z0-9-]{0,22}[a-z0-9])?"));
    }

    @Test
    void eachServerListsItsOwnTools() throws Exception {
        ToolSet set = ToolSet.read();
        ToolSet.Server last = set.servers().get(set.servers().size() - 1);
        try (ToolServers servers = ToolServers.open(set)) {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(servers.addresses().get(last.called()))
                                    .POST(HttpRequest.BodyPublishers.ofString(
                                            "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/list\"}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            JsonNode told = new ObjectMapper().readTree(answer.body());
            assertThat(told.path("id").asInt()).isEqualTo(7);
            assertThat(told.at("/result/tools")).isEqualTo(last.tools());
        }
    }
}

package org.mcpcoordinator.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.junit.jupiter.api.Test;

class CallCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void theSchemaDecidesWhetherAValueIsText() throws Exception {
        JsonNode text = JSON.readTree("{\"type\":\"string\"}");
        JsonNode number = JSON.readTree("{\"type\":\"integer\"}");
        assertThat(CallCommand.value("5", text).isTextual()).isTrue();
        assertThat(CallCommand.value("5", number).isInt()).isTrue();
        assertThat(CallCommand.value("{\"a\":1}", text).isTextual()).isTrue();
    }

    @Test
    void withoutASchemaJsonIsJsonAndTheRestIsText() {
        JsonNode unknown = MissingNode.getInstance();
        assertThat(CallCommand.value("true", unknown).isBoolean()).isTrue();
        assertThat(CallCommand.value("[1,2]", unknown).isArray()).isTrue();
        assertThat(CallCommand.value("hello world", unknown).asText()).isEqualTo("hello world");
        assertThat(CallCommand.value("", unknown).asText()).isEmpty();
    }
}

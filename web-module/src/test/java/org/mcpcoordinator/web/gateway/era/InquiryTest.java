package org.mcpcoordinator.web.gateway.era;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;

class InquiryTest {
    private final List<Frame.Request> asked = new ArrayList<>();
    private final List<ObjectNode> told = new ArrayList<>();
    private final List<Frame.Failure> refused = new ArrayList<>();
    private final Inquiry inquiry =
            new Inquiry(new Asker("ada", Era.LEGACY, capabilities(), Json.object(), null), new Inquiry.Told() {
                @Override
                public void asks(Frame.Request question) {
                    asked.add(question);
                }

                @Override
                public void answered(ObjectNode responses) {
                    told.add(responses);
                }

                @Override
                public void refused(Frame.Failure failure) {
                    refused.add(failure);
                }
            });

    private static ObjectNode capabilities() {
        ObjectNode capabilities = Json.object();
        capabilities.putObject("elicitation");
        return capabilities;
    }

    private static ObjectNode questions(String... methods) {
        ObjectNode questions = Json.object();
        for (String method : methods) {
            questions.putObject("key" + questions.size()).put("method", method);
        }
        return questions;
    }

    private static Frame.Result says(int id, String what) {
        return new Frame.Result(IntNode.valueOf(id), Json.object().put("said", what));
    }

    @Test
    void itIsToldWhenAllIsAnswered() {
        assertThat(inquiry.ask(questions("elicitation/create", "elicitation/create")))
                .isNull();
        inquiry.answered(says(2, "b"));
        inquiry.answered(says(7, "never asked"));
        assertThat(told).isEmpty();

        inquiry.answered(says(1, "a"));

        assertThat(told).hasSize(1);
        assertThat(told.get(0).at("/key0/said").asText()).isEqualTo("a");
        assertThat(told.get(0).at("/key1/said").asText()).isEqualTo("b");
        assertThat(inquiry.isOpen()).isFalse();
    }

    @Test
    void nothingIsAskedIfOneThingCannotBe() {
        assertThat(inquiry.ask(questions("elicitation/create", "sampling/createMessage")))
                .isEqualTo("sampling/createMessage");
        assertThat(asked).isEmpty();
        assertThat(inquiry.isOpen()).isFalse();
    }

    @Test
    void oneRefusalIsOneOfAll() {
        inquiry.ask(questions("elicitation/create", "elicitation/create"));
        inquiry.answered(new Frame.Failure(IntNode.valueOf(1), -1, "no", null));
        inquiry.answered(says(2, "b"));

        assertThat(refused).hasSize(1);
        assertThat(told).isEmpty();
    }
}

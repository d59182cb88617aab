package org.mcpcoordinator.web.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.Replies;
import org.mcpcoordinator.mcp.server.ToolResult;
import org.mcpcoordinator.web.tools.Consents.Answer;

class ConsentsTest {
    private static final Caller ADA = new Caller("ada", Role.OPERATOR, "bearer");
    private static final String SENTENCE = "Stop server s (1 copy)?";

    private Instant now = Instant.parse("2026-11-23T03:00:00Z");
    private final InstantSource time = () -> now;
    private final Consents consents = new Consents(new Clock() {
        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return time.instant();
        }
    });

    private static ObjectNode arguments(String action) {
        return Json.object().put("server", "s").put("action", action);
    }

    private String state() {
        ToolResult asked = consents.ask(ADA, "server_action", arguments("stop"), SENTENCE);
        assertThat(asked.asked()).isNotNull();
        return asked.asked().state();
    }

    private static Replies said(String action, String state) {
        ObjectNode responses = Json.object();
        responses.putObject(Consents.KEY).put("action", action);
        return new Replies(true, responses, state);
    }

    private Answer answer(Replies replies) {
        return consents.answer(ADA, "server_action", arguments("stop"), SENTENCE, replies);
    }

    @Test
    void whoCannotBeAskedIsNotAndTheOthersAre() {
        assertThat(answer(Replies.NONE)).isEqualTo(Answer.NOBODY);
        assertThat(answer(new Replies(true, Json.object(), ""))).isEqualTo(Answer.ASK);
    }

    @Test
    void aYesHoldsOnce() {
        Replies yes = said("accept", state());
        assertThat(answer(yes)).isEqualTo(Answer.YES);
        assertThat(answer(yes)).isEqualTo(Answer.ASK);
    }

    @Test
    void whoeverDeclinesOrGoesAwayHasSaidNo() {
        assertThat(answer(said("decline", state()))).isEqualTo(Answer.NO);
        assertThat(answer(said("cancel", state()))).isEqualTo(Answer.NO);
    }

    @Test
    void aYesHoldsForNothingElse() {
        Replies yes = said("accept", state());
        Caller bob = new Caller("bob", Role.OPERATOR, "bearer");
        assertThat(consents.answer(bob, "server_action", arguments("stop"), SENTENCE, yes))
                .isEqualTo(Answer.ASK);
        assertThat(consents.answer(ADA, "rollout_action", arguments("stop"), SENTENCE, yes))
                .isEqualTo(Answer.ASK);
        assertThat(consents.answer(ADA, "server_action", arguments("quarantine"), SENTENCE, yes))
                .isEqualTo(Answer.ASK);
        assertThat(consents.answer(ADA, "server_action", arguments("stop"), "Stop server s (2 copies)?", yes))
                .isEqualTo(Answer.ASK);
        assertThat(answer(yes)).as("and is still good for what was asked").isEqualTo(Answer.YES);
    }

    @Test
    void theOrderOfArgumentsDoesNotMatter() {
        Replies yes = said("accept", state());
        ObjectNode turned = Json.object().put("action", "stop").put("server", "s");
        assertThat(consents.answer(ADA, "server_action", turned, SENTENCE, yes)).isEqualTo(Answer.YES);
    }

    @Test
    void whatIsNotOursOrIsOldIsAskedAgain() {
        String state = state();
        assertThat(answer(said("accept", ""))).isEqualTo(Answer.ASK);
        assertThat(answer(said("accept", "x.y.z"))).isEqualTo(Answer.ASK);
        assertThat(answer(said("accept", "9" + state))).isEqualTo(Answer.ASK);
        now = now.plus(Consents.LIFE).plusSeconds(1);
        assertThat(answer(said("accept", state))).isEqualTo(Answer.ASK);
    }
}

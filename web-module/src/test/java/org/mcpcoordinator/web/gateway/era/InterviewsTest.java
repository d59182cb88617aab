package org.mcpcoordinator.web.gateway.era;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.routing.Route;

class InterviewsTest {
    private static final Route ROUTE = new Route("s", 0, URI.create("http://127.0.0.1:1/mcp"), Map.of());

    private long now;
    private final Interviews interviews = new Interviews(() -> now);
    private final Map<String, Ear> ears = new HashMap<>();
    private final List<Frame> answers = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();
    private final List<Runnable> timers = new ArrayList<>();
    private final Interviews.Line line = new Interviews.Line() {
        @Override
        public Carried waitFor(String task, Ear ear) {
            ears.put(task, ear);
            return new Carried() {
                @Override
                public void answer(Frame answer) {
                    answers.add(answer);
                }

                @Override
                public void cancel(String reason) {
                    ended.add(task);
                }
            };
        }

        @Override
        public void later(Runnable what, Duration when) {
            timers.add(what);
        }
    };

    private ObjectNode look(String task) {
        return interviews.look(line, ROUTE, "ada", task);
    }

    private Ear ear(String task) {
        return Objects.requireNonNull(ears.get(task));
    }

    private void ask(String task, int number) {
        ear(task).asked(new Frame.Request(IntNode.valueOf(number), "elicitation/create", Json.object()));
    }

    private void pass(Duration time) {
        now += time.toNanos();
        List<Runnable> due = List.copyOf(timers);
        timers.clear();
        due.forEach(Runnable::run);
    }

    private static JsonNode yes(String key) {
        ObjectNode responses = Json.object();
        responses.putObject(key).put("action", "accept");
        return responses;
    }

    @Test
    void aQuestionIsToldUntilItIsAnswered() {
        assertThat(look("t")).as("nobody has listened yet").isEmpty();
        ask("t", 1);
        assertThat(look("t")).hasSize(1);
        String key = look("t").fieldNames().next();
        Interview interview = Objects.requireNonNull(interviews.find(ROUTE, "ada", "t"));

        interview.answer(yes("another"));
        assertThat(answers).isEmpty();
        interview.answer(yes(key));
        interview.answer(yes(key));

        assertThat(look("t")).isEmpty();
        assertThat(answers).hasSize(1);
        Frame.Result said = (Frame.Result) answers.get(0);
        assertThat(said.id()).isEqualTo(IntNode.valueOf(1));
        assertThat(said.result()
                        .at("/_meta/io.modelcontextprotocol~1related-task/taskId")
                        .asText())
                .isEqualTo("t");
    }

    @Test
    void theSameQuestionOfAnotherTimeHasAnotherName() {
        look("t");
        ask("t", 1);
        String first = look("t").fieldNames().next();
        ear("t").answered(200, new Frame.Result(TextNode.valueOf("t"), Json.object()));
        look("t");
        ask("t", 1);

        assertThat(look("t").fieldNames().next()).isNotEqualTo(first);
    }

    @Test
    void whatTheServerTakesBackIsToldNoMore() {
        look("t");
        ask("t", 1);
        ask("t", 2);

        ear("t").told(new Frame.Notification(
                "notifications/cancelled", Json.object().put("requestId", 1)));

        assertThat(look("t")).hasSize(1);
    }

    @Test
    void itEndsWithItsTaskOrWhenNobodyLooksForAWhile() {
        look("over");
        ear("over").answered(200, new Frame.Result(TextNode.valueOf("over"), Json.object()));
        look("looked at");
        look("left");

        pass(Interviews.LONGEST.dividedBy(2));
        look("looked at");
        pass(Interviews.LONGEST.dividedBy(2));

        assertThat(interviews.find(ROUTE, "ada", "over")).isNull();
        assertThat(interviews.find(ROUTE, "ada", "looked at")).isNotNull();
        assertThat(ended).containsExactly("left");
        interviews.close();
        assertThat(ended).containsExactly("left", "looked at");
    }

    @Test
    void nobodyHasMoreThanHisShare() {
        for (int i = 0; i <= Interviews.MOST_EACH; i++) {
            look("t" + i);
        }
        assertThat(ears).hasSize(Interviews.MOST_EACH);
        interviews.look(line, ROUTE, "bob", "his");
        assertThat(ears).containsKey("his");

        for (int i = 0; i < 40; i++) {
            ask("t0", i);
        }
        assertThat(look("t0")).hasSize(32);
        assertThat(answers).hasSize(8).allMatch(answer -> answer instanceof Frame.Failure);
    }

    @Test
    void nobodySeesWhatAnotherIsAsked() {
        look("t");
        ask("t", 1);

        assertThat(interviews.find(ROUTE, "bob", "t")).isNull();
        assertThat(interviews.look(line, ROUTE, "bob", "t")).isEmpty();
    }
}

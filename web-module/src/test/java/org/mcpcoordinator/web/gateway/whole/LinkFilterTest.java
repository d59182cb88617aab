package org.mcpcoordinator.web.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkFilterTest {
    private static final String RESULT =
            "{\"jsonrpc\":\"2.0\",\"id\":{\"uri\":\"x\"},\"result\":{\"uri\":\"not this\",\"content\":["
                    + "{\"type\":\"resource_link\",\"uri\":\"@file:///a\",\"_meta\":{\"uri\":\"x\"}},"
                    + "{\"type\":\"text\",\"text\":\"\\\"uri\\\":\\\"x\\\"\"},"
                    + "{\"resource\":{\"text\":\"x\",\"uri\" : \"@file:\\/\\/b\"},\"type\":\"resource\"},"
                    + "{\"type\":\"text\",\"list\":[\"uri\",\"x\",{\"uri\":\"x\"}],\"uri\":\"@c\"}],"
                    + "\"contents\":[{\"uri\":\"@d\",\"text\":\"{}\"}],"
                    + "\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"resource\",\"resource\":{\"uri\":\"@e\"}}},"
                    + "{\"role\":\"user\",\"content\":[{\"uri\":\"@f\"}]}],"
                    + "\"structuredContent\":{\"content\":[{\"uri\":\"x\"}],\"uri\":\"x\"}}}";
    private static final String TASKS =
            "{\"result\":{\"taskId\":\"#1\",\"task\":{\"taskId\":\"#2\",\"x\":{\"taskId\":\"3\"}},"
                    + "\"tasks\":[{\"taskId\":\"#4\"}],\"contents\":[{\"uri\":\"ui://#page\"},{\"uri\":\"@ui:/x\"},{\"uri\":\"@\"}],"
                    + "\"_meta\":{\"io.modelcontextprotocol/related-task\":{\"taskId\":\"#5\"},\"taskId\":\"x\"}}}";
    private static final String NEWS =
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\",\"params\":{\"uri\":\"@g\"}}";
    private static final String FAULT =
            "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32002,\"message\":\"x\",\"data\":{\"uri\":\"@h\"}}}";

    private static void passes(String marked, boolean events) {
        byte[] in = marked.replace("@", "").replace("#", "").getBytes(StandardCharsets.UTF_8);
        String wanted = marked.replace("@", "coordinator://s/").replace("#", "s/");
        for (int piece : new int[] {1, 2, 7, in.length}) {
            LinkFilter filter = new LinkFilter("s", true, true, events, null);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (int at = 0; at < in.length; at += piece) {
                filter.pass(ByteBuffer.wrap(in, at, Math.min(piece, in.length - at)), out);
            }
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .as("in pieces of %d", piece)
                    .isEqualTo(wanted);
        }
    }

    @Test
    void ofAnAnswerOnlyWhereResourcesAreNamedIsChanged() {
        passes(RESULT, false);
        passes(NEWS, false);
        passes(FAULT, false);
        passes(TASKS, false);
    }

    @Test
    void theSameHoldsForEachEventOfAStream() {
        passes(
                ": uri\nid: 1\ndata:\n\nevent: message\ndata: " + NEWS + "\n\ndata:" + TASKS + "\n\ndata:" + RESULT
                        + "\r\n\r\ndata: {\"result\":\n" + "data: {\"content\":[{\"uri\":\"@z\"}]}}\n\n",
                true);
    }

    @Test
    void whatIsSaidOfATaskIsHeardBeforeItsEndIsTold() {
        String made = "{\"result\":{\"task\":{\"ttl\":60000 ,\"status\":\"wor\\u006bing\",\"taskId\":\"a\\\"b\","
                + "\"more\":[1,{\"taskId\":\"x\",\"status\":\"x\"}],\"pollInterval\":null}}}";
        String told =
                "{\"method\":\"notifications/tasks\",\"params\":{\"taskId\":\"c\",\"ttlMs\":5,\"status\":\"failed\","
                        + "\"result\":{\"content\":[{\"uri\":\"y\"}]}}}";
        for (int piece : new int[] {1, 3, 1000}) {
            List<String> heard = new ArrayList<>();
            LinkFilter filter =
                    new LinkFilter("s", false, false, true, (answered, task) -> heard.add(answered + " " + task));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] in = ("data: " + made + "\n\ndata: " + told + "\n\n").getBytes(StandardCharsets.UTF_8);
            for (int at = 0; at < in.length; at += piece) {
                filter.pass(ByteBuffer.wrap(in, at, Math.min(piece, in.length - at)), out);
            }
            assertThat(out.toByteArray()).isEqualTo(in);
            assertThat(heard)
                    .containsExactly(
                            "true {\"ttl\":60000,\"status\":\"working\",\"taskId\":\"a\\\"b\",\"pollInterval\":null}",
                            "false {\"taskId\":\"c\",\"ttlMs\":5,\"status\":\"failed\"}");
        }
    }

    @Test
    void newsOfATaskNameWhatItHasComeToAsAnAnswerWould() {
        String told = "{\"params\":{\"taskId\":\"c\",\"result\":{\"content\":[{\"uri\":\"y\"}]}}}";
        assertThat(new String(
                        LinkConduit.rewritten("s", true, told.getBytes(StandardCharsets.UTF_8)),
                        StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"params\":{\"taskId\":\"s/c\",\"result\":{\"content\":[{\"uri\":\"coordinator://s/y\"}]}}}");
    }
}

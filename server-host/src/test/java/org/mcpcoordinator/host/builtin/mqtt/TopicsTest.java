package org.mcpcoordinator.host.builtin.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mcpcoordinator.host.builtin.Calls;

class TopicsTest {
    @TempDir
    Path directory;

    @Test
    void theSampleStoreKeepsWhatIsPublishedAndItsDevicesObey() throws Exception {
        try (Calls calls = Calls.of("mqtt", "{\"theme\":\"home\",\"publish\":[\"home/#\"],\"devices\":5}", directory)) {
            JsonNode states =
                    calls.json("list_topics", "{\"filter\":\"home/+/+/state\"}").path("topics");
            assertThat(states).hasSize(5);
            String state = states.at("/0/topic").asText();
            String set = state.replace("/state", "/set");
            calls.json("publish", "{\"topic\":\"" + set + "\",\"payload\":\"dimmed\"}");
            assertThat(calls.json("read_topic", "{\"topic\":\"" + state + "\"}")
                            .path("payload")
                            .asText())
                    .isEqualTo("dimmed");
            assertThat(calls.failure("read_topic", "{\"topic\":\"home/none\"}")).contains("no retained message");
        }
        for (String theme : new MqttType().sheet().choices("theme")) {
            try (Calls calls = Calls.of("mqtt", "{\"theme\":\"" + theme + "\"}", directory)) {
                assertThat(calls.json("list_topics", "{\"limit\":500}").path("topics"))
                        .as(theme)
                        .hasSizeGreaterThan(20);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a/b,a/b,true",
        "a/+,a/b,true",
        "a/+,a/b/c,false",
        "a/#,a,true",
        "a/#,a/b/c,true",
        "#,a/b,true",
        "#,$SYS/x,false",
        "+/b,a/b,true",
        "+,a,true",
        "+,a/b,false",
        "$SYS/#,$SYS/x,true",
        "a,a/b,false"
    })
    void filtersMeanWhatTheStandardSays(String filter, String topic, boolean matches) {
        assertThat(Topics.matches(filter, topic)).isEqualTo(matches);
        assertThat(Topics.filter(filter, "f")).isEqualTo(filter);
    }
}

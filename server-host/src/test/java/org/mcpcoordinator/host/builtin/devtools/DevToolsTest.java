package org.mcpcoordinator.host.builtin.devtools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mcpcoordinator.host.builtin.Calls;

class DevToolsTest {
    @TempDir
    static Path directory;

    private Calls calls;

    @BeforeEach
    void build() throws Exception {
        calls = Calls.of("devtools", "{\"zone\":\"Asia/Bangkok\"}", directory);
    }

    @AfterEach
    void close() throws Exception {
        calls.close();
    }

    @Test
    void aPatternThatWouldRunForEverElsewhereEndsAtOnce() throws Exception {
        Instant start = Instant.now();
        assertThat(calls.json("regex_find", "{\"pattern\":\"(a+)+$\",\"text\":\"" + "a".repeat(50_000) + "!\"}")
                        .path("count")
                        .asInt())
                .isZero();
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "((a{100}){100}){100}# counted repeats multiply",
                "(a){1001}# counted repeats multiply",
                "(?=a)b# no look-around",
                "(a)\\\\1# no back-references",
                "(a# missing"
            })
    void patternsThatCannotBeServedSayWhy(String pattern, String sentence) throws Exception {
        assertThat(calls.failure("regex_find", "{\"pattern\":\"" + pattern + "\",\"text\":\"aaa\"}"))
                .contains(sentence);
    }

    @Test
    void matchesComeWithPlacesAndGroups() throws Exception {
        var found =
                calls.json("regex_find", "{\"pattern\":\"(?P<k>\\\\w)=(\\\\d)\",\"text\":\"a=1, b=2\",\"limit\":1}");
        assertThat(found.toString())
                .isEqualTo("{\"matches\":[{\"start\":0,\"end\":3,\"text\":\"a=1\",\"groups\":[\"a\",\"1\"]}],"
                        + "\"count\":1,\"cut\":true}");
        assertThat(calls.text(
                        "regex_replace",
                        "{\"pattern\":\"(A)(b)\",\"flags\":\"i\",\"text\":\"ab aB\",\"replacement\":\"$2$1\"}"))
                .isEqualTo("ba Ba");
        assertThat(calls.failure("regex_replace", "{\"pattern\":\"a\",\"text\":\"a\",\"replacement\":\"$9\"}"))
                .contains("replacement");
    }

    @Test
    void jsonIsSelectedFormattedAndCompared() throws Exception {
        String json = "\"json\":\"{\\\"b\\\":[{\\\"x\\\":1},{\\\"x\\\":5}],\\\"a\\\":2}\"";
        assertThat(calls.json("json_path", "{" + json + ",\"path\":\"$.b[?(@.x > 2)].x\"}")
                        .path("matches")
                        .toString())
                .isEqualTo("[5]");
        assertThat(calls.failure("json_path", "{" + json + ",\"path\":\"$.b[?(@.x =~ /(a+)+/)]\"}"))
                .contains("regular expressions");
        assertThat(calls.failure("json_path", "{" + json + ",\"path\":\"$.[\"}"))
                .contains("path:");
        assertThat(calls.text("json_format", "{" + json + ",\"style\":\"sorted\"}"))
                .startsWith("{\n  \"a\" : 2");
        assertThat(calls.failure("json_format", "{\"json\":\"{\"}")).contains("is not JSON");
        assertThat(calls.failure("json_format", "{\"json\":\"" + "[".repeat(500) + "\"}"))
                .contains("is not JSON");
        assertThat(calls.json(
                                "json_compare",
                                "{\"left\":\"{\\\"a\\\":1,\\\"b/c\\\":2}\",\"right\":\"{\\\"a\\\":2,\\\"d\\\":3}\"}")
                        .toString())
                .contains("\"place\":\"/a\",\"kind\":\"changed\"", "\"place\":\"/b~1c\",\"kind\":\"removed\"", "/d");
    }

    @ParameterizedTest
    @CsvSource({"base64,w6Q/", "base64url,w6Q_", "hex,c3a43f", "url,%C3%A4%3F", "html,ä?", "json,\\\"ä?\\\""})
    void whatIsEncodedCanBeDecoded(String form, String coded) throws Exception {
        assertThat(calls.text("decode", "{\"text\":\"" + coded + "\",\"form\":\"" + form + "\"}"))
                .isEqualTo("ä?");
        assertThat(calls.text("encode", "{\"text\":\"ä?\",\"form\":\"" + form + "\"}"))
                .isEqualTo(coded.replace("\\\"", "\""));
    }

    @Test
    void digestsAreRight() throws Exception {
        assertThat(calls.json("hash", "{\"text\":\"616263\",\"form\":\"hex\",\"algorithm\":\"md5\"}")
                        .path("hex")
                        .asText())
                .isEqualTo("900150983cd24fb0d6963f7d28e17f72");
        assertThat(calls.json("hash", "{\"text\":\"123456789\",\"algorithm\":\"crc32\"}")
                        .path("hex")
                        .asText())
                .isEqualTo("cbf43926");
        assertThat(calls.json("hmac", "{\"text\":\"what do ya want for nothing?\",\"key\":\"Jefe\"}")
                        .path("hex")
                        .asText())
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assertThat(calls.failure("decode", "{\"text\":\"zz\",\"form\":\"hex\"}"))
                .contains("is not hex");
    }

    @ParameterizedTest
    @CsvSource({
        "1.9.0,1.10.0,older",
        "2.0.0,1.99.99,newer",
        "1.0.0-rc.2,1.0.0-rc.10,older",
        "1.0.0-alpha,1.0.0,older",
        "1.0.0,1.0.0+build,equal",
        "1.0.0-1,1.0.0-a,older"
    })
    void versionsAreOrderedAsSemverSays(String left, String right, String order) throws Exception {
        assertThat(calls.json("compare_versions", "{\"left\":\"" + left + "\",\"right\":\"" + right + "\"}")
                        .path("order")
                        .asText())
                .isEqualTo(order);
    }

    @Test
    void timesAreConvertedInTheConfiguredZone() throws Exception {
        var time = calls.json("convert_time", "{\"time\":\"1700000000\"}");
        assertThat(time.path("iso").asText()).isEqualTo("2023-11-15T05:13:20+07:00");
        assertThat(calls.json("convert_time", "{\"time\":\"2024-02-29\",\"zone\":\"UTC\"}")
                        .path("dayOfYear")
                        .asInt())
                .isEqualTo(60);
        assertThat(calls.json("time_between", "{\"from\":\"2024-01-01T00:00:00Z\",\"to\":\"2024-01-03T01:00:00Z\"}")
                        .path("words")
                        .asText())
                .isEqualTo("2 d 1 h 0 min 0 s");
        assertThat(calls.failure("convert_time", "{\"time\":\"teatime\"}")).contains("is no time");
    }

    @Test
    void textsAreComparedCountedAndRenamed() throws Exception {
        assertThat(calls.text("text_diff", "{\"left\":\"a\\nb\\nc\",\"right\":\"a\\nB\\nc\"}"))
                .isEqualTo("--- left\n+++ right\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c");
        assertThat(calls.failure("text_diff", "{\"left\":\"" + "a\\n".repeat(4001) + "\",\"right\":\"\"}"))
                .contains("at most 4000");
        assertThat(calls.json("text_stats", "{\"text\":\"two words\\nä\"}")
                        .path("bytes")
                        .asInt())
                .isEqualTo(12);
        assertThat(calls.text("convert_case", "{\"text\":\"myHTTPServer name\",\"style\":\"kebab\"}"))
                .isEqualTo("my-http-server-name");
        assertThat(calls.failure("text_stats", "{\"text\":\"" + "x".repeat(200_001) + "\"}"))
                .contains("send less");
    }

    @Test
    void namesAreMadeAndTakenApart() throws Exception {
        assertThat(calls.json("make_uuid", "{\"version\":7,\"count\":2}")
                        .at("/uuids/0")
                        .asText()
                        .charAt(14))
                .isEqualTo('7');
        String jwt = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIiwiZXhwIjoxfQ.";
        assertThat(calls.json("read_jwt", "{\"token\":\"" + jwt + "\"}")
                        .path("expired")
                        .asBoolean())
                .isTrue();
        assertThat(calls.json("parse_url", "{\"url\":\"https://u:p@h:8/p?a=%20&b\"}")
                        .toString())
                .contains("\"port\":8", "\"hasCredentials\":true", "{\"name\":\"a\",\"value\":\" \"}")
                .doesNotContain("u:p");
        assertThat(calls.json("convert_number", "{\"number\":\"0xff\"}")
                        .path("decimal")
                        .asText())
                .isEqualTo("255");
    }
}

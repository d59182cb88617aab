package org.mcpcoordinator.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

class JsonBodiesTest {
    private static Object read(String json) throws IOException {
        return read(json.getBytes(StandardCharsets.UTF_8));
    }

    @SuppressWarnings("unchecked")
    private static Object read(byte[] json) throws IOException {
        return new JsonBodies()
                .readFrom(
                        (Class<Object>) (Class<?>) RolloutsResource.StartRequest.class,
                        RolloutsResource.StartRequest.class,
                        new Annotation[0],
                        MediaType.APPLICATION_JSON_TYPE,
                        new MultivaluedHashMap<>(),
                        new ByteArrayInputStream(json));
    }

    private static ProblemException refusal(String json) {
        return catchThrowableOfType(ProblemException.class, () -> read(json));
    }

    @Test
    void aBodyThatFitsIsRead() throws IOException {
        assertThat(read("{\"planId\":\"p1\",\"phases\":[10,20]}"))
                .isEqualTo(new RolloutsResource.StartRequest(
                        "p1", java.util.List.of(10, 20), null, null, null, null, null, null, null));
    }

    @Test
    void anUnknownKeyIsNamedWithItsPlace() {
        assertThat(refusal("{\"planId\":\"p1\",\"phase\":[10]}").mistakes())
                .singleElement()
                .satisfies(mistake -> {
                    assertThat(mistake.place()).isEqualTo("/phase");
                    assertThat(mistake.message()).contains("not known");
                });
    }

    @Test
    void aValueOfAnotherTypeIsNamedWithItsPlace() {
        assertThat(refusal("{\"planId\":\"p1\",\"phases\":[10,\"many\"]}").mistakes())
                .singleElement()
                .satisfies(mistake -> assertThat(mistake.place()).isEqualTo("/phases/1"));
    }

    @Test
    void whatIsNoJsonIsNamedByLineAndNotEchoed() {
        ProblemException refused = refusal("{\"planId\": s3cret");

        assertThat(refused.code()).isEqualTo(ProblemCode.REQUEST_INVALID);
        assertThat(refused.detail()).contains("1:").doesNotContain("s3cret");
    }

    @Test
    void nullATailOrADoubledKeyAreRefused() {
        assertThat(refusal("null")).isNotNull();
        assertThat(refusal("{\"planId\":\"a\"} {}")).isNotNull();
        assertThat(refusal("{\"planId\":\"a\",\"planId\":\"b\"}")).isNotNull();
    }

    @Test
    void aHundredThousandLevelsAreRefusedNotFollowed() {
        assertThat(refusal("{\"planId\":" + "[".repeat(100_000)).code()).isEqualTo(ProblemCode.REQUEST_INVALID);
    }

    @Test
    void aBodyOverTheLimitIsTooLarge() {
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> read(new byte[(1 << 20) + 1]));

        assertThat(refused.code()).isEqualTo(ProblemCode.BODY_TOO_LARGE);
    }
}

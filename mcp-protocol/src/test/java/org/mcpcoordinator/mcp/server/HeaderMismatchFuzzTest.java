package org.mcpcoordinator.mcp.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Frames;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.McpHeaders;
import org.mcpcoordinator.mcp.Meta;
import org.mcpcoordinator.mcp.Revision;

/** Any headers, an empty line, and any body: what a request of 2026-07-28 says twice must be the same both times. */
class HeaderMismatchFuzzTest {
    @FuzzTest
    void whatHeadersAndBodySayIsTheSameOrTheRequestIsRefused(byte[] input) throws IOException {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\n\n");
        if (end < 0) {
            return;
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : text.substring(0, end).split("\n", -1)) {
            String[] parts = line.split(":", 2);
            headers.merge(parts[0], parts.length == 1 ? "" : parts[1], (one, next) -> one + ", " + next);
        }
        byte[] body = text.substring(end + 2).getBytes(StandardCharsets.ISO_8859_1);
        Frames.Reading reading;
        try {
            reading = Frames.read(Json.read(body));
        } catch (IOException noJson) {
            return;
        }
        if (reading instanceof Frames.Reading.Read read && read.frame() instanceof Frame.Request request) {
            judge(headers, body, request);
        }
    }

    private static void judge(Map<String, String> headers, byte[] body, Frame.Request request) {
        Optional<Frame.Failure> refusal = refusal(headers, body, request);
        if (refusal.isPresent()) {
            assertThat(refusal.get().id()).isEqualTo(request.id());
            assertThat(refusal.get().code())
                    .isIn(
                            ErrorCode.HEADER_MISMATCH.code(),
                            ErrorCode.UNSUPPORTED_PROTOCOL_VERSION.code(),
                            ErrorCode.INVALID_PARAMS.code());
            return;
        }
        String version =
                request.params().path(Meta.FIELD).path(Meta.PROTOCOL_VERSION).textValue();
        assertThat(version)
                .isEqualTo(Revision.NEWEST.id())
                .isEqualTo(trimmed(headers.get(McpHeaders.PROTOCOL_VERSION)));
        assertThat(request.method()).isEqualTo(trimmed(headers.get(McpHeaders.METHOD)));
        refusedIf(McpHeaders.PROTOCOL_VERSION, null, headers, body, request);
        refusedIf(McpHeaders.METHOD, null, headers, body, request);
        refusedIf(McpHeaders.METHOD, request.method() + "x", headers, body, request);
        refusedIf(McpHeaders.METHOD, request.method() + ", " + request.method(), headers, body, request);
        Optional<String> parameter = McpHeaders.namedParameter(request.method());
        if (parameter.isPresent()) {
            String name = String.valueOf(request.params().path(parameter.get()).textValue());
            assertThat(McpHeaders.decode(headers.get(McpHeaders.NAME))).contains(name);
            refusedIf(McpHeaders.NAME, null, headers, body, request);
            refusedIf(McpHeaders.NAME, McpHeaders.encode(name + "x"), headers, body, request);
            refusedIf(
                    McpHeaders.NAME, McpHeaders.encode(name) + ", " + McpHeaders.encode(name), headers, body, request);
        }
    }

    private static String trimmed(String header) {
        return header.replaceAll("^[ \t]+|[ \t]+$", "");
    }

    private static void refusedIf(
            String header, String value, Map<String, String> headers, byte[] body, Frame.Request request) {
        Map<String, String> others = new TreeMap<>(headers);
        if (value == null) {
            others.remove(header);
        } else {
            others.put(header, value);
        }
        assertThat(refusal(others, body, request))
                .as("%s: %s", header, value)
                .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.HEADER_MISMATCH.code()));
    }

    private static Optional<Frame.Failure> refusal(Map<String, String> headers, byte[] body, Frame.Request request) {
        return ModernRequests.refusal(new HttpQuestion("POST", headers::get, body), request);
    }
}

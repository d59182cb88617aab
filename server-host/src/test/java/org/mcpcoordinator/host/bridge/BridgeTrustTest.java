package org.mcpcoordinator.host.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.mcp.Json;

/** Who is let in, and what strangers and strange programs can do. */
class BridgeTrustTest extends TestingBridge {
    @Test
    void cancellingAndGoingAwayReachTheProgramUnderItsOwnId() throws Exception {
        TestingClient client = child("legacy").initialize("2025-06-18", "{}");
        CompletableFuture<TestingClient.Got> cancelled =
                client.sendLater(TestingClient.callBody("\"a\"", "never", "{}"));
        until("it is under way", () -> program.open() == 1);
        client.legacy(
                "{\"jsonrpc\": \"2.0\", \"method\": \"notifications/cancelled\", \"params\": {\"requestId\": \"a\"}}");
        cancelled.join();
        ObjectNode params = Json.object().put("name", "never");
        params.putObject("arguments");
        CompletableFuture<HttpResponse<byte[]>> gone = TestingClient.HTTP.sendAsync(
                client().modernPost(3, "tools/call", params).build(), HttpResponse.BodyHandlers.ofByteArray());
        until("it is under way", () -> program.open() == 1);
        gone.cancel(true);
        until("the bridge has noticed", () -> program.open() == 0);

        String seen = client.call("3", "cancelled", "{}").text();

        assertThat(seen.split(",", -1)).as(seen).hasSize(2);
        assertThat(seen).doesNotContain("a");
    }

    @Test
    void noiseIsLoggedAndHarmsNothing() throws Exception {
        TestingClient client = child("legacy").initialize("2025-06-18", "{}");

        assertThat(client.call("1", "noise", "{}").text()).isEqualTo("after the noise");

        assertThat(program.noise()).isEqualTo(4);
        assertThat(log).contains("[stdout] this is no JSON");
    }

    @Test
    void aLineThatIsTooLongFailsItsCallAndNoOther() throws Exception {
        TestingClient client = child("legacy").initialize("2025-06-18", "{}");

        assertThat(client.call("1", "huge", "{\"size\": 4000000}").text()).hasSize(4_000_000);
        assertThat(client.call("2", "huge", "{\"size\": " + (Pipe.LINE_BYTES + 1) + "}")
                        .last()
                        .path("error")
                        .path("message")
                        .asText())
                .contains("longer than");
        assertThat(client.call("3", "echo", "{}").text()).isEqualTo("{}");
    }

    @Test
    void aCrashInTheMiddleOfALineFailsWhatIsUnderWay() throws Exception {
        TestingClient client = child("legacy").initialize("2025-06-18", "{}");
        CompletableFuture<TestingClient.Got> other = client.sendLater(TestingClient.callBody("1", "never", "{}"));
        until("it is under way", () -> program.open() == 1);

        TestingClient.Got half = client.call("2", "half", "{}");

        assertThat(half.last().path("error").path("message").asText()).contains("ended while this was under way");
        assertThat(half.last().path("id").asInt()).isEqualTo(2);
        assertThat(other.join().last().path("error").path("code").asInt()).isEqualTo(-32603);
        until("its end is known", () -> log.contains("ended"));
        assertThat(log).anyMatch(line -> line.startsWith("[stdout] an unfinished line"));
        assertThat(client.call("3", "echo", "{}").status()).isEqualTo(503);
    }

    @Test
    void theEndOfItsInputEndsAProgram() throws Exception {
        child("legacy").initialize("2025-06-18", "{}");

        program.closeInput();

        assertThat(children.get(0).waitFor(30, java.util.concurrent.TimeUnit.SECONDS))
                .isTrue();
        assertThat(children.get(0).exitValue()).isZero();
    }

    @Test
    void aSessionThatHasEndedIsNotFound() throws Exception {
        TestingClient client = child("legacy").initialize("2025-06-18", "{}");
        assertThat(TestingClient.send(client.base().DELETE()).statusCode()).isEqualTo(200);

        assertThat(client.call("1", "echo", "{}").status()).isEqualTo(404);
        assertThat(client().call("1", "echo", "{}").text())
                .as("without a session")
                .isEqualTo("{}");
    }

    @Test
    void onlyWhoKnowsTheSecretIsLetInAndNoPageOfTheWeb() throws Exception {
        child("legacy");
        URI endpoint = URI.create("http://127.0.0.1:" + bridge.port() + Bridge.path("alpha", 0, 0));

        assertThat(new TestingClient(endpoint, "wrong").call("1", "echo", "{}").status())
                .isEqualTo(401);
        HttpRequest.Builder without = HttpRequest.newBuilder(endpoint).POST(HttpRequest.BodyPublishers.ofString("{}"));
        assertThat(TestingClient.send(without).statusCode()).isEqualTo(401);
        assertThat(TestingClient.send(client().post("{}").header("Origin", "https://evil.example"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(new TestingClient(
                                URI.create("http://127.0.0.1:" + bridge.port() + "/s/other/0/0/mcp"), bridge.secret())
                        .call("1", "echo", "{}")
                        .status())
                .isEqualTo(503);
    }

    @Test
    void whoDoesNotKnowTheSecretIsNotReadToTheEnd() throws Exception {
        try (Socket stranger = new Socket("127.0.0.1", bridge.port())) {
            stranger.setSoTimeout(10_000);
            stranger.getOutputStream()
                    .write(("POST " + Bridge.path("alpha", 0, 0) + " HTTP/1.1\r\nHost: 127.0.0.1:" + bridge.port()
                                    + "\r\nAuthorization: Bearer guess\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbegun\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(stranger.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 401").contains("Connection: close");
        }
    }

    @Test
    void whoSendsALittleTooMuchMayFinishAndHearsWhy() throws Exception {
        child("legacy");
        try (Socket sender = new Socket("127.0.0.1", bridge.port())) {
            sender.setSoTimeout(10_000);
            sender.getOutputStream()
                    .write(("POST " + Bridge.path("alpha", 0, 0) + " HTTP/1.1\r\nHost: 127.0.0.1:" + bridge.port()
                                    + "\r\nAuthorization: Bearer " + bridge.secret() + "\r\nContent-Length: "
                                    + (Pipe.LINE_BYTES + 1) + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            sender.getOutputStream().write(new byte[Pipe.LINE_BYTES + 1]);
            assertThat(sender.getInputStream().readNBytes(12))
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    void callersWithoutASessionMayUseTheSameId() throws Exception {
        TestingClient one = child("legacy");
        CompletableFuture<TestingClient.Got> first = one.sendLater(TestingClient.callBody("1", "never", "{}"));
        until("the first call is under way", () -> program.open() > 0);
        assertThat(client().call("1", "echo", "{\"n\": 2}").text()).contains("2");
        assertThat(first).isNotDone();
    }

    @Test
    void whatIsNoMessageIsRefused() throws Exception {
        TestingClient client = child("legacy").initialize("2025-06-18", "{}");

        assertThat(client.legacy("{nonsense").status()).isEqualTo(400);
        assertThat(client.legacy("[]").status()).isEqualTo(400);
        assertThat(client.legacy("{\"jsonrpc\": \"2.0\", \"id\": null, \"method\": \"ping\"}")
                        .status())
                .isEqualTo(400);
        assertThat(client.legacy("x".repeat(Pipe.LINE_BYTES + 1)).status()).isEqualTo(413);
        assertThat(TestingClient.send(client.base().PUT(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(405);
    }
}

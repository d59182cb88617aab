package org.mcpcoordinator.cli.stdio;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The gateway's address of one server, and how requests get there. While nobody listens, nothing has been sent: such a
 * request is tried again for a while, so that a restart of the gateway is a pause and no error.
 *
 * @param patience how long a gateway that does not listen is waited for
 * @param opening how long the answer to {@code initialize} is waited for
 * @param silence how long a call is followed whose stream ends again and again and brings nothing new
 */
public record Gate(
        HttpClient http, URI endpoint, String authorization, Duration patience, Duration opening, Duration silence) {
    /** Largest answer, in bytes; the gateway takes requests as large. */
    static final int LARGEST = 16 << 20;

    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";
    private static final long PAUSE_MILLIS = 250;

    /** A server that is started by the question, its package installed before, has answered by then. */
    private static final Duration OPENING = Duration.ofMinutes(2);

    private static final Duration SILENCE = Duration.ofMinutes(15);

    /** A gate with the usual limits: 2 min to open a session, 15 min without news. */
    public Gate(HttpClient http, URI endpoint, String authorization, Duration patience) {
        this(http, endpoint, authorization, patience, OPENING, SILENCE);
    }

    HttpRequest.Builder post(byte[] message, Map<String, String> headers) {
        return with(headers)
                .header("Content-Type", JSON)
                .header("Accept", JSON + ", " + EVENTS)
                .POST(HttpRequest.BodyPublishers.ofByteArray(message));
    }

    HttpRequest.Builder stream(Map<String, String> headers) {
        return with(headers).header("Accept", EVENTS).GET();
    }

    HttpRequest.Builder delete(Map<String, String> headers) {
        return with(headers).DELETE();
    }

    private HttpRequest.Builder with(Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint).header("Authorization", authorization);
        headers.forEach(request::header);
        return request;
    }

    /**
     * Sends it and waits until the answer begins.
     *
     * @param underWay is told each try, so that somebody else can cancel it
     * @throws IOException also {@link ConnectException}: nothing was sent
     */
    HttpResponse<InputStream> send(HttpRequest request, Consumer<CompletableFuture<?>> underWay)
            throws IOException, InterruptedException {
        long since = System.nanoTime();
        while (true) {
            CompletableFuture<HttpResponse<InputStream>> asked =
                    http.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
            underWay.accept(asked);
            try {
                return asked.get();
            } catch (ExecutionException failed) {
                Throwable cause = failed.getCause();
                if (!(cause instanceof ConnectException) || System.nanoTime() - since > patience.toNanos()) {
                    throw cause instanceof IOException broken ? broken : new IOException(cause);
                }
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    /** Sends what wants no answer, and gives the status; waits at most so long. */
    int tell(HttpRequest.Builder request, Duration limit) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = send(request.timeout(limit).build(), future -> {});
        answer.body().close();
        return answer.statusCode();
    }
}

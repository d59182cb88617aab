package org.mcpcoordinator.cli.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.mcpcoordinator.cli.terminal.Pause;
import org.mcpcoordinator.cli.terminal.Refusal;

/** The REST API of one installation, below {@code /api/v1}; a problem (RFC 9457) becomes a refusal that repeats it. */
public final class Api {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;
    private static final int CONFLICT = 409;
    private static final String NAME = "Idempotency-Key";
    private static final String IN_PROGRESS = "IDEMPOTENCY_IN_PROGRESS";
    private static final List<Duration> AGAIN = List.of(Duration.ofMillis(500), Duration.ofSeconds(2));
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration LONG_LIMIT = Duration.ofMinutes(10);
    private static final int LONGEST_TOLD = 2000;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final URI base;
    private final String authorization;
    private final HttpClient http;

    /**
     * The API of an installation.
     *
     * @param base its address without a path, for example {@code http://127.0.0.1:8480}
     * @param authorization value of the header Authorization
     */
    public Api(URI base, String authorization) {
        this.base = base;
        this.authorization = authorization;
        this.http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
    }

    public URI base() {
        return base;
    }

    public HttpClient http() {
        return http;
    }

    /** The header Authorization, for calls that do not go through the API. */
    public String authorization() {
        return authorization;
    }

    /** The answer of GET to a path relative to {@code /api/v1/}. */
    public JsonNode get(String path) {
        return ask(request(path).GET().build());
    }

    /** The answer of GET as it came. */
    public String text(String path) {
        return send(request(path).GET().build()).body();
    }

    /** The answer of POST with a JSON body. */
    public JsonNode post(String path, JsonNode body) {
        return post(path, "application/json", body.toString());
    }

    /** The answer of POST with any text. It names itself, so that it is sent again if the connection breaks. */
    public JsonNode post(String path, String type, String body) {
        return ask(request(path)
                .header("Content-Type", type)
                .header(NAME, UUID.randomUUID().toString())
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    public JsonNode put(String path, String type, String body) {
        return ask(request(path)
                .header("Content-Type", type)
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    public JsonNode delete(String path) {
        return ask(request(path).DELETE().build());
    }

    /** The answer of POST with a file as body, which takes as long as it takes, at most 10 minutes. */
    public JsonNode upload(String path, String type, Path file, Map<String, String> headers) {
        try {
            HttpRequest.Builder request = request(path)
                    .timeout(LONG_LIMIT)
                    .header("Content-Type", type)
                    .POST(HttpRequest.BodyPublishers.ofFile(file));
            headers.forEach(request::header);
            return ask(request.build());
        } catch (IOException e) {
            throw Refusal.failed("cannot read " + file, e);
        }
    }

    /** Writes the answer of GET to a new file for its owner's eyes only, and gives its SHA-256 in hex. */
    public String download(String path, Path file) {
        HttpRequest request = request(path).timeout(LONG_LIMIT).GET().build();
        try {
            HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = answer.body()) {
                if (answer.statusCode() != OK) {
                    throw Refusal.failed("GET " + request.uri() + " answered HTTP " + answer.statusCode() + ": "
                            + new String(in.readNBytes(LONGEST_TOLD), StandardCharsets.UTF_8));
                }
                return keep(in, file);
            }
        } catch (IOException e) {
            throw Refusal.failed("cannot fetch " + request.uri() + " to " + file, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static String keep(InputStream in, Path file) throws IOException {
        MessageDigest digest = sha256();
        try (OutputStream out = OwnerFile.make(file)) {
            byte[] buffer = new byte[64 * 1024];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
                out.write(buffer, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the installation says that it is ready for requests; asked without logging in. */
    public boolean ready() {
        try {
            HttpRequest ask = HttpRequest.newBuilder(base.resolve("/health/ready"))
                    .timeout(CONNECT)
                    .GET()
                    .build();
            return http.send(ask, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve("/api/v1/" + path))
                .timeout(LIMIT)
                .header("Authorization", authorization)
                .header("Accept", "application/json, application/problem+json, */*;q=0.5");
    }

    private JsonNode ask(HttpRequest request) {
        String body = send(request).body();
        try {
            return body.isBlank() ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw Refusal.failed(request.method() + " " + request.uri() + " did not answer JSON", e);
        }
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            HttpResponse<String> answer = sendAgain(request);
            if (answer.statusCode() / 100 != 2) {
                throw ApiRefusal.of(request, answer);
            }
            return answer;
        } catch (ConnectException e) {
            throw Refusal.failed("nothing answers at " + base + "; is it up? (./coordinator up, ./coordinator status)");
        } catch (HttpTimeoutException e) {
            throw Refusal.failed(base + " did not answer within " + LIMIT.toSeconds() + " s");
        } catch (IOException e) {
            throw Refusal.failed("cannot talk to " + base, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Whether a POST that broke off had its effect nobody knows; named, it has it once. */
    private HttpResponse<String> sendAgain(HttpRequest request) throws IOException, InterruptedException {
        for (Duration pause : AGAIN) {
            try {
                HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() != CONFLICT || !answer.body().contains(IN_PROGRESS)) {
                    return answer;
                }
            } catch (ConnectException | HttpTimeoutException nobodyHasIt) {
                throw nobodyHasIt;
            } catch (IOException broken) {
                if (request.headers().firstValue(NAME).isEmpty()) {
                    throw broken;
                }
            }
            Pause.of(pause);
        }
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static Refusal interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return Refusal.failed("interrupted", e);
    }
}

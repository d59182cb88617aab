package org.mcpcoordinator.intake;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.client.BoundedBody;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * The desk of the one registry that whoever runs this installation has named ({@code GET /v0.1/servers} of the MCP registry's
 * API). It is asked with nothing but words: no login, no cookie. No address of a file or of a caller is ever asked. Bounds: 5 s
 * and 2 MiB for an answer with all redirects, which stay at its host; 30 servers at a time.
 */
@Singleton
@Startup
@PermitAll
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Registry {
    private static final int LARGEST = 2 << 20;
    private static final int MOST_REDIRECTS = 3;
    private static final int PAGE = 30;

    /** A registry that minds no limit fills no page with more. */
    private static final int MOST = 100;

    private static final int LONGEST_CURSOR = 1_000;

    /** For an answer with all redirects. */
    Duration limit = Duration.ofSeconds(5);

    /** A setting that is no address stops the start. */
    @PostConstruct
    void begin() {
        RegistryConfig.fromSettings();
    }

    /**
     * The newest versions of servers.
     *
     * @param words that the registry shall look for; null for all
     * @param cursor as the page before gave it; null to begin
     * @throws ProblemException REGISTRY_UNSET, REGISTRY_AWAY, REGISTRY_UNFIT
     */
    public RegistryPage search(@Nullable String words, @Nullable String cursor) {
        URI list = RegistryConfig.fromSettings()
                .servers()
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.REGISTRY_UNSET,
                        "No registry is named here: the setting " + RegistryConfig.SETTING
                                + " takes the address of one, for example https://registry.example.org."));
        JsonNode answer = read(list, ask(list, question(list, words, cursor)));
        List<RegistryPage.Entry> servers = new ArrayList<>();
        for (JsonNode item : answer.path("servers")) {
            if (servers.size() < MOST && RegistryFiles.inner(item).path("name").isTextual()) {
                servers.add(RegistryPage.Entry.of(item));
            }
        }
        if (servers.isEmpty() && !answer.path("servers").isEmpty()) {
            throw unfit(list, "lists things without names");
        }
        String next = answer.path("metadata").path("nextCursor").asText("");
        boolean more = !next.equals("null") && next.length() <= LONGEST_CURSOR;
        return new RegistryPage(Objects.requireNonNull(list.getHost()), servers, more ? next : "");
    }

    private static URI question(URI list, @Nullable String words, @Nullable String cursor) {
        StringBuilder query = new StringBuilder("?limit=" + PAGE + "&version=latest");
        if (words != null && !words.isBlank()) {
            query.append("&search=").append(URLEncoder.encode(words.strip(), StandardCharsets.UTF_8));
        }
        if (cursor != null && !cursor.isEmpty()) {
            query.append("&cursor=").append(URLEncoder.encode(cursor, StandardCharsets.UTF_8));
        }
        return URI.create(list.toString() + query);
    }

    /** The answer, wherever at its host it is. */
    private String ask(URI list, URI question) {
        long deadline = System.nanoTime() + limit.toNanos();
        // People search now and then; a client kept would keep its thread for those who never do.
        HttpClient http = HttpClient.newBuilder()
                .connectTimeout(limit)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        URI address = question;
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            HttpResponse<byte[]> answer = send(http, list, address, Duration.ofNanos(deadline - System.nanoTime()));
            if (answer.statusCode() / 100 != 3) {
                return text(list, answer);
            }
            address =
                    next(list, address, answer.headers().firstValue("Location").orElse(""));
        }
        throw away(list, "leads from address to address", null);
    }

    private static String text(URI list, HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        if (status == 404 || status == 405) {
            throw unfit(list, "has nothing at " + list.getPath() + " (HTTP " + status + ")");
        }
        if (status != 200) {
            throw away(list, "answered HTTP " + status, null);
        }
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    /** Who named one host has not named the one it leads to. */
    private static URI next(URI list, URI from, String location) {
        try {
            URI to = from.resolve(location);
            if (!location.isEmpty() && origin(to).equals(origin(from))) {
                return to;
            }
        } catch (IllegalArgumentException broken) {
            throw away(list, "leads to what is no address", broken);
        }
        throw away(list, "leads elsewhere, to " + Draft.plain(location) + "; name that address if you trust it", null);
    }

    private static String origin(URI address) {
        return address.getScheme() + "://" + address.getRawAuthority();
    }

    private HttpResponse<byte[]> send(HttpClient http, URI list, URI address, Duration left) {
        if (left.isNegative() || left.isZero()) {
            throw late(list, null);
        }
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(left)
                .header("Accept", "application/json")
                .GET()
                .build();
        CompletableFuture<HttpResponse<byte[]>> sent = http.sendAsync(request, head -> new BoundedBody(LARGEST));
        try {
            return sent.get(left.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException tooLate) {
            throw late(list, tooLate);
        } catch (ExecutionException failed) {
            throw failure(list, failed.getCause() == null ? failed : failed.getCause());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw away(list, "was not asked to the end: we are stopping", stopping);
        } finally {
            sent.cancel(true);
        }
    }

    private static JsonNode read(URI list, String text) {
        try {
            JsonNode answer = ForeignFile.read(text).get(0);
            if (answer.path("servers").isArray()) {
                return answer;
            }
        } catch (ProblemException unreadable) {
            throw new ProblemException(
                    ProblemCode.REGISTRY_UNFIT, sentence(list, "did not answer JSON"), List.of(), unreadable);
        }
        throw unfit(list, "answered something that holds no list of servers");
    }

    private ProblemException failure(URI list, Throwable failed) {
        if (failed instanceof HttpTimeoutException) {
            return late(list, failed);
        }
        if (failed instanceof IOException && String.valueOf(failed.getMessage()).startsWith(BoundedBody.TOO_LONG)) {
            return unfit(list, "answered more than " + LARGEST + " bytes");
        }
        return away(list, "cannot be reached", failed);
    }

    private ProblemException late(URI list, @Nullable Throwable cause) {
        return away(list, "gave no whole answer within " + limit.toMillis() + " ms", cause);
    }

    private static ProblemException away(URI list, String what, @Nullable Throwable cause) {
        return new ProblemException(ProblemCode.REGISTRY_AWAY, sentence(list, what), List.of(), cause);
    }

    private static ProblemException unfit(URI list, String what) {
        return new ProblemException(ProblemCode.REGISTRY_UNFIT, sentence(list, what));
    }

    private static String sentence(URI list, String what) {
        return "The registry " + list + " " + what + " (setting " + RegistryConfig.SETTING + ").";
    }
}

package org.mcpcoordinator.outbound;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client that connects to the very address {@link Outbound} has looked at: each request goes to a number, with the name
 * in its header Host and, where it is encrypted, as the name its certificate must carry. Follows no redirect.
 */
public final class PinnedClient extends HttpClient {
    private static final Logger LOG = Logger.getLogger(PinnedClient.class);
    private static final String RESTRICTED = "jdk.httpclient.allowRestrictedHeaders";

    /** Names whose servers are spoken to encrypted; the one used longest ago gives way. */
    private static final int MOST_NAMES = 64;

    static {
        prepare();
    }

    private final Outbound outbound;
    private final Supplier<HttpClient.Builder> made;
    private final HttpClient plain;
    private final Map<String, HttpClient> encrypted = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, HttpClient> eldest) {
            return size() > MOST_NAMES;
        }
    };

    /** @param made gives a fresh builder each time; whatever it says, no redirect is followed */
    public PinnedClient(Outbound outbound, Supplier<HttpClient.Builder> made) {
        this.outbound = outbound;
        this.made = () -> made.get().followRedirects(Redirect.NEVER);
        this.plain = this.made.get().build();
    }

    /** Lets requests name their host. To be called before the JVM's first client is made: it reads this once. */
    public static void prepare() {
        String known = System.getProperty(RESTRICTED, "");
        if (!List.of(known.toLowerCase(java.util.Locale.ROOT).split(",", -1)).contains("host")) {
            System.setProperty(RESTRICTED, known.isEmpty() ? "host" : known + ",host");
        }
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        Pinned pinned = pinned(request);
        return pinned.client().send(pinned.request(), handler);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        return sendAsync(request, handler, null);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request,
            HttpResponse.BodyHandler<T> handler,
            HttpResponse.@Nullable PushPromiseHandler<T> pushes) {
        try {
            Pinned pinned = pinned(request);
            return pinned.client().sendAsync(pinned.request(), handler, pushes);
        } catch (IOException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private record Pinned(HttpClient client, HttpRequest request) {}

    private Pinned pinned(HttpRequest request) throws IOException {
        URI named = request.uri();
        URI address = outbound.pinned(named);
        if (address.equals(named)) {
            return new Pinned(plain, request);
        }
        HttpRequest.Builder pinned =
                HttpRequest.newBuilder(request, (name, value) -> true).uri(address);
        try {
            pinned.setHeader("Host", Relay.authority(named));
        } catch (IllegalArgumentException restricted) {
            // Somebody else's client was made first in this JVM. It remembers for 30 s what a name leads to, so this
            // one
            // connects to what has just been looked at, but for the moment in which that is forgotten.
            LOG.warnf("%s is connected to by its name: start the JVM with -D%s=host", named.getHost(), RESTRICTED);
            return new Pinned(plain, request);
        }
        boolean secret = "https".equalsIgnoreCase(named.getScheme());
        return new Pinned(secret ? client(named) : plain, pinned.build());
    }

    /** One for each name, because what a certificate must say belongs to the client. */
    private synchronized HttpClient client(URI named) {
        return encrypted.computeIfAbsent(Outbound.nameOf(named), fresh -> {
            SSLParameters parameters = plain.sslParameters();
            parameters.setServerNames(List.of(new SNIHostName(fresh)));
            return made.get()
                    .sslContext(
                            NamedTls.of(Relay.of(named).isPresent() ? outbound.tls(named) : plain.sslContext(), fresh))
                    .sslParameters(parameters)
                    .build();
        });
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return plain.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return plain.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return plain.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return plain.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return plain.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return plain.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return plain.authenticator();
    }

    @Override
    public Version version() {
        return plain.version();
    }

    @Override
    public Optional<Executor> executor() {
        return plain.executor();
    }
}

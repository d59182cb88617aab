package org.mcpcoordinator.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.proxy.ProxyCallback;
import io.undertow.server.handlers.proxy.ProxyConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.outbound.TestingOutbound;
import org.mcpcoordinator.routing.Route;
import org.xnio.Options;
import org.xnio.StreamConnection;

/** Where the gateway connects to, when a route has a name. */
class UpstreamsTest {
    private final List<String> lookedUp = new CopyOnWriteArrayList<>();
    private final Upstreams upstreams = new Upstreams(4, TestingOutbound.leading(host -> {
        lookedUp.add(host);
        return host.startsWith("inner") ? "169.254.169.254" : "127.0.0.1";
    }));
    /** Of each connection: whether a second piece of a request would wait until the first is confirmed. */
    private final List<Boolean> waits = new CopyOnWriteArrayList<>();

    private ServerSocket server;
    private Undertow front;
    private URI address;

    @BeforeEach
    void open() throws Exception {
        server = new ServerSocket(0);
        front = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setHandler(exchange -> exchange.dispatch(exchange.getIoThread(), () -> connect(exchange)))
                .build();
        front.start();
        InetSocketAddress bound =
                (InetSocketAddress) front.getListenerInfo().get(0).getAddress();
        address = URI.create("http://127.0.0.1:" + bound.getPort());
    }

    @AfterEach
    void close() throws Exception {
        upstreams.close();
        front.stop();
        server.close();
    }

    private void connect(HttpServerExchange exchange) {
        String host = exchange.getRequestPath().substring(1);
        Route route =
                new Route("far", 0, URI.create("http://" + host + ":" + server.getLocalPort() + "/mcp"), Map.of());
        upstreams.connect(route, exchange, new ProxyCallback<>() {
            @Override
            public void completed(HttpServerExchange ready, ProxyConnection connection) {
                String peer = String.valueOf(connection.getConnection().getPeerAddress());
                try (StreamConnection bare = connection.getConnection().performUpgrade()) {
                    waits.add(!Boolean.TRUE.equals(bare.getOption(Options.TCP_NODELAY)));
                } catch (IOException closed) {
                    waits.add(true);
                }
                ready.getResponseSender().send(peer);
            }

            @Override
            public void failed(HttpServerExchange refused) {
                refused.setStatusCode(502).endExchange();
            }

            @Override
            public void couldNotResolveBackend(HttpServerExchange refused) {
                failed(refused);
            }

            @Override
            public void queuedRequestFailed(HttpServerExchange refused) {
                failed(refused);
            }
        });
    }

    private HttpResponse<String> ask(String host) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(address.resolve("/" + host)).build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aNameIsLookedUpAsideAndItsNumberConnectedTo() throws Exception {
        assertThat(ask("mcp.test").body()).contains("127.0.0.1:" + server.getLocalPort());
        assertThat(ask("mcp.test").statusCode()).isEqualTo(200);
        assertThat(lookedUp).as("not again for each call").containsExactly("mcp.test");
    }

    @Test
    void aNameThatLeadsInwardIsNotConnectedTo() throws Exception {
        assertThat(ask("inner.test").statusCode()).isEqualTo(502);
        assertThat(lookedUp).containsExactly("inner.test");
    }

    @Test
    void whatHasNoNameIsNotLookedUp() throws Exception {
        assertThat(ask("127.0.0.1").statusCode()).isEqualTo(200);
        assertThat(lookedUp).isEmpty();
        assertThat(waits).containsExactly(false);
    }
}

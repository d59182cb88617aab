package org.mcpcoordinator.web.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.StatusCodes;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UnboundThreadsTest {
    @Test
    void whoTakesOverAConnectionStartsNoThreadThatRemembersTheDeployment() throws Exception {
        try (URLClassLoader deployment = new URLClassLoader(new URL[0])) {
            assertThat(loaderInherited(UnboundThreads::new, deployment)).isNotSameAs(deployment);
            assertThat(loaderInherited(handler -> handler, deployment))
                    .as("without it")
                    .isSameAs(deployment);
        }
    }

    private interface Guard {
        HttpHandler before(HttpHandler next);
    }

    /** What a thread gets that is started where the container starts one for a WebSocket. */
    private static ClassLoader loaderInherited(Guard guard, ClassLoader deployment) throws Exception {
        CompletableFuture<ClassLoader> inherited = new CompletableFuture<>();
        HttpHandler servlet = new BlockingHandler(exchange -> within(deployment, exchange, inherited));
        Undertow server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1", guard.before(servlet))
                .build();
        server.start();
        try (Socket socket = new Socket()) {
            socket.connect(server.getListenerInfo().get(0).getAddress() instanceof InetSocketAddress at ? at : null);
            OutputStream out = socket.getOutputStream();
            out.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return inherited.get(20, TimeUnit.SECONDS);
        } finally {
            server.stop();
        }
    }

    private static void within(
            ClassLoader deployment, HttpServerExchange exchange, CompletableFuture<ClassLoader> inherited) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(deployment);
        try {
            exchange.setStatusCode(StatusCodes.SWITCHING_PROTOCOLS);
            exchange.upgradeChannel((connection, same) -> inherited.complete(new Thread().getContextClassLoader()));
            exchange.endExchange();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}

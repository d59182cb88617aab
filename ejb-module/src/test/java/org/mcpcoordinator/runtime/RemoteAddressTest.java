package org.mcpcoordinator.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import jakarta.enterprise.event.Event;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.catalog.RemoteAuth;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.outbound.TestingOutbound;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.testing.TestingClock;

/** Nobody who names an address, or whose server names one, has us ask where no server may be. */
class RemoteAddressTest {
    private static final RemoteAuth AUTH = new RemoteAuth("us", "${secret:ours}", "", "RS256", "", "", "", List.of());

    @SuppressWarnings("unchecked") // it has no method that anybody calls but fire
    static <T> Event<T> silent() {
        return (Event<T>) Proxy.newProxyInstance(
                RemoteAddressTest.class.getClassLoader(), new Class<?>[] {Event.class}, (event, method, given) -> null);
    }

    @Test
    void aTrialOfANameThatLeadsInwardIsRefused() {
        RemoteTrial trial =
                new RemoteTrial("far", Map.of(), new StdioBridge(), TestingOutbound.leading(host -> "169.254.169.254"));
        assertThatThrownBy(() -> trial.run(new Way.Url("http://mcp.test/mcp", Map.of(), Optional.empty()), null))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo(ProblemCode.ADDRESS_REFUSED));
    }

    /** What a server says of who gives tokens for it is a stranger's word. */
    @Test
    void whereAServerSaysItsTokensAreHadNobodyIsAskedIfThatIsInside() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 16);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getResponseHeaders()
                        .set(
                                "WWW-Authenticate",
                                "Bearer resource_metadata=\"https://169.254.169.254/.well-known/oauth\"");
                exchange.sendResponseHeaders(401, -1);
            }
        });
        server.start();
        try {
            Queue<Runnable> aside = new ArrayDeque<>();
            RemoteTokens tokens = new RemoteTokens();
            tokens.clock = new TestingClock();
            tokens.changed = silent();
            tokens.begin();
            Way.Url way = new Way.Url(
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/mcp", Map.of(), Optional.of(AUTH));
            tokens.now("hash", way, AUTH, Map.of(), Map.of("ours", "a secret"), aside::add);
            aside.remove().run();
            assertThat(tokens.now("hash", way, AUTH, Map.of(), Map.of("ours", "a secret"), aside::add)
                            .failure())
                    .contains("ADDRESS_REFUSED");
        } finally {
            server.stop(0);
        }
    }
}

package org.mcpcoordinator.web.door;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.undertow.io.IoCallback;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.web.problem.ProblemView;
import org.xnio.IoUtils;

/** Says no, as a problem (RFC 9457), at either side of the servlet container. */
public final class Refusal {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Refusal() {}

    /** Answers on the I/O thread. */
    static void send(HttpServerExchange exchange, ProblemException problem) {
        exchange.setStatusCode(problem.code().status());
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, ProblemView.MEDIA_TYPE);
        leaveBody(exchange);
        exchange.getResponseSender().send(text(problem), StandardCharsets.UTF_8, IoCallback.END_EXCHANGE);
    }

    /** Answers on a worker thread, where a servlet would. */
    public static void send(HttpServletResponse response, ProblemException problem) throws IOException {
        response.setStatus(problem.code().status());
        response.setContentType(ProblemView.MEDIA_TYPE);
        response.getOutputStream().write(text(problem).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Invites to prove who one is. Never Basic to MCP clients nor to pages: a browser would ask for a password in a
     * window of its own and send it with everything from then on.
     *
     * @param whereToAsk for who gives tokens, if others do; clients that are told so open a dialog of their own
     */
    static void challenge(HttpServerExchange exchange, Area area, Optional<String> whereToAsk) {
        HeaderMap asked = exchange.getRequestHeaders();
        if (area == Area.GATEWAY) {
            boolean token = asked.contains(Headers.AUTHORIZATION);
            exchange.getResponseHeaders()
                    .put(
                            Headers.WWW_AUTHENTICATE,
                            "Bearer realm=\"coordinator\"" + (token ? ", error=\"invalid_token\"" : "")
                                    + whereToAsk
                                            .map(place -> ", resource_metadata=\"" + place + "\"")
                                            .orElse(""));
        } else if (!isPage(asked)) {
            exchange.getResponseHeaders()
                    .put(Headers.WWW_AUTHENTICATE, "Basic realm=\"coordinator\", charset=\"UTF-8\"");
        }
    }

    private static boolean isPage(HeaderMap asked) {
        return asked.contains("Sec-Fetch-Mode")
                || asked.contains("Sec-Fetch-Site")
                || asked.contains("X-Requested-With")
                || asked.contains(Headers.ORIGIN);
    }

    /**
     * For an answer that is given before the request's body has been read. Undertow reads the rest of it before it ends
     * the exchange, so that the client sees the answer; whoever sends on for more than a second is cut off.
     */
    public static void leaveBody(HttpServerExchange exchange) {
        if (!exchange.isRequestComplete()) {
            Leftover.begin(exchange);
            exchange.getIoThread().executeAfter(() -> cutOff(exchange), 1, TimeUnit.SECONDS);
        }
    }

    private static void cutOff(HttpServerExchange exchange) {
        if (!exchange.isComplete()) {
            IoUtils.safeClose(exchange.getConnection());
        }
    }

    private static String text(ProblemException problem) {
        try {
            return JSON.writeValueAsString(ProblemView.of(problem));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a problem is always JSON", impossible);
        }
    }
}

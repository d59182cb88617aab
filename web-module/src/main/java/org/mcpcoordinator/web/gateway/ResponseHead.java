package org.mcpcoordinator.web.gateway;

import io.undertow.client.ClientResponse;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import java.util.concurrent.CompletionStage;

/** The head of a server's answer as its caller gets it. */
final class ResponseHead {
    private ResponseHead() {}

    /** @return ends when it may go out: what it tells is known at every node then */
    static CompletionStage<?> of(Gateway gateway, HttpServerExchange exchange, Target target, ClientResponse response) {
        HeaderMap headers = exchange.getResponseHeaders();
        exchange.setStatusCode(response.getResponseCode());
        Headline.response(response.getResponseHeaders(), headers);
        CompletionStage<?> known = gateway.lodgings().note(exchange, target, response);
        if (target.session() != null) {
            headers.remove(Headline.SESSION_ID);
        }
        Forwarding forwarding = exchange.getAttachment(Forwarding.KEY);
        if (forwarding != null) {
            forwarding.response(headers);
        }
        return known;
    }
}

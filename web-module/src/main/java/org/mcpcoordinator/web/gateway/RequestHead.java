package org.mcpcoordinator.web.gateway;

import io.undertow.client.ClientRequest;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import org.jspecify.annotations.Nullable;

/** The head of a request as its server gets it. */
final class RequestHead {
    private RequestHead() {}

    /** @param given the whole body, if it has been read; null if it follows as the client sends it */
    static ClientRequest of(HttpServerExchange exchange, Target target, byte @Nullable [] given) {
        ClientRequest request = new ClientRequest()
                .setMethod(exchange.getRequestMethod())
                .setPath(target.path(exchange.getQueryString()));
        HeaderMap headers = request.getRequestHeaders();
        Headline.request(exchange.getRequestHeaders(), headers, target.host(), target.headers());
        String session = target.session();
        if (session != null) {
            headers.remove(Headline.SESSION_ID);
            if (!session.isEmpty()) {
                headers.put(Headline.SESSION_ID, session);
            }
        }
        Forwarding forwarding = exchange.getAttachment(Forwarding.KEY);
        if (forwarding != null) {
            forwarding.request(headers);
        }
        if (given != null) {
            headers.put(Headers.CONTENT_LENGTH, given.length);
        } else if (!exchange.isRequestComplete() && !headers.contains(Headers.CONTENT_LENGTH)) {
            headers.put(Headers.TRANSFER_ENCODING, "chunked");
        }
        return request;
    }
}

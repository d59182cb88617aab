package org.mcpcoordinator.web.door;

import io.undertow.server.ExchangeCompletionListener.NextListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;

/**
 * Keeps a new thread of the worker from remembering this deployment for ever. A thread inherits the context class loader of the
 * one that starts it, and gives that back after each of its tasks. XNIO starts its threads wherever a task is handed in: the
 * container hands in the first one of a WebSocket at the end of the request that asked for it, when that request's thread still
 * has our class loader.
 */
final class UnboundThreads implements HttpHandler {
    private final HttpHandler next;

    UnboundThreads(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        if (exchange.getRequestHeaders().contains(Headers.UPGRADE)) {
            exchange.addExchangeCompleteListener(UnboundThreads::proceedWithoutLoader);
        }
        next.handleRequest(exchange);
    }

    private static void proceedWithoutLoader(HttpServerExchange exchange, NextListener rest) {
        Thread thread = Thread.currentThread();
        ClassLoader ours = thread.getContextClassLoader();
        thread.setContextClassLoader(null);
        try {
            rest.proceed();
        } finally {
            thread.setContextClassLoader(ours);
        }
    }
}

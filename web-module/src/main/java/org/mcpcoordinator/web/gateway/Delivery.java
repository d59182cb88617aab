package org.mcpcoordinator.web.gateway;

import io.undertow.client.ClientExchange;
import io.undertow.client.ClientResponse;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.HttpServerExchange;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.problem.ProblemCode;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;

/** What a call's client gets: the server's answer as it comes, or one of our own in its place. On one I/O thread. */
final class Delivery {
    private static final int FIRST_REFUSAL = 400;

    private final Gateway gateway;
    private final HttpServerExchange exchange;
    private final RequestBody.Watch body;
    private final @Nullable EventStream stream;
    private final Pump.Ends ends;
    private boolean begun;
    private boolean endless;

    /** @param stream the answer that has begun while the server was being started; else null */
    Delivery(
            Gateway gateway,
            HttpServerExchange exchange,
            RequestBody.Watch body,
            @Nullable EventStream stream,
            Pump.Ends ends) {
        this.gateway = gateway;
        this.exchange = exchange;
        this.body = body;
        this.stream = stream;
        this.ends = ends;
    }

    /** True if a byte of the server's answer may have gone out. */
    boolean hasBegun() {
        return begun;
    }

    /** True if it is a stream, which nobody waits for the end of. */
    boolean isEndless() {
        return endless;
    }

    /** Passes the server's answer on. */
    void pass(ClientExchange answering, Target target) {
        ClientResponse response = answering.getResponse();
        body.release();
        endless = Headline.isEventStream(response.getResponseHeaders());
        if (stream != null) {
            passOn(answering, stream, target);
            return;
        }
        begun = true;
        CompletableFuture<?> known =
                ResponseHead.of(gateway, exchange, target, response).toCompletableFuture();
        StreamSinkChannel out = exchange.getResponseChannel();
        if (known.isDone()) {
            passBody(answering, out);
        } else {
            // Its client may go to another node with the session it is given, and at once.
            CompletableFuture<?> unused =
                    known.whenCompleteAsync((done, failure) -> passBody(answering, out), exchange.getIoThread());
        }
    }

    private void passBody(ClientExchange answering, StreamSinkChannel out) {
        // The head of an event stream goes out before its first event.
        if (!endless || Pump.isFlushed(out, ends)) {
            new Pump(answering.getResponseChannel(), out, pool(), ends).move();
        }
    }

    /** Into a stream that has begun; a server's own stream has no end that could be waited for. */
    private void passOn(ClientExchange answering, EventStream into, Target target) {
        int status = answering.getResponse().getResponseCode();
        begun = status < FIRST_REFUSAL;
        if (begun) {
            into.pass(answering, pool(), ends);
        } else {
            // The stream has begun with 200: what was refused has to be told in the message.
            String detail = target.label() + " refused it with HTTP " + status;
            into.refuse(answering, pool(), text(ProblemCode.SERVER_REFUSED, detail), ends);
        }
    }

    /** Says that there will be no answer, or no whole one. */
    void fail(ProblemCode code, String detail) {
        Visit.failed(exchange, code);
        if (begun) {
            // The server's answer has begun; all that can still be said is that it is not whole.
            IoUtils.safeClose(exchange.getConnection());
            exchange.endExchange();
        } else if (stream == null) {
            RpcAnswer.send(exchange, code, detail, body.head());
        } else {
            stream.end(text(code, detail));
        }
    }

    /** The same for a request that was not sent to anybody, and may not have been read. */
    void failUnsent(ProblemCode code, String detail) {
        if (stream == null && body.isUntouched()) {
            RpcAnswer.unread(exchange, code, detail);
        } else {
            fail(code, detail);
        }
    }

    private byte[] text(ProblemCode code, String detail) {
        return RpcAnswer.text(code, detail, body.head()).getBytes(StandardCharsets.UTF_8);
    }

    private ByteBufferPool pool() {
        return exchange.getConnection().getByteBufferPool();
    }
}

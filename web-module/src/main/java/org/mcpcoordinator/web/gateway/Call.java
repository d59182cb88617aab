package org.mcpcoordinator.web.gateway;

import io.undertow.client.ClientCallback;
import io.undertow.client.ClientConnection;
import io.undertow.client.ClientExchange;
import io.undertow.client.ClientResponse;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.proxy.ProxyCallback;
import io.undertow.server.handlers.proxy.ProxyConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.routing.CallCount;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;

/**
 * One call on its way to a server and back. Lives on one I/O thread and never waits. At any moment either the server's
 * answer is passed on, or, once, an answer of our own is given: {@code over} says that this has been decided.
 */
final class Call implements ProxyCallback<ProxyConnection> {
    private static final Logger LOG = Logger.getLogger(Call.class);
    private static final long WATCH_AFTER_NANOS = Duration.ofMillis(200).toNanos();

    @Nullable
    Call next;

    @Nullable
    Call previous;

    private final Gateway gateway;
    private final HttpServerExchange exchange;
    private final RequestBody.Watch body;
    private final InFlight inFlight;
    private final long begunAt = System.nanoTime();
    private long deadline;
    private Target target;
    private @Nullable CallCount underWay;
    private @Nullable ClientConnection upstream;
    private boolean passing;
    private boolean unlimited;
    private boolean watched;
    private boolean over;
    private boolean good = true;
    private boolean reopened;
    private final @Nullable Forwarding forwarding;

    /** The whole body, if it was read while the server was being started; and the answer that has begun meanwhile. */
    private final byte @Nullable [] given;

    private final @Nullable EventStream stream;

    Call(Gateway gateway, HttpServerExchange exchange, Target target) {
        this(gateway, exchange, target, null, null);
    }

    /** A call that has waited for its server. */
    Call(
            Gateway gateway,
            HttpServerExchange exchange,
            Target target,
            byte @Nullable [] given,
            @Nullable EventStream stream) {
        this.given = given;
        this.stream = stream;
        this.gateway = gateway;
        this.exchange = exchange;
        this.target = target;
        this.forwarding = exchange.getAttachment(Forwarding.KEY);
        this.body =
                given == null ? RequestBody.on(exchange, gateway.config().bodyLimit()) : RequestBody.Watch.of(given);
        this.inFlight = gateway.inFlight(exchange.getIoThread());
        this.deadline = begunAt + gateway.config().limit().toNanos();
    }

    /** Sends the call on its way. */
    void begin() {
        gateway.figures().began();
        inFlight.add(this);
        exchange.addExchangeCompleteListener((ended, proceed) -> {
            over = true;
            leave();
            inFlight.remove(this);
            gateway.figures().ended(good);
            proceed.proceed();
        });
        if (stream != null) {
            stream.hand(this::clientGone);
        }
        if (!over) {
            connect();
        }
    }

    /** Looked at every 100 ms: too late, or the client gone? */
    void look(long now) {
        if (over) {
            return;
        }
        if (!unlimited && now - deadline > 0) {
            abandon(
                    ProblemCode.SERVER_SILENT,
                    target.label() + " did not answer within "
                            + gateway.config().limit().toMillis() + " ms");
        } else if (!watched && now - begunAt > WATCH_AFTER_NANOS && exchange.isRequestComplete()) {
            watched = ClientWatch.arm(exchange, this::clientGone);
        }
    }

    private void connect() {
        leave();
        try {
            CallCount count = gateway.upstreams().calls(target.route(), exchange);
            count.begin();
            underWay = count;
            gateway.upstreams().connect(target.route(), exchange, this);
        } catch (RuntimeException unusable) {
            LOG.debugf(unusable, "No connection to %s", target.route().address());
            failed(exchange);
        }
    }

    /** The call is no longer under way at its target. */
    private void leave() {
        CallCount count = underWay;
        underWay = null;
        if (count != null) {
            count.end();
        }
    }

    @Override
    public void completed(HttpServerExchange ready, ProxyConnection connection) {
        if (over) {
            return;
        }
        ClientConnection its = connection.getConnection();
        upstream = its;
        upstream.sendRequest(RequestHead.of(exchange, target, given), new ClientCallback<>() {
            @Override
            public void completed(ClientExchange sending) {
                sendBody(sending, its);
            }

            @Override
            public void failed(IOException cause) {
                cut(its, cause);
            }
        });
    }

    /** No connection: nothing has been sent, so another copy may be asked, once. */
    @Override
    public void failed(HttpServerExchange refused) {
        if (over) {
            return;
        }
        Target other = gateway.other(target);
        if (other != null) {
            target = other;
            connect();
            return;
        }
        over = true;
        good = false;
        String detail = "no connection to " + target.label();
        if (given == null) {
            RpcAnswer.unread(exchange, ProblemCode.SERVER_AWAY, detail);
        } else {
            answer(ProblemCode.SERVER_AWAY, detail);
        }
    }

    @Override
    public void queuedRequestFailed(HttpServerExchange full) {
        failed(full);
    }

    @Override
    public void couldNotResolveBackend(HttpServerExchange nowhere) {
        failed(nowhere);
    }

    private void sendBody(ClientExchange sending, ClientConnection its) {
        sending.setResponseListener(new ClientCallback<>() {
            @Override
            public void completed(ClientExchange answering) {
                passAnswer(answering);
            }

            @Override
            public void failed(IOException cause) {
                cut(its, cause);
            }
        });
        if (given != null) {
            new Given(given).send(sending.getRequestChannel());
            return;
        }
        if (exchange.isRequestComplete()) {
            // Undertow's client sends the head of a request without a body by itself.
            return;
        }
        Pump.Ends ends = new Pump.Ends() {
            @Override
            public void sourceBroken(IOException cause) {
                bodyBroken(cause);
            }

            @Override
            public void sinkBroken(IOException cause) {
                // An answer may come all the same; if none does, the broken connection is told as that.
                LOG.debugf("%s reads no more: %s", target.label(), cause.getMessage());
            }
        };
        new Pump(exchange.getRequestChannel(), sending.getRequestChannel(), pool(), ends).move();
    }

    private ByteBufferPool pool() {
        return exchange.getConnection().getByteBufferPool();
    }

    private void bodyBroken(IOException cause) {
        if (body.tooLarge()) {
            abandon(
                    ProblemCode.BODY_TOO_LARGE,
                    "at most " + gateway.config().bodyLimit()
                            + " bytes (setting coordinator.gateway.body-limit-bytes)");
        } else {
            LOG.debugf("A client broke off its request: %s", cause.getMessage());
            clientGone();
        }
    }

    private void passAnswer(ClientExchange answering) {
        if (over) {
            return;
        }
        ClientResponse response = answering.getResponse();
        if (forwarding != null && !reopened && forwarding.isLost(target, response.getResponseCode())) {
            reopen();
            return;
        }
        passing = true;
        long now = System.nanoTime();
        gateway.figures().answered(Duration.ofNanos(now - begunAt));
        if (stream != null) {
            passOn(answering, stream);
            return;
        }
        exchange.setStatusCode(response.getResponseCode());
        Headline.response(response.getResponseHeaders(), exchange.getResponseHeaders());
        gateway.noteSession(exchange, target, response);
        if (target.session() != null) {
            exchange.getResponseHeaders().remove(Headline.SESSION_ID);
        }
        if (forwarding != null) {
            forwarding.response(exchange.getResponseHeaders());
        }
        unlimited = Headline.isEventStream(response.getResponseHeaders());
        deadline = now + gateway.config().limit().toNanos();
        StreamSinkChannel out = exchange.getResponseChannel();
        if (unlimited && !flushed(out)) {
            return;
        }
        new Pump(answering.getResponseChannel(), out, pool(), answerEnds()).move();
    }

    /** The server does not know the session that was opened there for a client of all servers: it has not done anything yet. */
    private void reopen() {
        reopened = true;
        hangUp();
        CompletableFuture<Target> unused = Forwarding.reopen(gateway, exchange, target)
                .whenComplete((opened, failure) -> exchange.getIoThread().execute(() -> {
                    if (!over && opened != null) {
                        target = opened;
                        connect();
                    } else if (!over) {
                        abandon(ProblemCode.SERVER_CUT, target.label() + " has ended its session and opens no other");
                    }
                }));
    }

    /** Into a stream that has begun; a server's own stream has no end that could be waited for. */
    private void passOn(ClientExchange answering, EventStream begun) {
        ClientResponse response = answering.getResponse();
        unlimited = Headline.isEventStream(response.getResponseHeaders());
        deadline = System.nanoTime() + gateway.config().limit().toNanos();
        int status = response.getResponseCode();
        passing = status < 400;
        if (passing) {
            begun.pass(answering, pool(), answerEnds());
        } else {
            // The stream has begun with 200: what was refused has to be told in the message.
            begun.refuse(
                    answering,
                    pool(),
                    RpcAnswer.text(
                                    ProblemCode.SERVER_REFUSED,
                                    target.label() + " refused it with HTTP " + status,
                                    body.head())
                            .getBytes(StandardCharsets.UTF_8),
                    answerEnds());
        }
    }

    private Pump.Ends answerEnds() {
        return new Pump.Ends() {
            @Override
            public void sourceBroken(IOException cause) {
                cut(cause);
            }

            @Override
            public void sinkBroken(IOException cause) {
                // Undertow may have ended the exchange because of it: then the server's stream is open still.
                hangUp();
                clientGone();
            }
        };
    }

    /** The head of an event stream goes out before its first event. False if the client is gone. */
    private boolean flushed(StreamSinkChannel out) {
        try {
            out.flush();
            return true;
        } catch (IOException gone) {
            LOG.debugf("A client left before its stream began: %s", gone.getMessage());
            clientGone();
            return false;
        }
    }

    /** A connection that was given up for another one has nothing to tell any more. */
    private void cut(ClientConnection its, IOException cause) {
        if (its.equals(upstream)) {
            cut(cause);
        }
    }

    private void cut(IOException cause) {
        LOG.debugf("%s broke off: %s", target.label(), cause.getMessage());
        abandon(ProblemCode.SERVER_CUT, target.label() + " broke off; the call may have been carried out");
    }

    /** Gives up on the server, and says so to the client if nothing of an answer has gone out yet. */
    private void abandon(ProblemCode code, String detail) {
        if (over) {
            return;
        }
        over = true;
        good = false;
        hangUp();
        if (passing) {
            // The server's answer has begun; all that can still be said is that it is not whole.
            IoUtils.safeClose(exchange.getConnection());
            exchange.endExchange();
        } else {
            answer(code, detail);
        }
    }

    private void answer(ProblemCode code, String detail) {
        if (stream == null) {
            RpcAnswer.send(exchange, code, detail, body.head());
        } else {
            stream.end(RpcAnswer.text(code, detail, body.head()).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Nobody is left to answer. In the modern era that cancels the call; a legacy server carries on by itself. */
    private void clientGone() {
        if (over) {
            return;
        }
        over = true;
        hangUp();
        IoUtils.safeClose(exchange.getConnection());
        exchange.endExchange();
    }

    private void hangUp() {
        ClientConnection its = upstream;
        upstream = null;
        if (its != null) {
            Upstreams.cut(its);
        }
    }
}

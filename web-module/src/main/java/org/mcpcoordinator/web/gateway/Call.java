package org.mcpcoordinator.web.gateway;

import io.undertow.client.ClientConnection;
import io.undertow.client.ClientExchange;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.proxy.ProxyCallback;
import io.undertow.server.handlers.proxy.ProxyConnection;
import io.undertow.util.Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.balance.Attempt;
import org.mcpcoordinator.problem.ProblemCode;
import org.xnio.IoUtils;

/**
 * One call on its way to a server and back. Lives on one I/O thread and never waits. At any moment either the server's
 * answer is passed on, or, once, an answer of our own is given: {@code over} says that this has been decided.
 */
final class Call implements ProxyCallback<ProxyConnection>, Sending.Ends {
    private static final Logger LOG = Logger.getLogger(Call.class);
    private static final long WATCH_AFTER_NANOS = Duration.ofMillis(200).toNanos();
    private static final int FIRST_FAILURE = 500;

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
    private final Tries tries;
    private @Nullable ClientConnection upstream;
    private boolean watched;
    private boolean over;
    private boolean good = true;
    private boolean reopened;
    private final @Nullable Forwarding forwarding;
    private final Delivery delivery;
    private boolean orphaned;

    /** The whole body, if it was read while the server was being started, or is sent once more. */
    private byte @Nullable [] given;

    /** The answer that has begun meanwhile. */
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
        this.tries = new Tries(gateway);
        this.forwarding = exchange.getAttachment(Forwarding.KEY);
        this.body = given == null
                ? RequestBody.on(exchange, gateway.config().bodyLimit(), gateway.kept(target.route(), exchange))
                : RequestBody.Watch.of(given);
        this.inFlight = gateway.inFlight(exchange.getIoThread());
        this.deadline = begunAt + gateway.config().limit().toNanos();
        this.delivery = new Delivery(gateway, exchange, body, stream, answerEnds());
    }

    /** Sends the call on its way. */
    void begin() {
        gateway.figures().began();
        inFlight.add(this);
        exchange.addExchangeCompleteListener((ended, proceed) -> {
            over = true;
            tries.end();
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
        if (orphaned && now - deadline > 0) {
            leave();
        }
        if (over) {
            return;
        }
        gateway.look();
        if (tries.isOverdue()) {
            abandon(ProblemCode.SERVER_DRAINED, target.label() + " was drained; the call may have been carried out");
        } else if (!delivery.isEndless() && now - deadline > 0) {
            silent();
            abandon(
                    ProblemCode.SERVER_SILENT,
                    target.label() + " did not answer within "
                            + gateway.config().limit().toMillis() + " ms");
        } else if (!watched && now - begunAt > WATCH_AFTER_NANOS && exchange.isRequestComplete()) {
            watched = ClientWatch.arm(exchange, this::clientGone);
        }
    }

    private void connect() {
        Attempt.Refused refused = tries.begin(target, reopened);
        if (refused != null) {
            if (stream == null) {
                exchange.getResponseHeaders().put(Headers.RETRY_AFTER, refused.seconds());
            }
            failUnsent(refused.code(), refused.detail());
            return;
        }
        try {
            gateway.upstreams().connect(target.route(), exchange, this);
        } catch (RuntimeException unusable) {
            LOG.debugf(unusable, "No connection to %s", target.route().address());
            failed(exchange);
        }
    }

    /** The server has kept us waiting, if it has got all of the request: a client may take its time with that, too. */
    private void silent() {
        if (given != null || exchange.isRequestComplete()) {
            tries.silent();
        }
    }

    @Override
    public void completed(HttpServerExchange ready, ProxyConnection connection) {
        if (over) {
            return;
        }
        ClientConnection its = connection.getConnection();
        upstream = its;
        tries.connected(its);
        new Sending(exchange, its, given, this).begin(RequestHead.of(exchange, target, given));
    }

    /** No connection: nothing has been sent, so another copy may be asked. */
    @Override
    public void failed(HttpServerExchange refused) {
        if (over) {
            return;
        }
        tries.unreachable();
        if (forwarding != null
                && !reopened
                && target.bound()
                && target.session() != null
                && gateway.hasCopies(target.route())) {
            reopen();
        } else if (!goTo(tries.elsewhere(target))) {
            failUnsent(ProblemCode.SERVER_AWAY, "no connection to " + target.label());
        }
    }

    private void failUnsent(ProblemCode code, String detail) {
        over = true;
        good = false;
        delivery.failUnsent(code, detail);
    }

    private boolean goTo(@Nullable Target next) {
        if (next == null) {
            return false;
        }
        hangUp();
        target = next;
        connect();
        return true;
    }

    /**
     * Sends it once more after a failure: to any copy if the system has taken nothing of it, to another one if it may be
     * carried out twice. Never after a byte of an answer has gone out.
     */
    private boolean repeat(boolean unsent) {
        byte[] whole = given != null ? given : body.whole(exchange);
        if (delivery.hasBegun() || (whole == null && !(unsent && body.isUntouched()))) {
            return false;
        }
        Target next = null;
        if (unsent) {
            next = tries.afresh(target);
        } else if (whole != null && stream == null) {
            next = tries.again(target, whole);
        }
        if (next != null) {
            given = whole;
        }
        return goTo(next);
    }

    @Override
    public void queuedRequestFailed(HttpServerExchange full) {
        failed(full);
    }

    @Override
    public void couldNotResolveBackend(HttpServerExchange nowhere) {
        failed(nowhere);
    }

    @Override
    public void answers(ClientConnection its, ClientExchange answering) {
        // A connection that was given up for another one has nothing to tell any more.
        if (its.equals(upstream)) {
            passAnswer(answering);
        }
    }

    @Override
    public void bodyBroken(IOException cause) {
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
        if (orphaned) {
            leave();
            Orphan.end(gateway, target, answering.getResponse());
            return;
        }
        if (over) {
            return;
        }
        int status = answering.getResponse().getResponseCode();
        tries.answered(status);
        if (status >= FIRST_FAILURE && repeat(false)) {
            return;
        }
        if (forwarding != null && !reopened && forwarding.isLost(target, status)) {
            reopen();
        } else {
            pass(answering);
        }
    }

    private void pass(ClientExchange answering) {
        TaskPlace.called(exchange, target.route());
        long now = System.nanoTime();
        gateway.figures().answered(Duration.ofNanos(now - begunAt));
        deadline = now + gateway.config().limit().toNanos();
        delivery.pass(answering, target);
    }

    /**
     * The server does not know the session that was opened there for a client of all servers, or the copy it lives on cannot be
     * reached: nothing has been done yet, so another one is opened.
     */
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

    @Override
    public void broken(ClientConnection its, IOException cause) {
        if (orphaned) {
            leave();
        } else if (its.equals(upstream)) {
            boolean unsent = tries.broke(its);
            if (over || !repeat(unsent)) {
                cut(cause);
            }
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
        delivery.fail(code, detail);
    }

    /** Nobody is left to answer. In the modern era that cancels the call; a legacy server carries on by itself. */
    private void clientGone() {
        if (over) {
            return;
        }
        over = true;
        if (!delivery.hasBegun()
                && System.nanoTime() - begunAt > gateway.config().limit().toNanos() / 2) {
            // It waited for long: that the caller had less patience than we does not speak for the server.
            silent();
        }
        Visit.gone(exchange);
        if (upstream != null && !delivery.hasBegun() && Orphan.mayBe(exchange, body.head())) {
            orphaned = true;
            deadline = Math.min(deadline, System.nanoTime() + Orphan.PATIENCE_NANOS);
        } else {
            leave();
        }
    }

    private void leave() {
        orphaned = false;
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

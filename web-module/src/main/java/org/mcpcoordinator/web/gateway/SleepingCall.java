package org.mcpcoordinator.web.gateway;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.Eras;
import org.mcpcoordinator.mcp.McpHeaders;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.routing.Nap;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.standby.Offer;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/**
 * A request to a server on demand that is not there as its caller thinks: it sleeps, or the caller's session was that of a
 * process before. It is answered from what is known of the server, or waits until that is there and goes on as a {@link Call}.
 * Lives on one I/O thread and never holds it.
 */
final class SleepingCall {
    private static final HttpString METHOD = new HttpString(McpHeaders.METHOD);
    private static final long LOOK_MILLIS = 20;
    private static final long WAKE_AGAIN_NANOS = Duration.ofMillis(250).toNanos();
    private static final long SPEAK_AFTER_NANOS = Duration.ofMillis(300).toNanos();
    private static final long SPEAK_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();
    /** What has failed so lately will not be tried again for this call. */
    private static final Duration JUST_FAILED = Duration.ofSeconds(5);

    private final Gateway gateway;
    private final HttpServerExchange exchange;
    private final String server;
    private final String caller;
    private final boolean modern;
    private final long begunAt = System.nanoTime();
    private Errand errand = Errand.of(new byte[0]);
    private @Nullable EventStream stream;
    private long wokenAt;
    private long spokenAt;
    private boolean over;
    /** The server speaks the other era, or what it says is read on its way. */
    private boolean translated;

    private SleepingCall(Gateway gateway, HttpServerExchange exchange, String server) {
        this.gateway = gateway;
        this.exchange = exchange;
        this.server = server;
        this.caller = GatewayHandler.caller(exchange);
        this.modern = Gateway.isModern(exchange);
    }

    /**
     * Takes the request over.
     *
     * @param given its body, if that has been read
     */
    static void begin(Gateway gateway, HttpServerExchange exchange, String server, byte @Nullable [] given) {
        SleepingCall call = new SleepingCall(gateway, exchange, server);
        if (exchange.getRequestMethod().equals(Methods.GET)) {
            refuseStream(exchange, server);
        } else if (exchange.getRequestMethod().equals(Methods.DELETE)) {
            String session = Gateway.session(exchange);
            if (session != null) {
                gateway.lodgings().forget(server, session, call.caller);
            }
            exchange.endExchange();
        } else if (given == null) {
            call.read();
        } else {
            call.limit();
            call.take(given);
        }
    }

    /** Takes over a request to all servers that is for this one; its body has been read. Only the server can answer it. */
    static void forward(Gateway gateway, HttpServerExchange exchange, String server, byte[] body) {
        SleepingCall call = new SleepingCall(gateway, exchange, server);
        call.limit();
        call.errand = Errand.of(body);
        Forwarding forwarding = exchange.getAttachment(Forwarding.KEY);
        call.translated = forwarding != null
                && (forwarding.client() != null || forwarding.eras().lacks(call.modern ? Era.MODERN : Era.LEGACY));
        call.await();
    }

    /** Takes over a request to this server; its body has been read. */
    static void take(Gateway gateway, HttpServerExchange exchange, String server, byte[] body) {
        SleepingCall call = new SleepingCall(gateway, exchange, server);
        call.limit();
        call.take(body);
    }

    /** True for a stream of the modern era, which says in a header what its body asks for. */
    static boolean isListening(HttpServerExchange exchange) {
        return Gateway.isModern(exchange)
                && "subscriptions/listen".equals(exchange.getRequestHeaders().getFirst(METHOD));
    }

    /** As it is while the server sleeps, for the same reason as {@link #refuseStream}. */
    static void refuseListening(HttpServerExchange exchange, String server) {
        RpcAnswer.unread(exchange, ProblemCode.NOT_FOUND, server + " runs on demand and keeps no stream open");
    }

    /** A stream of its own would keep a server awake that nobody calls; a client without one goes on (MCP, "Transports"). */
    static void refuseStream(HttpServerExchange exchange, String server) {
        exchange.getResponseHeaders().put(Headers.ALLOW, "POST, DELETE");
        RpcAnswer.unread(exchange, ProblemCode.METHOD_NOT_ALLOWED, server + " runs on demand and keeps no stream open");
    }

    /** The time to wait begins here, whatever takes it: the caller's own body, the database, the server. */
    private void read() {
        limit();
        Intake.begin(gateway, exchange, gateway.config().sleeperBodyLimit(), new Intake.End() {
            @Override
            public void whole(byte[] body) {
                take(body);
            }

            @Override
            public void refused(HttpServerExchange refused, ProblemCode code, String detail) {
                refuse(code, detail);
            }
        });
    }

    private void limit() {
        XnioExecutor.Key deadline = exchange.getIoThread()
                .executeAfter(this::late, gateway.config().wakeLimit().toMillis(), TimeUnit.MILLISECONDS);
        exchange.addExchangeCompleteListener((ended, proceed) -> {
            over = true;
            // Else it would keep the body in memory for the rest of the time.
            deadline.remove();
            proceed.proceed();
        });
    }

    private void late() {
        if (!over) {
            Nap nap = gateway.table().naps().get(server);
            refuse(
                    ProblemCode.SERVER_SILENT,
                    server + " was not there within "
                            + gateway.config().wakeLimit().toSeconds() + " s" + (nap == null ? "" : ": " + nap.why()));
        }
    }

    private void take(byte[] body) {
        if (over) {
            return;
        }
        errand = Errand.of(body);
        Nap nap = gateway.table().naps().get(server);
        if (nap == null) {
            await();
        } else {
            later(
                    gateway.sleepers().offer(nap.definitionHash()).thenApply(offer -> new Known(offer.orElse(null))),
                    this::answer);
        }
    }

    /** Goes on with the result, on this call's thread. */
    private <T> void later(CompletableFuture<T> asked, Continuation<T> then) {
        CompletableFuture<T> unused =
                asked.whenComplete((value, failure) -> exchange.getIoThread().execute(() -> {
                    if (!over) {
                        then.with(value, failure);
                    }
                }));
    }

    private interface Continuation<T> {
        /** One of the two is null. */
        void with(@Nullable T value, @Nullable Throwable failure);
    }

    private record Known(@Nullable Offer offer) {}

    private void answer(@Nullable Known known, @Nullable Throwable failure) {
        if (known == null) {
            refuse(
                    ProblemCode.SERVER_AWAY,
                    server + " sleeps, and what it offers cannot be read: the database is away");
            return;
        }
        if (known.offer() != null && errand.id() != null && lacksItsEra(known.offer())) {
            translated = true;
            await();
            return;
        }
        Optional<FromOffer.Answer> answer =
                Optional.ofNullable(known.offer()).flatMap(offer -> new FromOffer(offer, modern).to(errand));
        if (answer.isEmpty()) {
            await();
            return;
        }
        try {
            String session = Gateway.session(exchange);
            if (session != null) {
                gateway.lodgings().own(server, session, caller);
            }
            send(answer.get());
        } catch (ProblemException notTheirs) {
            refuse(notTheirs.code(), notTheirs.detail());
        }
    }

    /** What is stored is in the other era's words: the server itself is asked, over the bridge. */
    private boolean lacksItsEra(Offer offer) {
        return Eras.of(offer.discover() != null, offer.initialize() != null).lacks(modern ? Era.MODERN : Era.LEGACY);
    }

    private void send(FromOffer.Answer answer) {
        over = true;
        exchange.setStatusCode(answer.status());
        if (answer.body() == null) {
            exchange.endExchange();
            return;
        }
        if ("initialize".equals(errand.method()) && answer.isResult()) {
            exchange.getResponseHeaders()
                    .put(Headline.SESSION_ID, gateway.lodgings().mint(server, caller, errand.initialize()));
        }
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseSender().send(answer.body().toString(), StandardCharsets.UTF_8);
    }

    private void await() {
        ClientWatch.arm(exchange, this::clientGone);
        wokenAt = begunAt - WAKE_AGAIN_NANOS;
        spokenAt = begunAt + SPEAK_AFTER_NANOS - SPEAK_AGAIN_NANOS;
        look();
    }

    private void look() {
        if (over) {
            return;
        }
        List<Route> copies = gateway.table().routes().get(server);
        if (copies != null) {
            arrive(copies);
            return;
        }
        Nap nap = gateway.table().naps().get(server);
        long now = System.nanoTime();
        if (nap == null) {
            refuse(ProblemCode.SERVER_AWAY, server + " was taken out of traffic while it was to be started");
        } else if (nap.failedSince(Instant.now().minus(JUST_FAILED))) {
            refuse(ProblemCode.SERVER_AWAY, server + " could not be started: " + nap.why());
        } else if (!wake(nap, now)) {
            refuse(ProblemCode.SERVER_AWAY, server + " cannot be started: we are stopping");
        } else {
            speak(now);
            exchange.getIoThread().executeAfter(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Only who sleeps or has failed is to be woken; others are on their way. */
    private boolean wake(Nap nap, long now) {
        if (nap.onItsWay() || now - wokenAt < WAKE_AGAIN_NANOS) {
            return true;
        }
        wokenAt = now;
        return gateway.sleepers().wake(server);
    }

    private Duration left() {
        long nanos = gateway.config().wakeLimit().toNanos() - (System.nanoTime() - begunAt);
        return Duration.ofNanos(Math.max(nanos, Duration.ofMillis(1).toNanos()));
    }

    private void speak(long now) {
        if (translated
                || errand.progressToken().isMissingNode()
                || now - spokenAt < SPEAK_AGAIN_NANOS
                || !takesStream()) {
            return;
        }
        spokenAt = now;
        EventStream open = stream;
        if (open == null) {
            open = EventStream.begin(exchange, this::clientGone);
            stream = open;
        }
        long left = gateway.config().wakeLimit().toMillis()
                - Duration.ofNanos(now - begunAt).toMillis();
        open.waiting(errand.progressToken(), server, Math.max(left, 1) / 1000.0);
    }

    private boolean takesStream() {
        String accept = exchange.getRequestHeaders().getFirst(Headers.ACCEPT);
        return accept != null && accept.contains("text/event-stream");
    }

    /** The server is there: the call goes on in its caller's session, which is opened anew if it was another process's. */
    private void arrive(List<Route> all) {
        List<Route> copies = TaskPlace.among(exchange, all);
        if (stream == null && OtherEra.isNeeded(copies.get(0), exchange)) {
            over = true;
            OtherEra.take(gateway, exchange, copies.get(0), errand.body());
            return;
        }
        String session = Gateway.session(exchange);
        if (session == null || OtherEra.of(copies.get(0), exchange).isPresent()) {
            call(Target.of(copies.get(0), false));
            return;
        }
        try {
            later(gateway.lodgings().reopen(server, session, caller, copies, left()), (target, failure) -> {
                if (target == null) {
                    Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
                    refuse(
                            ProblemCode.SERVER_CUT,
                            server + " has been started and opens no session: "
                                    + (cause == null ? "" : Objects.toString(cause.getMessage(), "")));
                } else {
                    call(target);
                }
            });
        } catch (ProblemException ended) {
            refuse(ended.code(), ended.detail());
        }
    }

    private void call(Target target) {
        over = true;
        OtherEra.orCall(gateway, exchange, target, errand.body(), stream);
    }

    private void refuse(ProblemCode code, String detail) {
        if (over) {
            return;
        }
        over = true;
        Visit.failed(exchange, code);
        if (stream == null) {
            RpcAnswer.send(exchange, code, detail, errand.body());
        } else {
            stream.end(RpcAnswer.text(code, detail, errand.body()).getBytes(StandardCharsets.UTF_8));
        }
    }

    private void clientGone() {
        if (!over) {
            over = true;
            Visit.gone(exchange);
            IoUtils.safeClose(exchange.getConnection());
            exchange.endExchange();
        }
    }
}

package org.mcpcoordinator.web.gateway;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.standby.Offer;
import org.mcpcoordinator.web.gateway.whole.Demand;
import org.mcpcoordinator.web.gateway.whole.Reply;

/**
 * A request to a server some of whose tools are held. It is read, where those to all other servers pass unread: its list of
 * tools is told from what was approved, and a held tool is not called. All else goes on as usual. Lives on one I/O thread.
 */
final class HeldCall {
    private final Whole whole;
    private final Gateway gateway;
    private final HttpServerExchange exchange;
    private final String server;
    private final Set<String> held;
    private final String definitionHash;
    private final long since = System.nanoTime();

    HeldCall(Whole whole, HttpServerExchange exchange, String server, Set<String> held, String definitionHash) {
        this.whole = whole;
        this.gateway = whole.gateway();
        this.exchange = exchange;
        this.server = server;
        this.held = held;
        this.definitionHash = definitionHash;
    }

    /** Takes the request over, a POST; nothing of it has been read. */
    void begin() {
        Intake.begin(gateway, exchange, gateway.config().sleeperBodyLimit(), this::take);
    }

    private void take(byte[] body) {
        if (!(Demand.read(body) instanceof Demand.Reading.Read read)) {
            // What we cannot read, its server might: it could name a tool that is held.
            RpcAnswer.send(
                    exchange, ProblemCode.REQUEST_INVALID, "one JSON-RPC message is wanted, no batch of them", body);
            return;
        }
        Demand demand = read.demand();
        String method = String.valueOf(demand.method());
        String tool = demand.text("name");
        if (method.equals("tools/list") && demand.id() != null) {
            list(Errand.of(body));
        } else if (method.equals("tools/call") && tool != null && held.contains(tool.replace("\0", ""))) {
            RpcAnswer.send(
                    exchange,
                    ProblemCode.TOOL_HELD,
                    "what " + tool + " says of itself has changed; an administrator looks at it and approves it"
                            + " (coordinator servers " + server + " held)",
                    body);
        } else {
            Reply instead =
                    new TaskWatch(whole, exchange).instead(server, demand, TaskedCall.isModern(exchange, demand));
            if (instead != null) {
                TaskedCall.reply(exchange, instead);
            } else {
                goOn(body);
            }
        }
    }

    /** Told from what is stored, for what the server itself would say now is not to be read by anybody. */
    private void list(Errand errand) {
        CompletableFuture<Optional<Offer>> asked = gateway.sleepers().offer(definitionHash);
        CompletableFuture<Optional<Offer>> unused = asked.whenComplete((offer, failure) ->
                exchange.getIoThread().execute(() -> answer(errand, offer == null ? null : offer.orElse(null))));
    }

    private void answer(Errand errand, @Nullable Offer offer) {
        Optional<FromOffer.Answer> answer = Optional.ofNullable(offer)
                .flatMap(known -> new FromOffer(known, Gateway.isModern(exchange)).tools(errand));
        if (exchange.isComplete()) {
            return;
        }
        if (answer.isEmpty()) {
            RpcAnswer.send(
                    exchange, ProblemCode.SERVER_AWAY, "what " + server + " offers cannot be read now", errand.body());
            return;
        }
        exchange.setStatusCode(answer.get().status());
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseSender().send(String.valueOf(answer.get().body()), StandardCharsets.UTF_8);
    }

    private void goOn(byte[] body) {
        try {
            boolean routed = gateway.table().routes().containsKey(server);
            if (!routed && gateway.table().naps().containsKey(server)) {
                SleepingCall.take(gateway, exchange, server, body);
            } else if (!routed
                    && gateway.coming(server)
                    && System.nanoTime() - since < GatewayHandler.LONGEST_HOLD_NANOS) {
                exchange.getIoThread()
                        .executeAfter(() -> goOn(body), GatewayHandler.LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } else {
                call(gateway.choose(server, Gateway.session(exchange), exchange), body);
            }
        } catch (ProblemException problem) {
            RpcAnswer.send(exchange, problem.code(), problem.detail(), body);
        }
    }

    private void call(Target target, byte[] body) {
        if (target.stale()) {
            SleepingCall.take(gateway, exchange, server, body);
        } else if (target.route().onDemand() && SleepingCall.isListening(exchange)) {
            SleepingCall.refuseListening(exchange, server);
        } else if (OtherEra.isNeeded(target.route(), exchange)) {
            OtherEra.take(gateway, exchange, target.route(), body);
        } else {
            new Call(gateway, exchange, target, body, null).begin();
        }
    }
}

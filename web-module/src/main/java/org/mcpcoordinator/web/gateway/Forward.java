package org.mcpcoordinator.web.gateway;

import com.fasterxml.jackson.databind.node.TextNode;
import io.undertow.server.HttpServerExchange;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.directory.Member;
import org.mcpcoordinator.directory.View;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.Eras;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.web.gateway.era.ClientSession;
import org.mcpcoordinator.web.gateway.era.Own;
import org.mcpcoordinator.web.gateway.whole.Demand;
import org.mcpcoordinator.web.gateway.whole.Destination;
import org.mcpcoordinator.web.gateway.whole.FrontSession;
import org.mcpcoordinator.web.gateway.whole.LinkConduit;
import org.mcpcoordinator.web.gateway.whole.TaskEar;

/** A request to all servers on its way to the one it is for: at once, or when that has been started. On one I/O thread. */
final class Forward {
    private static final Logger LOG = Logger.getLogger(Forward.class);

    private final Whole whole;
    private final Gateway gateway;
    private final HttpServerExchange exchange;
    private final Demand demand;
    private final Destination destination;
    private final @Nullable FrontSession session;
    private final boolean modern;
    private final long since = System.nanoTime();
    private boolean mirrored;

    Forward(
            Whole whole,
            HttpServerExchange exchange,
            Demand demand,
            Destination destination,
            @Nullable FrontSession session,
            boolean modern) {
        this.whole = whole;
        this.gateway = whole.gateway();
        this.exchange = exchange;
        this.demand = demand;
        this.destination = destination;
        this.session = session;
        this.modern = modern;
    }

    /** Sends a notification of the client to the server where what it is about is under way. */
    static void note(Whole whole, HttpServerExchange exchange, Demand demand, String server, FrontSession session) {
        Member member = whole.view("").members().get(server);
        if (member == null) {
            exchange.setStatusCode(202).endExchange();
        } else {
            Destination destination = new Destination(member, demand.body(), null);
            new Forward(whole, exchange, demand, destination, session, false).begin();
        }
    }

    /** Tells the servers whose session this is already, and to whom all passes as it is, from which level on they are to log. */
    static void tellLevel(Gateway gateway, HttpServerExchange exchange, FrontSession session, String level) {
        Frame.Request request = new Frame.Request(
                TextNode.valueOf("level"), "logging/setLevel", Json.object().put("level", level));
        for (String server : session.servers()) {
            try {
                Target target = gateway.choose(server, session.id(), exchange);
                String there = target.session();
                if (!session.isRead(server) && there != null && !target.stale()) {
                    gateway.bridge().say(exchange.getIoThread(), target.route(), there, session.revision(), request);
                }
            } catch (ProblemException away) {
                LOG.debugf("%s is not told a level: %s", server, away.detail());
            }
        }
    }

    /** What its client does not know it has to repeat in headers is repeated on the way. */
    Forward mirrored() {
        mirrored = modern && destination.member().modern();
        return this;
    }

    void begin() {
        Member member = destination.member();
        boolean uris = uris(member);
        boolean tasks = member.hasTasks();
        boolean rewritten = uris || tasks;
        if (demand.id() != null) {
            Visit.to(exchange, member.server());
        }
        if ("tools/call".equals(demand.method()) && destination.name() != null) {
            Visit.calls(exchange, destination.name());
        }
        String revision = modern ? null : revision(member);
        exchange.putAttachment(
                Forwarding.KEY,
                new Forwarding(destination.name(), revision, rewritten, eras(member), client(member), mirrored));
        if (rewritten) {
            TaskEar ear = tasks ? heard(member) : null;
            LinkConduit.on(exchange, member.server(), uris, tasks, ear);
        }
        watch(member.server());
        send();
    }

    /** What is said of tasks is taken note of, and news of them are listened to from then on. */
    private TaskEar heard(Member member) {
        TaskEar noting = new TaskWatch(whole, exchange).ear(member.server(), demand, destination.name());
        return (answered, task) -> {
            noting.heard(answered, task);
            if (answered && session != null && session.isListening()) {
                hearNews(session, member, task.path("taskId").asText());
            }
        };
    }

    /** Servers of the newest revision tell whoever asks for it, older ones each session by itself. */
    private void hearNews(FrontSession its, Member member, String task) {
        if (!member.legacy()) {
            Map<String, View.Whereabouts> own =
                    Map.of(member.server() + "/" + task, new View.Whereabouts(member, task));
            CompletableFuture<List<String>> unused =
                    whole.subscriptions(its, exchange.getIoThread()).tasks(own);
            return;
        }
        try {
            Target target = gateway.choose(member.server(), its.id(), exchange);
            String there = target.session();
            if (there != null
                    && !there.isEmpty()
                    && !target.stale()
                    && !target.route().onDemand()) {
                Overheard.tasks(gateway, exchange.getIoThread(), target.route(), there, its, uris(member));
            }
        } catch (ProblemException elsewhere) {
            LOG.debugf("%s is read on its way, or has gone: %s", member.server(), elsewhere.detail());
        }
    }

    private static boolean uris(Member member) {
        return member.capabilities().contains("resources") && !member.plain();
    }

    /** Not newer than the server knows: it would refuse what it does not know. */
    private String revision(Member member) {
        String own = member.revision();
        String agreed = session == null ? own : session.revision().id();
        return own.isEmpty() || agreed.compareTo(own) < 0 ? agreed : own;
    }

    /** While it is under way the client may cancel it by its id. */
    private void watch(String server) {
        if (session != null && demand.id() != null) {
            FrontSession its = session;
            String request = demand.id().asText();
            its.enter(server);
            if (client(destination.member()) != null) {
                return;
            }
            its.begin(request, server);
            exchange.addExchangeCompleteListener((ended, proceed) -> {
                its.end(request);
                proceed.proceed();
            });
        }
    }

    /** Null where what it says passes as it is: nobody can ask it anything, or it has been asked there before that. */
    private @Nullable ClientSession client(Member member) {
        if (session == null || demand.id() == null) {
            return null;
        }
        boolean other = !eras(member).equals(Eras.UNKNOWN) && eras(member).lacks(Era.LEGACY);
        return other || session.isRead(member.server()) ? session.talk() : null;
    }

    private void send() {
        String server = destination.member().server();
        try {
            if (GatewayHandler.isOwn(gateway, server)) {
                call(Target.of(Own.route(GatewayHandler.asking(exchange)), true));
                return;
            }
            if (isOtherEra(server)) {
                call(own(server));
                return;
            }
            boolean passing = session != null && !session.isRead(server);
            if (session != null && passing) {
                gateway.lodgings().enter(server, session.id(), GatewayHandler.caller(exchange), this::greeting);
            }
            if (!gateway.table().routes().containsKey(server) && waits(server)) {
                return;
            }
            Target target = gateway.choose(server, session == null || !passing ? null : session.id(), exchange);
            if (target.stale()) {
                SleepingCall.forward(gateway, exchange, server, destination.body());
            } else {
                call(target);
            }
        } catch (ProblemException problem) {
            refuse(problem.code(), problem.detail());
        }
    }

    /** The copy its client's session is with, as long as it is there. */
    private Target own(String server) {
        Target next = gateway.choose(server, null, exchange);
        if (session == null || next.bound()) {
            return next;
        }
        String home = session.home(server, next.route().address().toString());
        return gateway.table().routes().getOrDefault(server, List.of()).stream()
                .filter(route -> route.address().toString().equals(home))
                .findFirst()
                .map(route -> Target.of(route, true))
                .orElseGet(() -> {
                    session.move(server, next.route().address().toString());
                    return next;
                });
    }

    /** As its offer tells, for when its route does not know yet. */
    private static Eras eras(Member member) {
        return Eras.of(member.modern(), member.legacy());
    }

    /** True if it can be called at once, and does not speak the client's era. */
    private boolean isOtherEra(String server) {
        List<Route> copies = gateway.table().routes().get(server);
        return copies != null && OtherEra.of(copies.get(0), exchange).isPresent();
    }

    private void call(Target target) {
        Route route = target.route();
        if (session != null
                && client(destination.member()) != null
                && !route.onDemand()
                && destination.member().legacy()) {
            Overheard.begin(gateway, exchange.getIoThread(), route, session, uris(destination.member()));
        }
        OtherEra.orCall(gateway, exchange, target, destination.body(), null);
    }

    private boolean waits(String server) {
        if (gateway.table().naps().containsKey(server)) {
            SleepingCall.forward(gateway, exchange, server, destination.body());
            return true;
        }
        boolean waits = System.nanoTime() - since < GatewayHandler.LONGEST_HOLD_NANOS && gateway.coming(server);
        if (waits) {
            exchange.getIoThread().executeAfter(this::send, GatewayHandler.LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
        return waits;
    }

    /** Nothing is announced that a server would have to ask its client for: it asks all clients of ours with one voice. */
    private String greeting() {
        var greeting = Json.object().put("protocolVersion", revision(destination.member()));
        greeting.putObject("capabilities");
        greeting.putObject("clientInfo").put("name", "mcp-coordinator").put("version", "1");
        return Json.text(greeting);
    }

    private void refuse(ProblemCode code, String detail) {
        RpcAnswer.send(exchange, code, detail, demand.body());
    }
}

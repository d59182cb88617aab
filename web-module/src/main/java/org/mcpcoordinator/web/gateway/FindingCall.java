package org.mcpcoordinator.web.gateway;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.mcpcoordinator.directory.Item;
import org.mcpcoordinator.directory.Kind;
import org.mcpcoordinator.directory.View;
import org.mcpcoordinator.finding.ToolIndex;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.web.gateway.whole.Demand;
import org.mcpcoordinator.web.gateway.whole.Finders;
import org.mcpcoordinator.web.gateway.whole.Findings;
import org.mcpcoordinator.web.gateway.whole.Reply;

/** A call of {@code find_tools} or {@code describe_tool}. Searching is done aside, and answered on the I/O thread. */
final class FindingCall {
    private static final Logger LOG = Logger.getLogger(FindingCall.class);

    /** Of what is asked; the names and words in it are short. */
    private static final int LONGEST_BODY = 64 * 1024;

    private final Whole whole;
    private final HttpServerExchange exchange;
    private final Demand demand;
    private final View view;
    private final boolean modern;

    FindingCall(Whole whole, HttpServerExchange exchange, Demand demand, View view, boolean modern) {
        this.whole = whole;
        this.exchange = exchange;
        this.demand = demand;
        this.view = view;
        this.modern = modern;
    }

    /** Answers now or later. */
    void begin(Consumer<Reply> answer) {
        Optional<Asked> asked = asked();
        if (asked.isEmpty()) {
            answer.accept(mistake("the arguments are too long, or no JSON object"));
        } else if (Finders.DESCRIBE.equals(demand.text("name"))) {
            answer.accept(describe(asked.get().name()));
        } else if (asked.get().query().isBlank()) {
            answer.accept(mistake("query is missing: say in plain words what is to be done"));
        } else {
            find(asked.get(), answer);
        }
    }

    /** What the arguments say. */
    private record Asked(String query, int limit, String name) {}

    private Optional<Asked> asked() {
        try {
            if (demand.body().length <= LONGEST_BODY) {
                var arguments = Json.read(demand.body()).path("params").path("arguments");
                int limit = Math.max(1, Math.min(arguments.path("limit").asInt(Finders.USUALLY), Finders.MOST));
                return Optional.of(new Asked(
                        arguments.path("query").asText(""),
                        limit,
                        arguments.path("name").asText("")));
            }
        } catch (IOException broken) {
            LOG.debugf("Arguments that cannot be read: %s", broken.getMessage());
        }
        return Optional.empty();
    }

    private void find(Asked asked, Consumer<Reply> answer) {
        // Of a server of which some tools are seen, others may be found before them.
        int most = GatewayHandler.sight(exchange).namesTools() ? ToolIndex.MOST : asked.limit();
        CompletableFuture<Reply> unused = whole.search()
                .find(asked.query(), Findings.servers(view), most)
                .thenApply(found -> done(Findings.text(view, found, asked.limit())))
                .exceptionally(this::failed)
                .whenComplete((reply, none) -> exchange.getIoThread().execute(() -> answer.accept(reply)));
    }

    private Reply failed(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        if (failure instanceof RejectedExecutionException || cause instanceof RejectedExecutionException) {
            return mistake("too many searches are under way: try again in a second");
        }
        LOG.warnf("Tools cannot be found now: %s", cause.getMessage());
        return mistake(
                "tools cannot be found now, the database is away: try again later, or call a tool you know by name");
    }

    private Reply describe(String name) {
        Optional<Item> item = view.of(Kind.TOOLS).find(name);
        return item.isPresent() ? done(Findings.text(item.get())) : mistake(noSuchTool(name));
    }

    static String noSuchTool(String name) {
        return "there is no tool "
                + (name.isEmpty() ? "without a name" : name.substring(0, Math.min(64, name.length())))
                + ": ask find_tools, and give the name as it is told there";
    }

    private Reply done(String text) {
        return Reply.result(demand, Finders.result(text, false, modern));
    }

    private Reply mistake(String text) {
        return Reply.result(demand, Finders.result(text, true, modern));
    }
}

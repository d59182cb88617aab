package org.mcpcoordinator.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.usage.CallEntry;
import org.mcpcoordinator.usage.CallFilter;
import org.mcpcoordinator.usage.Trail;
import org.mcpcoordinator.usage.Usage;
import org.mcpcoordinator.usage.Usages;

/** What was called through the gateway: sums, and single calls. */
@Path("")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class UsageResource {
    @Inject
    Usages usages;

    @Inject
    Trail trail;

    @QueryParam("caller")
    @Nullable
    String caller;

    @QueryParam("server")
    @Nullable
    String server;

    @QueryParam("tool")
    @Nullable
    String tool;

    @QueryParam("from")
    @Nullable
    String from;

    @QueryParam("to")
    @Nullable
    String to;

    @QueryParam("size")
    @Nullable
    String size;

    /** Sums of hours that begin in the time asked for. */
    @GET
    @Path("usage")
    @Route(does = "Sums up what was called, by caller, server and tool, the most first", role = Role.OPERATOR)
    public ListView<UsageView> usage() {
        return ListView.of(
                usages.sums(filter(), size()).stream().map(UsageView::of).toList());
    }

    /** Single calls. */
    @GET
    @Path("calls")
    @Route(does = "Lists who called what, when, to what end, newest first", role = Role.ADMIN)
    public CallsView calls(@QueryParam("before") @Nullable String before) {
        int most = size();
        List<CallView> items = usages.calls(filter(), id(before), most).stream()
                .map(CallView::of)
                .toList();
        Long next = items.size() < most ? null : items.get(items.size() - 1).id();
        return new CallsView(items, next, trail.kept(), trail.unwritten());
    }

    private CallFilter filter() {
        return new CallFilter(
                Bounds.text("caller", caller, 200),
                Bounds.text("server", server, 64),
                Bounds.text("tool", tool, 128),
                Bounds.instant("from", from),
                Bounds.instant("to", to));
    }

    private int size() {
        return Bounds.number("size", size, 100, 1, Usages.MOST_ROWS);
    }

    private static long id(@Nullable String before) {
        if (before == null || before.isBlank()) {
            return Long.MAX_VALUE;
        }
        if (!before.matches("\\d{1,18}")) {
            throw Bounds.refused("before", "the id of a call is wanted", null);
        }
        return Long.parseLong(before);
    }

    /**
     * A sum.
     *
     * @param caller name of a token or an account
     * @param server empty for what no server was asked; {@code *} for the rest that was not told apart
     * @param tool empty for other requests than calls of tools; {@code ?} if it could not be told
     * @param calls how many
     * @param errors of them, as far as their HTTP status tells
     * @param bytesIn of the requests' bodies
     * @param bytesOut of the answers
     * @param millis all took together
     */
    public record UsageView(
            String caller,
            String server,
            String tool,
            long calls,
            long errors,
            long bytesIn,
            long bytesOut,
            double millis) {
        static UsageView of(Usage usage) {
            Usage.Figures figures = usage.figures();
            return new UsageView(
                    usage.caller(),
                    usage.server(),
                    usage.tool(),
                    figures.calls(),
                    figures.errors(),
                    figures.bytesIn(),
                    figures.bytesOut(),
                    figures.micros() / 1_000.0);
        }
    }

    /**
     * A page of calls.
     *
     * @param items the newest first
     * @param next {@code before} of the next page; absent if this is the last
     * @param kept which calls are kept: {@code off}, {@code tools} or {@code all}
     * @param unwritten calls of this node, since it began, that were too many to be written
     */
    public record CallsView(List<CallView> items, @Nullable Long next, String kept, long unwritten) {
        public CallsView {
            items = List.copyOf(items);
        }
    }

    /**
     * A call.
     *
     * @param id rises with time
     * @param at when it was over
     * @param caller name of a token or an account
     * @param means how the caller has proved itself
     * @param server empty if none was asked
     * @param method of MCP; empty if it could not be told
     * @param tool of {@code tools/call}; {@code ?} if it could not be told
     * @param request the id that the client gave it; empty if it could not be told
     * @param outcome {@code ok}, {@code CLIENT_GONE}, {@code HTTP_} and a status, or a problem's code
     * @param millis it took
     */
    public record CallView(
            long id,
            Instant at,
            String caller,
            String means,
            String server,
            String method,
            String tool,
            String request,
            String outcome,
            double millis) {
        static CallView of(CallEntry entry) {
            return new CallView(
                    entry.id(),
                    entry.at(),
                    entry.call().caller(),
                    entry.call().means(),
                    entry.call().server(),
                    entry.call().method(),
                    entry.call().tool(),
                    entry.call().request(),
                    entry.call().outcome(),
                    entry.call().nanos() / 1_000_000.0);
        }
    }
}

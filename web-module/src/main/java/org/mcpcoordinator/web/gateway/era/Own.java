package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.undertow.util.HeaderMap;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.mcp.Eras;
import org.mcpcoordinator.mcp.server.HttpQuestion;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.web.wire.OwnServer;
import org.xnio.XnioIoThread;

/**
 * The coordinator as one more server of the newest revision: what goes to other servers by HTTP goes to it as it is, so that
 * clients of both eras are served, and asked, by what serves and asks them elsewhere.
 */
public final class Own {
    /** What it is called; no server of a fleet may be. */
    public static final String NAME = "coordinator"; // Catalog.OWN_NAME; the catalogue is not for the hot path

    private static final Logger LOG = Logger.getLogger(Own.class);
    private static final URI ADDRESS = URI.create("coordinator:" + NAME);
    private static final String ROLE = "Caller-Role";
    private static final String MEANS = "Caller-Means";

    private final OwnServer server;

    Own(OwnServer server) {
        this.server = Objects.requireNonNull(server);
    }

    /** The way to it, for requests of that caller. */
    public static Route route(Caller caller) {
        Map<String, String> who = Map.of(ROLE, caller.role().name(), MEANS, caller.means());
        return new Route(NAME, 0, ADDRESS, who, "", Eras.MODERN);
    }

    /** True for the way to it. */
    public static boolean is(Route route) {
        return route.address().equals(ADDRESS);
    }

    ArrayNode tools(Role role) {
        return server.tools(role);
    }

    /** Asks it; the ends hear on {@code home}. */
    void ask(XnioIoThread home, Route route, String name, Map<String, String> headers, byte[] body, Post.Ends ends) {
        // Principals are called MEANS:NAME here.
        Caller caller =
                new Caller(name.substring(name.indexOf(':') + 1), Role.valueOf(said(route, ROLE)), said(route, MEANS));
        Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(headers);
        var unused = server.answer(caller, new HttpQuestion("POST", byName::get, body))
                .whenComplete((answer, failure) -> home.execute(() -> {
                    if (answer == null) {
                        LOG.error("The coordinator's own server gave no answer", failure);
                        ends.broken(Post.Break.CUT, true);
                    } else {
                        ends.head(answer.status(), new HeaderMap());
                        ends.message(answer.body());
                        ends.ended();
                    }
                }));
    }

    private static String said(Route route, String header) {
        @Nullable String value = route.headers().get(header);
        return Objects.requireNonNull(value, header);
    }
}

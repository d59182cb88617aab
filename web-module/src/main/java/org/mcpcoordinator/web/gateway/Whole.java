package org.mcpcoordinator.web.gateway;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.access.Sight;
import org.mcpcoordinator.directory.Kind;
import org.mcpcoordinator.directory.Listing;
import org.mcpcoordinator.directory.Member;
import org.mcpcoordinator.directory.View;
import org.mcpcoordinator.mcp.EraTerms;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.web.gateway.callers.Callers;
import org.mcpcoordinator.web.gateway.whole.FrontSession;
import org.mcpcoordinator.web.gateway.whole.FrontSessions;
import org.mcpcoordinator.web.gateway.whole.Search;
import org.mcpcoordinator.web.gateway.whole.SeenViews;
import org.xnio.XnioIoThread;

/** What requests to all servers share: the way to each, the listing, and the sessions of their clients. */
final class Whole {
    private final Gateway gateway;
    private final Supplier<Listing> listing;
    private final FrontSessions sessions;
    private final Search search;
    private final Map<Role, Whole> roles = new ConcurrentHashMap<>();
    private final News news;
    private final Set<ChangeStream> streams;
    private final Map<String, Subscriptions> subscriptions;
    private final Callers callers;
    private final SeenViews views = new SeenViews();

    Whole(Gateway gateway, Supplier<Listing> listing, Search search, Callers callers) {
        this.callers = callers;
        this.gateway = gateway;
        this.listing = listing;
        this.search = search;
        this.news = new News(gateway);
        this.streams = ConcurrentHashMap.newKeySet();
        this.subscriptions = new ConcurrentHashMap<>();
        this.sessions = new FrontSessions(gateway.book(), this::ended);
    }

    /** As callers of one role see it. */
    private Whole(Whole all, Role role) {
        this.gateway = all.gateway;
        this.listing = new OwnListing(all.listing, () -> gateway.bridge().ownTools(role));
        this.search = all.search;
        this.sessions = all.sessions;
        this.news = all.news;
        this.streams = all.streams;
        this.subscriptions = all.subscriptions;
        this.callers = all.callers;
    }

    /** The same with those of the coordinator's own tools among all others that a caller of that role may use. */
    Whole forRole(Role role) {
        return roles.computeIfAbsent(role, fresh -> new Whole(this, fresh));
    }

    Callers callers() {
        return callers;
    }

    Gateway gateway() {
        return gateway;
    }

    Search search() {
        return search;
    }

    /** True if those are too many tools to be listed: three that find them stand for all. */
    boolean isTooLong(View view) {
        return view.of(Kind.TOOLS).items().size() > gateway.config().listedTools();
    }

    FrontSessions sessions() {
        return sessions;
    }

    /** What is offered now by the category's servers, or with an empty text by all. */
    View view(String category) {
        Listing now = listing.get();
        return category.isEmpty() ? now.all() : now.category(category);
    }

    /** Own names of the server's tools that must not be called now; almost always none. */
    Set<String> held(String server) {
        Map<String, Set<String>> all = listing.get().held();
        return all.isEmpty() ? Set.of() : all.getOrDefault(server, Set.of());
    }

    /** The hash of the server's definition, as far as it is listed; else empty. */
    String definition(String server) {
        Member member = listing.get().all().members().get(server);
        return member == null ? "" : member.definitionHash();
    }

    /** What servers tell by themselves. */
    News news() {
        return news;
    }

    /** The resources that the client of a session wants to hear of; told on its stream. */
    Subscriptions subscriptions(FrontSession session, XnioIoThread home) {
        return subscriptions.computeIfAbsent(session.id(), fresh -> {
            Subscriptions its = new Subscriptions(news, home);
            its.tell(frame ->
                    session.tell(frame instanceof Frame.Notification news ? EraTerms.legacyNews(news) : frame));
            return its;
        });
    }

    /** What a client of a process before this one wanted to hear of, as soon as it listens again. */
    void resume(FrontSession session, String scope, XnioIoThread home) {
        List<String> wanted = session.talk().uris();
        if (!wanted.isEmpty() && !subscriptions.containsKey(session.id())) {
            CompletableFuture<List<String>> unused =
                    subscriptions(session, home).all(view(scope), wanted);
        }
    }

    /** One more wants to hear of changed lists. */
    void enter(ChangeStream stream, XnioIoThread home) {
        streams.add(stream);
        news.watch(stream, home, view("").members());
    }

    void leave(ChangeStream stream) {
        if (streams.remove(stream)) {
            news.unwatch(stream);
        }
    }

    /** What is offered, or what somebody may see of it, is something else now. */
    void changed() {
        streams.forEach(ChangeStream::hear);
        streams.stream().findFirst().ifPresent(stream -> news.look(stream.home(), view("").members()));
    }

    /** Nothing is heard from servers any more. */
    void close() {
        news.close();
    }

    /** What of that the caller is shown. */
    SeenViews.Seen seen(String category, Sight sight) {
        return views.of(listing.get(), category, sight);
    }

    Listing listing() {
        return listing.get();
    }

    private void ended(FrontSession session) {
        Subscriptions its = subscriptions.remove(session.id());
        if (its != null) {
            its.end();
        }
        session.servers().forEach(server -> gateway.lodgings().leave(server, session.id()));
        session.talk().end();
        gateway.bridge().leave(session.id());
    }
}

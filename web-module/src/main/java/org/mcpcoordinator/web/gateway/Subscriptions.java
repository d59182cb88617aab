package org.mcpcoordinator.web.gateway;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.mcpcoordinator.directory.Member;
import org.mcpcoordinator.directory.Names;
import org.mcpcoordinator.directory.View;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.xnio.XnioIoThread;

/** The resources that one client wants to hear of, wherever they are; told by the names it knows. Safe for any thread. */
final class Subscriptions {
    /** Resources one client may hear of, and the longest name of one. */
    static final int MOST = 200;

    static final int LONGEST = 4 << 10;

    private final News news;
    private final XnioIoThread home;
    private final Map<String, View.Whereabouts> places = new LinkedHashMap<>();
    private final News.Hearer hearer = this::updated;
    private volatile Consumer<Frame> ear = frame -> {};

    Subscriptions(News news, XnioIoThread home) {
        this.news = news;
        this.home = home;
    }

    /** Who hears what is told. */
    void tell(Consumer<Frame> listener) {
        ear = listener;
    }

    /** Wants to hear of all of these; gives those that will be heard of. */
    CompletableFuture<List<String>> all(View view, List<String> uris) {
        List<String> honoured = new ArrayList<>();
        CompletableFuture<?>[] each = uris.stream()
                .distinct()
                .limit(MOST)
                .map(uri -> add(view, uri).thenAccept(granted -> {
                    synchronized (honoured) {
                        if (granted) {
                            honoured.add(uri);
                        }
                    }
                }))
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(each).thenApply(done -> {
            synchronized (honoured) {
                return uris.stream().distinct().filter(honoured::contains).toList();
            }
        });
    }

    /** False if there is no such resource, its server does not tell, or that is too much. */
    CompletableFuture<Boolean> add(View view, String uri) {
        Optional<View.Whereabouts> place = uri.length() > LONGEST ? Optional.empty() : view.resource(uri);
        if (place.isEmpty()) {
            return CompletableFuture.completedFuture(false);
        }
        synchronized (places) {
            if (!places.containsKey(uri) && places.size() >= MOST) {
                return CompletableFuture.completedFuture(false);
            }
            places.put(uri, place.get());
        }
        return news.hear(home, place.get().member(), place.get().uri(), hearer).thenApply(granted -> {
            if (!granted) {
                remove(uri);
            }
            return granted;
        });
    }

    void remove(String uri) {
        View.Whereabouts place;
        synchronized (places) {
            place = places.remove(uri);
        }
        if (place != null) {
            news.forget(place.member().server(), place.uri(), hearer);
        }
    }

    /** Nothing is heard any more. */
    void end() {
        List<String> all;
        synchronized (places) {
            all = List.copyOf(places.keySet());
        }
        all.forEach(this::remove);
    }

    private void updated(Member member, String uri) {
        String known = member.plain() ? uri : Names.uri(member.server(), uri);
        ear.accept(new Frame.Notification(
                "notifications/resources/updated", Json.object().put("uri", known)));
    }
}

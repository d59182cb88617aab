package org.mcpcoordinator.web.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.mcpcoordinator.directory.Member;
import org.mcpcoordinator.directory.Names;
import org.mcpcoordinator.directory.View;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.web.gateway.whole.LinkConduit;
import org.xnio.XnioIoThread;

/**
 * The resources and tasks that one client wants to hear of, wherever they are; told by the names it knows. Safe for any
 * thread.
 */
final class Subscriptions implements News.Hearer {
    /** Resources one client may hear of, and the longest name of one. */
    static final int MOST = 200;

    static final int LONGEST = 4 << 10;

    private static final Logger LOG = Logger.getLogger(Subscriptions.class);

    private final News news;
    private final XnioIoThread home;
    private final Map<String, View.Whereabouts> places = new LinkedHashMap<>();
    private final Map<String, View.Whereabouts> tasks = new LinkedHashMap<>();
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
        return news.hear(home, place.get().member(), place.get().uri(), this).thenApply(granted -> {
            if (!granted) {
                remove(uri);
            }
            return granted;
        });
    }

    /**
     * Wants to hear of these tasks as well; gives those that will be heard of.
     *
     * @param own the caller's tasks by the names it knows, and where each is
     */
    CompletableFuture<List<String>> tasks(Map<String, View.Whereabouts> own) {
        List<String> honoured = new ArrayList<>();
        CompletableFuture<?>[] each = own.entrySet().stream()
                .limit(MOST)
                .map(task -> add(task.getKey(), task.getValue()).thenAccept(granted -> {
                    synchronized (honoured) {
                        if (granted) {
                            honoured.add(task.getKey());
                        }
                    }
                }))
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(each).thenApply(done -> {
            synchronized (honoured) {
                return own.keySet().stream().filter(honoured::contains).toList();
            }
        });
    }

    private CompletableFuture<Boolean> add(String name, View.Whereabouts task) {
        synchronized (tasks) {
            if (tasks.containsKey(name) || tasks.size() >= MOST) {
                return CompletableFuture.completedFuture(tasks.containsKey(name));
            }
            tasks.put(name, task);
        }
        return news.hearTask(home, task.member(), task.uri(), this).thenApply(granted -> {
            if (!granted) {
                synchronized (tasks) {
                    tasks.remove(name);
                }
                forget(task);
            }
            return granted;
        });
    }

    private void forget(View.Whereabouts task) {
        news.forget(task.member().server(), NewsSource.TASK + task.uri(), this);
    }

    void remove(String uri) {
        View.Whereabouts place;
        synchronized (places) {
            place = places.remove(uri);
        }
        if (place != null) {
            news.forget(place.member().server(), place.uri(), this);
        }
    }

    /** Nothing is heard any more. */
    void end() {
        List<String> all;
        synchronized (places) {
            all = List.copyOf(places.keySet());
        }
        all.forEach(this::remove);
        List<View.Whereabouts> last;
        synchronized (tasks) {
            last = List.copyOf(tasks.values());
            tasks.clear();
        }
        last.forEach(this::forget);
    }

    @Override
    public void became(Member member, Frame.Notification told) {
        try {
            boolean uris = member.capabilities().contains("resources") && !member.plain();
            byte[] known = LinkConduit.rewritten(member.server(), uris, told.toBytes());
            if (Json.read(known).path("params") instanceof ObjectNode params) {
                ear.accept(new Frame.Notification(told.method(), params));
            }
        } catch (IOException unreadable) {
            LOG.debugf("News of a task that cannot be read: %s", unreadable.getMessage());
        }
    }

    @Override
    public void updated(Member member, String uri) {
        String known = member.plain() ? uri : Names.uri(member.server(), uri);
        ear.accept(new Frame.Notification(
                "notifications/resources/updated", Json.object().put("uri", known)));
    }
}

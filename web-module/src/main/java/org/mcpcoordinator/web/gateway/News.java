package org.mcpcoordinator.web.gateway;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.directory.Member;
import org.mcpcoordinator.mcp.Frame;
import org.xnio.XnioIoThread;

/**
 * What servers tell by themselves: that a resource is another now, and that their lists are. One stream to each server that
 * somebody wants to hear, however many do; none to one that nobody does, and none to servers on demand, which it would keep
 * awake. Safe for any thread.
 */
final class News {
    /** So many servers are listened to at once; of the others changed lists are found by asking them from time to time. */
    private static final int MOST = 400;

    /** What a server says that tells of changed lists, and of changed resources. */
    private static final List<String> LISTS =
            List.of("tools.listChanged", "prompts.listChanged", "resources.listChanged");

    private static final String RESOURCES = "resources.subscribe";

    private final Gateway gateway;
    private final Map<String, NewsSource> sources = new HashMap<>();
    private final Set<Object> watchers = new HashSet<>();
    private boolean closed;

    News(Gateway gateway) {
        this.gateway = gateway;
    }

    /** Hears what a server tells, by the names things have there; on any thread, and never waits. */
    interface Hearer {
        /** A resource has changed. */
        void updated(Member member, String uri);

        /** Something has become of a task. */
        void became(Member member, Frame.Notification news);
    }

    /** The same as {@link #hear} for a task of somebody who may know of it; older revisions tell each session by itself. */
    CompletableFuture<Boolean> hearTask(XnioIoThread home, Member member, String id, Hearer hearer) {
        if (!member.capabilities().contains(Member.TASKS) || isOnDemand(member.server())) {
            return CompletableFuture.completedFuture(false);
        }
        synchronized (sources) {
            NewsSource source = source(home, member);
            return source == null
                    ? CompletableFuture.completedFuture(false)
                    : source.hear(NewsSource.TASK + id, hearer);
        }
    }

    /**
     * Somebody wants to hear of a resource.
     *
     * @param home where it is listened, if nobody listens to that server yet
     * @return whether it will be heard of: known when the server has said so, or two seconds later
     */
    CompletableFuture<Boolean> hear(XnioIoThread home, Member member, String uri, Hearer hearer) {
        if (!member.capabilities().contains(RESOURCES) || isOnDemand(member.server())) {
            return CompletableFuture.completedFuture(false);
        }
        synchronized (sources) {
            NewsSource source = source(home, member);
            return source == null ? CompletableFuture.completedFuture(false) : source.hear(uri, hearer);
        }
    }

    /** Nobody wants that any more, as far as this one is concerned. */
    void forget(String server, String uri, Hearer hearer) {
        synchronized (sources) {
            NewsSource source = sources.get(server);
            if (source != null) {
                source.forget(uri, hearer);
            }
        }
    }

    /** Somebody wants to know when lists change: all servers are listened to that say that theirs do. */
    void watch(Object watcher, XnioIoThread home, Map<String, Member> members) {
        synchronized (watchers) {
            watchers.add(watcher);
        }
        look(home, members);
    }

    /** The servers are others now. */
    void look(XnioIoThread home, Map<String, Member> members) {
        boolean wanted;
        synchronized (watchers) {
            wanted = !watchers.isEmpty();
        }
        if (wanted) {
            members.values().stream()
                    .filter(member -> LISTS.stream().anyMatch(member.capabilities()::contains))
                    .filter(member -> !isOnDemand(member.server()))
                    .sorted(Comparator.comparing(Member::server))
                    .limit(MOST)
                    .forEach(member -> lists(home, member));
        }
    }

    /** One less wants to know. */
    void unwatch(Object watcher) {
        boolean last;
        synchronized (watchers) {
            last = watchers.remove(watcher) && watchers.isEmpty();
        }
        if (last) {
            synchronized (sources) {
                sources.values().forEach(source -> source.lists(false));
            }
        }
    }

    /** Nothing is heard any more. */
    void close() {
        synchronized (sources) {
            sources.values().forEach(NewsSource::close);
            sources.clear();
            closed = true;
        }
    }

    private void lists(XnioIoThread home, Member member) {
        synchronized (sources) {
            NewsSource source = source(home, member);
            if (source != null) {
                source.lists(true);
            }
        }
    }

    /** With the lock held. */
    private @Nullable NewsSource source(XnioIoThread home, Member member) {
        NewsSource known = sources.get(member.server());
        if (known == null && !closed && sources.size() < MOST) {
            known = new NewsSource(gateway, home, member, this::ended);
            sources.put(member.server(), known);
        } else if (known != null) {
            known.is(member);
        }
        return known;
    }

    /** Nobody wants to hear it any more. */
    private boolean ended(NewsSource source) {
        synchronized (sources) {
            return source.end() && sources.remove(source.server(), source);
        }
    }

    private boolean isOnDemand(String server) {
        return gateway.table().naps().containsKey(server)
                || gateway.table().routes().getOrDefault(server, List.of()).stream()
                        .anyMatch(route -> route.onDemand());
    }
}

package org.mcpcoordinator.web.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.directory.Member;
import org.mcpcoordinator.mcp.Eras;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.web.gateway.era.Carried;
import org.mcpcoordinator.web.gateway.era.Ear;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;

/**
 * The stream on which one server tells what has changed, for all who want to hear it. Begun anew when somebody wants to
 * hear of another resource, and when it has ended; the pause doubles each time, up to five minutes. Guarded by itself; it
 * listens on one I/O thread.
 */
final class NewsSource {
    private static final Logger LOG = Logger.getLogger(NewsSource.class);
    /** Several wishes that come at once are one. */
    private static final long SOON_MILLIS = 20;

    /** Whoever waits for the server's word waits no longer. */
    private static final long PATIENCE_MILLIS = 2_000;

    private static final long FIRST_PAUSE_SECONDS = 5;
    private static final int MOST_DOUBLINGS = 6;
    /** What a task's id stands behind among the names of resources, none of which begins so. */
    static final String TASK = "task\0";

    private static final String UPDATED = "notifications/resources/updated";

    private final Gateway gateway;
    private final XnioIoThread home;
    private final Predicate<NewsSource> ended;
    private final Map<String, Set<News.Hearer>> hearers = new LinkedHashMap<>();
    private final Map<String, List<CompletableFuture<Boolean>>> waiting = new LinkedHashMap<>();
    private Member member;
    private Set<String> told = Set.of();
    private boolean lists;
    private boolean listening;
    private boolean planned;
    private boolean over;
    private int failures;
    private @Nullable Hearing hearing;
    private XnioExecutor.@Nullable Key next;

    /** @param ended asked when nobody wants to hear it; true if it is given up */
    NewsSource(Gateway gateway, XnioIoThread home, Member member, Predicate<NewsSource> ended) {
        this.gateway = gateway;
        this.home = home;
        this.member = member;
        this.ended = ended;
    }

    String server() {
        return member.server();
    }

    /** What is known of it now. */
    synchronized void is(Member now) {
        member = now;
    }

    /** Ends if nobody wants to hear it; false if somebody does. */
    synchronized boolean end() {
        over = hearers.isEmpty() && !lists;
        return over;
    }

    synchronized CompletableFuture<Boolean> hear(String uri, News.Hearer hearer) {
        hearers.computeIfAbsent(uri, fresh -> new HashSet<>()).add(hearer);
        if (listening && told.contains(uri)) {
            return CompletableFuture.completedFuture(true);
        }
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        waiting.computeIfAbsent(uri, fresh -> new ArrayList<>()).add(answer);
        home.executeAfter(() -> answer.complete(true), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        plan(SOON_MILLIS);
        return answer;
    }

    synchronized void forget(String uri, News.Hearer hearer) {
        Set<News.Hearer> its = hearers.get(uri);
        if (its != null && its.remove(hearer) && its.isEmpty()) {
            hearers.remove(uri);
            plan(SOON_MILLIS);
        }
    }

    synchronized void lists(boolean wanted) {
        if (lists != wanted) {
            lists = wanted;
            plan(SOON_MILLIS);
        }
    }

    /** Nobody hears it any more, and it is not begun anew. */
    synchronized void close() {
        over = true;
        if (next != null) {
            next.remove();
        }
        if (hearing != null) {
            hearing.stop();
            hearing = null;
        }
    }

    private void plan(long millis) {
        if (!planned && !over) {
            planned = true;
            next = home.executeAfter(this::listen, millis, TimeUnit.MILLISECONDS);
        }
    }

    /** On its I/O thread. */
    private void listen() {
        ObjectNode wanted;
        synchronized (this) {
            planned = false;
            listening = false;
            if (over) {
                return;
            }
            if (hearing != null) {
                hearing.stop();
                hearing = null;
            }
            wanted = wanted();
        }
        // Asked without our lock, for it takes its own and then ours.
        if (wanted.isEmpty()) {
            if (!ended.test(this)) {
                LOG.debugf("Somebody wants to hear %s again", server());
            }
            return;
        }
        List<Route> copies = gateway.table().routes().getOrDefault(server(), List.of());
        synchronized (this) {
            if (copies.isEmpty()) {
                again();
                return;
            }
            Hearing fresh = new Hearing();
            hearing = fresh;
            fresh.under = gateway.bridge().listen(home, known(copies.get(0)), wanted, fresh);
        }
    }

    private ObjectNode wanted() {
        ObjectNode wanted = Json.object();
        if (lists) {
            for (String what : List.of("tools", "prompts", "resources")) {
                if (member.capabilities().contains(what + ".listChanged")) {
                    wanted.put(what + "ListChanged", true);
                }
            }
        }
        for (String key : hearers.keySet()) {
            boolean task = key.startsWith(TASK);
            wanted.withArray(task ? "/taskIds" : "/resourceSubscriptions")
                    .add(task ? key.substring(TASK.length()) : key);
        }
        return wanted;
    }

    private Route known(Route route) {
        return route.eras() != Eras.UNKNOWN
                ? route
                : new Route(
                        route.server(),
                        route.replica(),
                        route.address(),
                        route.headers(),
                        route.incarnation(),
                        Eras.of(member.modern(), member.legacy()));
    }

    private void again() {
        long pause = FIRST_PAUSE_SECONDS << Math.min(failures, MOST_DOUBLINGS);
        failures++;
        plan(TimeUnit.SECONDS.toMillis(pause));
    }

    /** What comes of listening once. */
    private final class Hearing implements Ear {
        private @Nullable Carried under;
        private boolean stopped;

        /** With the lock held. */
        void stop() {
            stopped = true;
            if (under != null) {
                under.cancel("somebody wants to hear of other things");
            }
        }

        @Override
        public void told(Frame.Notification notification) {
            String method = notification.method();
            if (method.endsWith("/acknowledged")) {
                acknowledged(notification.params().path("notifications"));
            } else if (method.equals(UPDATED)) {
                updated(notification.params().path("uri").asText(""));
            } else if (method.equals("notifications/tasks")) {
                became(notification);
            } else if (method.endsWith("/list_changed")) {
                gateway.sleepers().changed(server());
            }
        }

        private void acknowledged(JsonNode honoured) {
            Set<String> granted = new HashSet<>();
            honoured.path("resourceSubscriptions").forEach(uri -> granted.add(uri.asText()));
            honoured.path("taskIds").forEach(id -> granted.add(TASK + id.asText()));
            Map<String, List<CompletableFuture<Boolean>>> asked;
            synchronized (NewsSource.this) {
                if (stopped) {
                    return;
                }
                failures = 0;
                listening = true;
                told = granted;
                asked = new LinkedHashMap<>(waiting);
                waiting.clear();
            }
            asked.forEach((uri, all) -> all.forEach(answer -> answer.complete(granted.contains(uri))));
        }

        /** Only whose task it is hears of it. */
        private void became(Frame.Notification news) {
            List<News.Hearer> its;
            Member now;
            synchronized (NewsSource.this) {
                now = member;
                String key = TASK + news.params().path("taskId").asText("");
                its = List.copyOf(hearers.getOrDefault(key, Set.of()));
            }
            its.forEach(hearer -> hearer.became(now, news));
        }

        /** A server may tell of what is below the one that was asked for. */
        private void updated(String uri) {
            List<News.Hearer> its = new ArrayList<>();
            Member now;
            synchronized (NewsSource.this) {
                now = member;
                hearers.forEach((key, all) -> {
                    if (key.startsWith(TASK)) {
                        return;
                    }
                    if (uri.equals(key) || uri.startsWith(key.endsWith("/") ? key : key + "/")) {
                        its.addAll(all);
                    }
                });
            }
            its.forEach(hearer -> hearer.updated(now, uri));
        }

        @Override
        public void asked(Frame.Request question) {}

        @Override
        public void answered(int status, Frame answer) {
            boolean never =
                    answer instanceof Frame.Failure failure && failure.code() == ErrorCode.METHOD_NOT_FOUND.code();
            synchronized (NewsSource.this) {
                if (!stopped) {
                    listening = false;
                    if (!never) {
                        again();
                    }
                }
            }
        }
    }
}

package org.mcpcoordinator.host.bridge;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.Frame;

/**
 * Who wants to hear of what a legacy program says by itself: all clients share its one subscription and its one log
 * level. Guarded by the child's lock.
 */
final class Interests {
    /** Modern clients that listen to one program at a time. */
    static final int MOST_LISTENS = 1000;

    private final Child child;
    private final Sessions sessions;
    private final Budget budget;
    private final Chores chores;
    private final List<Listen> listens = new ArrayList<>();
    private @Nullable LogLevel lowest;

    Interests(Child child, Sessions sessions, Budget budget, Greeting.Later later) {
        this.child = child;
        this.sessions = sessions;
        this.budget = budget;
        this.chores = new Chores(child, later);
    }

    /** Begins; false if too many listen. */
    boolean add(Listen listen) {
        if (listens.size() >= MOST_LISTENS) {
            return false;
        }
        List<String> news = listen.uris.stream().filter(uri -> !isWanted(uri)).toList();
        listens.add(listen);
        news.forEach(uri -> chores.add("resources/subscribe", uri, () -> isWanted(uri)));
        return true;
    }

    void remove(Listen listen) {
        if (listens.remove(listen)) {
            dropUnwanted(listen.uris);
        }
    }

    /** Of these resources the program need not tell any longer, unless somebody else wants to hear of them. */
    void dropUnwanted(Set<String> uris) {
        uris.stream()
                .filter(uri -> !isWanted(uri))
                .forEach(uri -> chores.add("resources/unsubscribe", uri, () -> !isWanted(uri)));
    }

    boolean isWanted(String uri) {
        return listens.stream().anyMatch(listen -> listen.uris.contains(uri))
                || sessions.all().stream().anyMatch(session -> session.subscriptions.contains(uri));
    }

    /** The program logs for whoever wants most; each client gets what it wants of it. */
    void hear(LogLevel level) {
        boolean logs = child.greeting().era() == Era.LEGACY
                && child.greeting().capabilities().has("logging");
        if (logs && (lowest == null || level.compareTo(lowest) < 0)) {
            lowest = level;
            child.ask("logging/setLevel", Lines.object().put("level", level.wire()), answer -> {});
        }
    }

    /** Passes on what belongs to no request. */
    void tell(Frame.Notification notification) {
        switch (notification.method()) {
            case "notifications/message" -> log(notification);
            case "notifications/resources/updated" -> {
                String uri = notification.params().path("uri").asText();
                toStreams(
                        sessions.all().stream()
                                .filter(session -> session.subscriptions.contains(uri))
                                .toList(),
                        notification);
                List.copyOf(listens).forEach(listen -> listen.hear(notification));
            }
            default -> {
                toStreams(sessions.all(), notification);
                List.copyOf(listens).forEach(listen -> listen.hear(notification));
            }
        }
    }

    void end() {
        List.copyOf(listens).forEach(Listen::end);
        listens.clear();
        sessions.all().forEach(sessions::end);
    }

    /**
     * While one request is under way it is what the program speaks of; while none is, all sessions hear it that listen.
     * While several are it cannot be told whose it is, and it may hold what is meant for one client only: unless they are
     * all of one session, nobody hears it.
     */
    private void log(Frame.Notification notification) {
        LogLevel level =
                LogLevel.of(notification.params().path("level").textValue()).orElse(LogLevel.INFO);
        List<Asker> working = child.working();
        if (!working.isEmpty() && working.get(working.size() - 1) instanceof LegacyCall call) {
            boolean ofOne =
                    working.stream().allMatch(each -> each instanceof LegacyCall any && any.session == call.session);
            if (ofOne && wants(call.session, level)) {
                call.reply.event(notification.toBytes());
            }
        } else if (working.size() == 1 && working.get(0) instanceof ModernCall call) {
            call.log(notification, level);
        } else if (working.isEmpty()) {
            toStreams(
                    sessions.all().stream()
                            .filter(session -> wants(session, level))
                            .toList(),
                    notification);
        }
    }

    private static boolean wants(Session session, LogLevel level) {
        return session.level == null || level.compareTo(session.level) >= 0;
    }

    /** One text for all of them, however many they are. */
    private void toStreams(Collection<Session> sessions, Frame.Notification notification) {
        List<Reply> streams = sessions.stream()
                .flatMap(session -> Optional.ofNullable(session.stream).stream())
                .toList();
        if (!streams.isEmpty()) {
            Event event = Event.message(notification.toBytes(), budget);
            streams.forEach(stream -> stream.event(event));
        }
    }
}

package org.mcpcoordinator.host.bridge;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.Frame;

/**
 * Who wants to hear of what a legacy program says by itself: all clients share its one subscription and its one log
 * level. Guarded by the child's lock.
 */
final class Interests {
    private final Child child;
    private final Sessions sessions;
    private final List<Listen> listens = new ArrayList<>();
    private @Nullable LogLevel lowest;

    Interests(Child child, Sessions sessions) {
        this.child = child;
        this.sessions = sessions;
    }

    void add(Listen listen) {
        listens.add(listen);
        listen.uris.forEach(
                uri -> child.ask("resources/subscribe", Lines.object().put("uri", uri), answer -> {}));
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
                .forEach(
                        uri -> child.ask("resources/unsubscribe", Lines.object().put("uri", uri), answer -> {}));
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

    /** While one request is under way it is what the program speaks of; else all sessions hear it that listen. */
    private void log(Frame.Notification notification) {
        LogLevel level =
                LogLevel.of(notification.params().path("level").textValue()).orElse(LogLevel.INFO);
        List<Asker> working = child.working();
        if (working.size() == 1 && working.get(0) instanceof LegacyCall call) {
            if (wants(call.session, level)) {
                call.reply.event(notification.toBytes());
            }
        } else if (working.size() == 1 && working.get(0) instanceof ModernCall call) {
            call.log(notification, level);
        } else {
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

    private static void toStreams(Collection<Session> sessions, Frame.Notification notification) {
        byte[] bytes = notification.toBytes();
        for (Session session : sessions) {
            Reply stream = session.stream;
            if (stream != null) {
                stream.event(bytes);
            }
        }
    }
}

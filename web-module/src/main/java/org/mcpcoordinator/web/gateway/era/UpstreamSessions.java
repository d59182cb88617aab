package org.mcpcoordinator.web.gateway.era;

import io.undertow.util.HeaderMap;
import io.undertow.util.Methods;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.routing.Route;
import org.xnio.XnioIoThread;

/**
 * Sessions at legacy servers for askers of both eras: one for each server, caller and set of capabilities, because a
 * legacy server asks whoever opened the session, and never somebody else. Opened by the first request, shared by all,
 * closed by DELETE when they have not been used for a while (two minutes, an hour for a client's own), for servers keep them for ever. Safe for any thread.
 */
final class UpstreamSessions {
    private static final Logger LOG = Logger.getLogger(UpstreamSessions.class);
    private static final int MOST = 4_000;
    /** Of one caller, who chooses what he can be asked: he cannot push out the sessions of others. */
    static final int MOST_EACH = 1_000;

    private static final long IDLE_NANOS = Duration.ofMinutes(2).toNanos();

    /** A client's own lasts as long as the client's, at its server there may be more in it than its id. */
    private static final long IDLE_ALONE_NANOS = Duration.ofHours(1).toNanos();

    private static final long SWEEP_SECONDS = 20;
    private static final byte[] NOTHING = {};

    private final Wires wires;
    private final Map<Key, Entry> entries = new HashMap<>();
    private final AtomicLong own = new AtomicLong();
    private boolean sweeping;
    private boolean closed;

    UpstreamSessions(Wires wires) {
        this.wires = wires;
    }

    /**
     * Who shares a session.
     *
     * @param incarnation of the server's process, as the route tells it
     * @param capabilities as JSON
     * @param session of a client who shares it with nobody; else empty
     */
    record Key(URI address, String incarnation, String caller, String capabilities, String session) {
        static Key of(Route route, Asker asker) {
            return new Key(
                    route.address(),
                    route.incarnation(),
                    asker.caller(),
                    asker.capabilities().toString(),
                    asker.session());
        }
    }

    /** What comes of asking for one; told on the thread it was asked on. */
    interface Taking {
        /** To be given back by {@link #release}. */
        void taken(UpstreamSession session);

        void refused(Fault fault);
    }

    private static final class Entry {
        private final List<Waiting> waiting = new ArrayList<>();

        @Nullable
        UpstreamSession session;
    }

    private record Waiting(XnioIoThread thread, Taking then) {
        void tell(@Nullable UpstreamSession session, @Nullable Fault fault) {
            thread.execute(() -> {
                if (session != null) {
                    then.taken(session);
                } else if (fault != null) {
                    then.refused(fault);
                }
            });
        }
    }

    /** Gives the session, opened first if there is none; on that thread. */
    void take(XnioIoThread thread, Route route, Asker asker, Taking then) {
        take(thread, route, asker, Key.of(route, asker), then);
    }

    /** Gives a session that nobody else gets; to be ended by {@link #endOwn}. */
    void takeOwn(XnioIoThread thread, Route route, Asker asker, Taking then) {
        Key key = Key.of(route, asker);
        String alone = key.capabilities() + " " + own.incrementAndGet();
        take(thread, route, asker, new Key(key.address(), key.incarnation(), key.caller(), alone, key.session()), then);
    }

    /** Ends a session that was one asker's alone. */
    void endOwn(UpstreamSession session) {
        forget(session);
        end(session);
    }

    private void take(XnioIoThread thread, Route route, Asker asker, Key key, Taking then) {
        UpstreamSession open;
        List<UpstreamSession> evicted = new ArrayList<>();
        synchronized (entries) {
            Entry entry = entries.get(key);
            if (entry == null) {
                if (closed || !makeRoom(key.caller(), evicted)) {
                    open = null;
                } else {
                    Entry fresh = new Entry();
                    fresh.waiting.add(new Waiting(thread, then));
                    entries.put(key, fresh);
                    thread.execute(() -> new SessionOpening(wires, thread, route, key, asker, this::opened).begin());
                    sweepLater(thread);
                    evicted.forEach(this::end);
                    return;
                }
            } else if (entry.session == null) {
                entry.waiting.add(new Waiting(thread, then));
                return;
            } else {
                open = entry.session;
                open.use.begin(1, System.nanoTime());
            }
        }
        if (open == null) {
            then.refused(new Fault(
                    ProblemCode.SERVER_AWAY,
                    "no session can be opened at " + Fault.label(route) + ": too many are in use"));
        } else {
            then.taken(open);
        }
    }

    /** Nobody uses it any more, as far as that one is concerned. */
    void release(UpstreamSession session) {
        synchronized (entries) {
            session.use.end(System.nanoTime());
        }
    }

    /** The server does not know it any more: the next one who asks opens another. */
    void forget(UpstreamSession session) {
        synchronized (entries) {
            Entry entry = entries.get(session.key);
            if (entry != null && entry.session == session) {
                entries.remove(session.key);
            }
        }
    }

    /** Sessions that are open or being opened. */
    int size() {
        synchronized (entries) {
            return entries.size();
        }
    }

    /** Says good-bye to all. */
    void close() {
        List<UpstreamSession> open = new ArrayList<>();
        synchronized (entries) {
            closed = true;
            entries.values().forEach(entry -> Optional.ofNullable(entry.session).ifPresent(open::add));
            entries.clear();
        }
        open.forEach(this::end);
    }

    private void opened(Key key, @Nullable UpstreamSession session, @Nullable Fault fault) {
        List<Waiting> waiting;
        boolean late;
        synchronized (entries) {
            Entry entry = entries.get(key);
            late = entry == null;
            waiting = entry == null ? List.of() : List.copyOf(entry.waiting);
            if (entry != null && session != null) {
                entry.session = session;
                entry.waiting.clear();
                session.use.begin(waiting.size(), System.nanoTime());
            } else if (entry != null) {
                entries.remove(key);
            }
        }
        if (late && session != null) {
            end(session);
        }
        waiting.forEach(each -> each.tell(session, fault));
    }

    /** The one that has not been used for longest goes, if all places are taken: the caller's own, if those are his. */
    private boolean makeRoom(String caller, List<UpstreamSession> evicted) {
        boolean his = entries.keySet().stream()
                        .filter(key -> key.caller().equals(caller))
                        .count()
                >= MOST_EACH;
        if (!his && entries.size() < MOST) {
            return true;
        }
        Optional<UpstreamSession> oldest = entries.values().stream()
                .map(entry -> entry.session)
                .filter(session -> session != null
                        && session.use.isFree()
                        && (!his || session.key.caller().equals(caller)))
                .min(Comparator.comparingLong(session -> session.use.at()));
        oldest.ifPresent(session -> {
            entries.remove(session.key);
            evicted.add(session);
        });
        return oldest.isPresent();
    }

    private void sweepLater(XnioIoThread thread) {
        if (!sweeping) {
            sweeping = true;
            thread.executeAfter(() -> sweep(thread), SWEEP_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void sweep(XnioIoThread thread) {
        long now = System.nanoTime();
        List<UpstreamSession> idle = new ArrayList<>();
        synchronized (entries) {
            entries.values().removeIf(entry -> {
                UpstreamSession session = entry.session;
                boolean gone = session != null && session.use.isIdle(now, longest(session.key));
                if (gone && session != null) {
                    idle.add(session);
                }
                return gone;
            });
            sweeping = false;
            if (!entries.isEmpty()) {
                sweepLater(thread);
            }
        }
        idle.forEach(this::end);
    }

    /** A task runs in the session: it is not ended for want of use before that time, though it may be for want of room. */
    void hold(Key key, Duration time) {
        synchronized (entries) {
            Entry entry = entries.get(key);
            UpstreamSession session = entry == null ? null : entry.session;
            if (session != null) {
                session.use.hold(System.nanoTime() + time.toNanos());
            }
        }
    }

    private static long longest(Key key) {
        return key.session().isEmpty() ? IDLE_NANOS : IDLE_ALONE_NANOS;
    }

    /** Those that are open for a client's session alone. */
    List<UpstreamSession> of(String client) {
        List<UpstreamSession> its = new ArrayList<>();
        synchronized (entries) {
            entries.forEach((key, entry) -> {
                if (key.session().equals(client) && entry.session != null) {
                    its.add(entry.session);
                }
            });
        }
        return its;
    }

    /** A client's session has ended, and so do those that were opened for it alone. */
    void endAll(String client) {
        List<UpstreamSession> its = new ArrayList<>();
        synchronized (entries) {
            entries.entrySet().removeIf(entry -> {
                UpstreamSession session = entry.getValue().session;
                boolean gone = entry.getKey().session().equals(client) && session != null;
                if (gone && session != null) {
                    its.add(session);
                }
                return gone;
            });
        }
        its.forEach(this::end);
    }

    private void end(UpstreamSession session) {
        if (session.id == null) {
            return;
        }
        try {
            session.thread.execute(() -> sayGoodBye(wires, session));
        } catch (RejectedExecutionException stopped) {
            LOG.debugf("A session of %s is left open: its thread has ended", session.route.server());
        }
    }

    static void sayGoodBye(Wires wires, UpstreamSession session) {
        if (session.id == null) {
            return;
        }
        try {
            Post.send(wires, session.thread, session.route, Methods.DELETE, session.headers(), NOTHING, SILENT);
        } catch (RejectedExecutionException stopping) {
            LOG.debugf("A session of %s is left open: its thread is ending", session.route.server());
        }
    }

    /** Whether the server minds is no matter. */
    private static final Post.Ends SILENT = new Post.Ends() {
        @Override
        public void head(int status, HeaderMap headers) {}

        @Override
        public void message(byte[] json) {}

        @Override
        public void ended() {}

        @Override
        public void broken(Post.Break how, boolean sent) {}
    };

    /** One that hears nothing, for messages that want no answer. */
    static Post.Ends silent() {
        return SILENT;
    }
}

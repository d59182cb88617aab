package org.mcpcoordinator.web.gateway.kept;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cluster.SessionMemory;
import org.mcpcoordinator.mcp.Json;

/**
 * All sessions of clients of the older revisions. Each is one principal's. To look one up costs one look into a map; what the
 * nodes share is written when a session changes, and a few times in an hour of use. A session ends when nobody has used it for
 * so long, when its principal has too many or too heavy ones (the one used longest ago goes), when there is no room for all, and
 * when somebody says so; its kind hears of each end. Safe for any thread.
 */
public final class SessionBook implements AutoCloseable {
    /** Sessions of one principal, those at single servers for one with all of them included. */
    public static final int MOST_EACH = 2_000;

    /** What is kept of one principal's sessions, in bytes. */
    public static final int HEAVIEST_EACH = 4 << 20;

    private static final Logger LOG = Logger.getLogger(SessionBook.class);
    private static final String KIND = "is";
    private static final String OWNER = "owner";
    /** So often in the time a session lasts the others are told that it is in use. */
    private static final int RENEWALS = 4;

    /** A node that stands still is waited for by none who begin at another. */
    private static final int SHARED_SECONDS = 1;

    private final SessionMemory memory;
    private final LongSupplier nanos;
    private final long idle;
    private final Map<String, Kept<?>> near = new ConcurrentHashMap<>();
    private final Map<String, Owned> owners = new ConcurrentHashMap<>();
    private final Map<String, SessionKind<?>> kinds = new ConcurrentHashMap<>();
    private Runnable closing = () -> {};

    /**
     * An empty one.
     *
     * @param idle how long a session lasts that nobody uses
     * @param nanos the time, in nanoseconds
     */
    public SessionBook(SessionMemory memory, Duration idle, LongSupplier nanos) {
        this.memory = memory;
        this.idle = idle.toNanos();
        this.nanos = nanos;
    }

    /** Sessions of that kind from now on. */
    public <S> Shelf<S> of(SessionKind<S> kind) {
        kinds.put(kind.name(), kind);
        return new Shelf<>(kind);
    }

    /** Goes on with what there was before this process; all kinds are known. */
    public void open() {
        closing = memory.listen(new SessionMemory.Ear() {
            @Override
            public void expired(String key, byte[] value) {
                ranOut(key, value);
            }

            @Override
            public void pushedOut(String key, byte[] value) {
                // It may lie in a store still.
                memory.forget(key);
                lost(key, value);
            }

            @Override
            public void changedElsewhere(String key) {
                drop(key);
            }
        });
        memory.each(this::recall);
    }

    /** All sessions of a principal end. */
    public void endAll(String owner) {
        Owned owned = owners.get(owner);
        if (owned != null) {
            owned.all().forEach(kept -> end(kept.key));
        }
    }

    /** Principals who have one. */
    public List<String> owners() {
        return List.copyOf(owners.keySet());
    }

    /** Sessions that this node knows. */
    public int size() {
        return near.size();
    }

    /** Hears nothing any more; the sessions stay. */
    @Override
    public void close() {
        closing.run();
    }

    /**
     * The sessions of one kind.
     *
     * @param <S> one of them
     */
    public final class Shelf<S> {
        private final SessionKind<S> kind;

        private Shelf(SessionKind<S> kind) {
            this.kind = kind;
        }

        /** The session, if it is that principal's; this is a use of it. */
        public @Nullable S find(String key, String owner) {
            Kept<?> kept = near.get(key);
            if (kept == null) {
                kept = recalled(key);
            }
            if (kept == null || kept.kind != kind || !kept.owner.equals(owner)) {
                return null;
            }
            long now = nanos.getAsLong();
            kept.usedAt = now;
            if (now - kept.writtenAt > idle / RENEWALS) {
                write(kept, now);
            }
            return cast(kept);
        }

        /** The session, whosever it is. */
        public @Nullable S look(String key) {
            Kept<?> kept = near.get(key);
            return kept == null || kept.kind != kind ? null : cast(kept);
        }

        /**
         * A new one, or another in its place.
         *
         * @return ends when any node may be asked for it, after a second at the latest
         */
        public CompletionStage<?> keep(String key, String owner, S session) {
            Kept<S> kept = new Kept<>(key, owner, kind, session, nanos.getAsLong());
            CompletionStage<?> shared = write(kept, kept.usedAt);
            Kept<?> before = near.put(key, kept);
            if (before != null) {
                disown(before);
            }
            own(kept);
            CompletableFuture<?> known = shared.toCompletableFuture();
            return known.isDone() ? known : known.copy().completeOnTimeout(null, SHARED_SECONDS, TimeUnit.SECONDS);
        }

        /** What is kept of it is something else now; nothing if it has ended. */
        public void changed(String key) {
            Kept<?> kept = near.get(key);
            Owned owned = kept == null ? null : owners.get(kept.owner);
            if (kept != null && owned != null) {
                int before = kept.weight;
                write(kept, nanos.getAsLong());
                owned.grow(kept, kept.weight - before).forEach(leaving -> SessionBook.this.end(leaving.key));
            }
        }

        /** It ends. */
        public void end(String key) {
            SessionBook.this.end(key);
        }

        /** It has ended already, where that counts. */
        public void forget(String key) {
            Kept<?> kept = drop(key);
            if (kept != null) {
                memory.forget(key);
            }
        }

        @SuppressWarnings("unchecked")
        private S cast(Kept<?> kept) {
            return (S) kept.session;
        }
    }

    private void end(String key) {
        Kept<?> kept = drop(key);
        if (kept != null) {
            memory.forget(key);
            kept.end();
        }
    }

    /** The cache counts from the last time it was written; whoever used it since is known here. */
    private void ranOut(String key, byte[] value) {
        Kept<?> kept = near.get(key);
        if (kept != null) {
            long now = nanos.getAsLong();
            if (kept.isBusy()) {
                kept.usedAt = now;
            }
            if (now - kept.usedAt < idle) {
                write(kept, now);
                return;
            }
        }
        lost(key, value);
    }

    private void lost(String key, byte[] value) {
        Kept<?> kept = drop(key);
        if (kept == null) {
            kept = read(key, value);
        }
        if (kept != null) {
            kept.end();
        }
    }

    private @Nullable Kept<?> drop(String key) {
        Kept<?> kept = near.remove(key);
        if (kept != null) {
            disown(kept);
        }
        return kept;
    }

    /** Of a node before this one, or beside it. */
    private @Nullable Kept<?> recalled(String key) {
        byte[] value = memory.find(key);
        return value == null ? null : recall(key, value);
    }

    private @Nullable Kept<?> recall(String key, byte[] value) {
        Kept<?> read = read(key, value);
        if (read == null) {
            return null;
        }
        Kept<?> first = near.putIfAbsent(key, read);
        if (first == null) {
            own(read);
        }
        return first == null ? read : first;
    }

    private @Nullable Kept<?> read(String key, byte[] value) {
        try {
            if (Json.read(value) instanceof ObjectNode kept) {
                SessionKind<?> kind = kinds.get(kept.path(KIND).asText());
                return kind == null ? null : made(key, kind, kept, value.length);
            }
        } catch (IOException | RuntimeException otherRelease) {
            LOG.debugf(otherRelease, "A session of another release has ended");
        }
        return null;
    }

    private <S> Kept<S> made(String key, SessionKind<S> kind, ObjectNode kept, int weight) {
        String owner = kept.path(OWNER).asText();
        Kept<S> made = new Kept<>(key, owner, kind, kind.read(key, owner, kept), nanos.getAsLong());
        made.weight = weight;
        return made;
    }

    private CompletionStage<?> write(Kept<?> kept, long now) {
        byte[] value = Json.bytes(kept.written().put(KIND, kept.kind.name()).put(OWNER, kept.owner));
        kept.writtenAt = now;
        kept.weight = value.length;
        return memory.keep(kept.key, value, Duration.ofNanos(Math.max(1_000_000, idle - (now - kept.usedAt))));
    }

    private void own(Kept<?> kept) {
        List<Kept<?>> leaving = new ArrayList<>();
        owners.compute(kept.owner, (name, known) -> {
            Owned owned = known == null ? new Owned() : known;
            leaving.addAll(owned.add(kept));
            return owned;
        });
        leaving.forEach(one -> end(one.key));
    }

    private void disown(Kept<?> kept) {
        owners.computeIfPresent(kept.owner, (name, owned) -> owned.remove(kept) ? null : owned);
    }
}

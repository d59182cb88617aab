package org.mcpcoordinator.host.bridge;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;

/**
 * What the bridge asks of a program for itself, a few at a time and each for so long only, so that the requests under way
 * stay for clients. Guarded by the child's lock.
 */
final class Chores {
    private static final int AT_ONCE = 8;

    /** Then the answer is not waited for any longer. */
    private static final int PATIENCE_MILLIS = 10_000;

    private static final int MOST_WAITING = 10_000;

    private final Child child;
    private final Greeting.Later later;
    private final Deque<Chore> waiting = new ArrayDeque<>();
    private int running;

    Chores(Child child, Greeting.Later later) {
        this.child = child;
        this.later = later;
    }

    private record Chore(String method, String uri, BooleanSupplier wanted) {}

    /** @param wanted asked when its turn comes: by then it may be of no use any more */
    void add(String method, String uri, BooleanSupplier wanted) {
        if (waiting.size() < MOST_WAITING) {
            waiting.add(new Chore(method, uri, wanted));
        }
        next();
    }

    private void next() {
        while (running < AT_ONCE && !waiting.isEmpty() && !child.hasEnded()) {
            Chore chore = waiting.remove();
            if (chore.wanted().getAsBoolean()) {
                new Run().begin(chore);
            }
        }
    }

    /** One under way: over with its answer or its time, whichever comes first. */
    private final class Run implements Asker {
        private boolean over;

        void begin(Chore chore) {
            running++;
            long id = child.ask(chore.method(), Lines.object().put("uri", chore.uri()), this);
            if (!over) {
                later.after(
                        PATIENCE_MILLIS,
                        () -> child.soon(() -> {
                            if (!over) {
                                child.cancel(id, "no answer came");
                                end();
                            }
                        }));
            }
        }

        @Override
        public void answered(org.mcpcoordinator.mcp.Frame answer) {
            if (!over) {
                end();
            }
        }

        private void end() {
            over = true;
            running--;
            next();
        }
    }
}

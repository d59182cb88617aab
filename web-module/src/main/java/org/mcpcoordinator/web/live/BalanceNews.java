package org.mcpcoordinator.web.live;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.mcpcoordinator.balance.BalanceEvent;

/**
 * What callers notice of copies, on its way to those who watch: gathered where calls are made, which must not wait, and handed on
 * once a second, the newest ones if there are many.
 */
final class BalanceNews {
    /** Least time between two messages. */
    static final Duration BEAT = Duration.ofSeconds(1);

    /** In one of them: a thousand servers may fail in the same second. */
    static final int MOST = 20;

    private final LiveFeed.Later later;
    private final Consumer<List<BalanceEvent>> reader;
    private final Deque<BalanceEvent> waiting = new ArrayDeque<>(MOST);
    private boolean awaited;

    BalanceNews(LiveFeed.Later later, Consumer<List<BalanceEvent>> reader) {
        this.later = later;
        this.reader = reader;
    }

    void hear(BalanceEvent event) {
        synchronized (this) {
            if (waiting.size() == MOST) {
                waiting.removeFirst();
            }
            waiting.addLast(event);
            if (awaited) {
                return;
            }
            awaited = true;
        }
        later.run(this::tell, BEAT);
    }

    private void tell() {
        List<BalanceEvent> news;
        synchronized (this) {
            awaited = false;
            news = List.copyOf(waiting);
            waiting.clear();
        }
        reader.accept(news);
    }
}

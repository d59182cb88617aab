package org.mcpcoordinator.usage;

import java.util.concurrent.atomic.LongAdder;

/** What was called so far; and how much of it is written, known to the one thread that writes. */
final class Sum {
    private final LongAdder calls = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final LongAdder micros = new LongAdder();
    private Usage.Figures written = Usage.Figures.NONE;
    private int rests;

    void add(Called call) {
        calls.increment();
        if (call.isError()) {
            errors.increment();
        }
        bytesIn.add(call.bytesIn());
        bytesOut.add(call.bytesOut());
        micros.add(call.nanos() / 1_000);
    }

    Usage.Figures news() {
        Usage.Figures news = new Usage.Figures(calls.sum(), errors.sum(), bytesIn.sum(), bytesOut.sum(), micros.sum())
                .minus(written);
        rests = news.calls() > 0 ? 0 : rests + 1;
        return news;
    }

    void written(Usage.Figures news) {
        written = written.plus(news);
    }

    int restsFor() {
        return rests;
    }
}

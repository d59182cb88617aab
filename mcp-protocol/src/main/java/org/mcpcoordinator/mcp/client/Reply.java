package org.mcpcoordinator.mcp.client;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a server sends back: all of it at once, or event by event. */
sealed interface Reply {
    /** All of it. */
    @SuppressWarnings("ArrayRecordComponent") // read once, by whom it was sent to
    record Whole(byte[] bytes) implements Reply {}

    /** A stream of events. */
    final class Stream implements Reply, AutoCloseable {
        private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
        private final EventBody body;

        Stream(int most) {
            body = new EventBody(
                    most,
                    event -> arrivals.add(new Arrival(event, null)),
                    failure -> arrivals.add(new Arrival(null, failure)));
        }

        EventBody body() {
            return body;
        }

        /**
         * The next event, or none if the stream has ended.
         *
         * @return null if none came in time
         */
        @Nullable
        Arrival next(long nanos) throws InterruptedException {
            return arrivals.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        }

        @Override
        public void close() {
            body.close();
            arrivals.add(new Arrival(null, null));
        }
    }

    /**
     * What came of a stream.
     *
     * @param event null at its end
     * @param failure of which it ended; null if it ended well
     */
    record Arrival(@Nullable Event event, @Nullable IOException failure) {}
}

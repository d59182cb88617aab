package org.mcpcoordinator.mcp.client;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The body of a server-sent stream: its events are handed on as they come, for as long as somebody wants them. */
final class EventBody implements HttpResponse.BodySubscriber<EventBody>, AutoCloseable {
    private final EventReader reader;
    private final Consumer<@Nullable IOException> end;
    private final CompletableFuture<Flow.Subscription> subscribed = new CompletableFuture<>();

    /**
     * Begins.
     *
     * @param most bytes of an event
     * @param end hears that the stream has ended, or of what
     */
    EventBody(int most, Consumer<Event> events, Consumer<@Nullable IOException> end) {
        this.reader = new EventReader(most, events);
        this.end = end;
    }

    @Override
    public CompletionStage<EventBody> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscribed.complete(given);
        given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        try {
            for (ByteBuffer buffer : buffers) {
                reader.read(buffer);
            }
        } catch (IOException tooLong) {
            end.accept(tooLong);
            close();
        }
    }

    @Override
    public void onError(Throwable broken) {
        end.accept(broken instanceof IOException known ? known : new IOException(broken));
    }

    @Override
    public void onComplete() {
        end.accept(null);
    }

    @Override
    public void close() {
        // It may have been given up before its first byte.
        CompletableFuture<Void> unused = subscribed.thenAccept(Flow.Subscription::cancel);
    }
}

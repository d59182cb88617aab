package org.mcpcoordinator.health;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Collects an answer, at most {@value #LIMIT} bytes of it, and is content as soon as it is complete: the end of an event
 * stream may never come.
 */
final class AnswerBody implements HttpResponse.BodySubscriber<byte[]> {
    static final int LIMIT = 4 * 1024 * 1024;

    private final CompletableFuture<byte[]> bytes = new CompletableFuture<>();
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream(512);
    private final boolean stream;
    private final Predicate<byte[]> complete;
    private volatile Flow.@Nullable Subscription subscription;

    /** Collects until the end; of a stream of events, until {@code complete} holds for what has arrived. */
    AnswerBody(boolean stream, Predicate<byte[]> complete) {
        this.stream = stream;
        this.complete = complete;
    }

    /** Wants no more of it; a connection whose answer goes on is closed. */
    void leave() {
        Flow.Subscription open = subscription;
        if (open != null) {
            open.cancel();
        }
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return bytes;
    }

    @Override
    public void onSubscribe(Flow.Subscription opened) {
        subscription = opened;
        opened.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
        if (bytes.isDone()) {
            return;
        }
        for (ByteBuffer part : parts) {
            byte[] copy = new byte[part.remaining()];
            part.get(copy);
            collected.writeBytes(copy);
        }
        if (collected.size() > LIMIT) {
            bytes.completeExceptionally(new Outcome.TooLongException(LIMIT));
            leave();
            return;
        }
        if (stream) {
            byte[] soFar = collected.toByteArray();
            if (complete.test(soFar)) {
                bytes.complete(soFar);
            }
        }
    }

    @Override
    public void onError(Throwable broken) {
        bytes.completeExceptionally(broken);
    }

    @Override
    public void onComplete() {
        bytes.complete(collected.toByteArray());
        subscription = null;
    }
}

package org.mcpcoordinator.health;

import io.undertow.client.ClientCallback;
import io.undertow.client.ClientConnection;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.outbound.Outbound;
import org.xnio.IoUtils;

/**
 * The kept connection to one server: one question at a time. A question that finds the connection closed by the server,
 * as servers do with idle ones, goes out once more on a new one. What follows is done on the lines' I/O thread.
 */
final class Line {
    /** Attempts to connect that nobody answers last for minutes; no more of them are made beside each other. */
    private static final int MOST_CONNECTING = 3;

    private final Lines lines;
    private final URI endpoint;
    private final boolean isAddress;
    private URI pinned;
    private @Nullable ClientConnection connection;
    private @Nullable Question open;
    private int connecting;
    private boolean ended;

    Line(Lines lines, URI endpoint) {
        this.lines = lines;
        this.endpoint = endpoint;
        this.pinned = endpoint;
        this.isAddress = !Outbound.hasName(endpoint);
    }

    /** Asks; the future fails with what went wrong, and with a {@link CancellationException} after {@link #giveUp}. */
    CompletableFuture<Reply> ask(Question question) {
        if (!lines.onThread(() -> begin(question))) {
            question.fail(new RejectedExecutionException("the probes have ended"));
        }
        return question.reply();
    }

    /** Waits no longer for the answer that is under way, if one is. */
    void giveUp() {
        lines.onThread(() -> {
            Question waiting = open;
            if (waiting != null) {
                over(waiting);
                hangUp();
                waiting.fail(new CancellationException());
            }
        });
    }

    /** Closes the connection when the question under way is over, after {@link Lines#GOOD_BYE_MILLIS} at the latest. */
    void end() {
        lines.onThread(() -> {
            ended = true;
            if (open == null) {
                hangUp();
            } else {
                lines.later(this::giveUp, Lines.GOOD_BYE_MILLIS);
            }
        });
    }

    private void begin(Question question) {
        open = question;
        ClientConnection kept = connection;
        if (kept != null && !kept.isOpen()) {
            connection = null;
        }
        if (connection != null) {
            question.send(connection, endpoint, new Ends(question, true));
        } else if (isAddress) {
            connect(question);
        } else {
            lines.aside(() -> lookUp(question));
        }
    }

    /** What has been looked up is what is connected to. */
    private void lookUp(Question question) {
        try {
            URI found = lines.pinned(endpoint);
            lines.onThread(() -> {
                pinned = found;
                connect(question);
            });
        } catch (IOException refusedOrUnknown) {
            lines.onThread(() -> failed(question, refusedOrUnknown));
        }
    }

    /** Whoever waits when the connection is there gets it: it may be a later question than the one it was made for. */
    private void connect(Question question) {
        if (question != open || connecting >= MOST_CONNECTING) {
            return;
        }
        connecting++;
        lines.connect(pinned, endpoint, new ClientCallback<>() {
            @Override
            public void completed(ClientConnection made) {
                connecting--;
                Question waiting = open;
                if (waiting == null || connection != null) {
                    IoUtils.safeClose(made);
                    return;
                }
                connection = made;
                waiting.send(made, endpoint, new Ends(waiting, false));
            }

            @Override
            public void failed(IOException cause) {
                connecting--;
                Question waiting = open;
                if (waiting != null && connecting == 0 && connection == null) {
                    Line.this.failed(waiting, cause);
                }
            }
        });
    }

    private void failed(Question question, IOException cause) {
        if (question == open) {
            over(question);
            hangUp();
            question.fail(cause);
        }
    }

    private void over(Question question) {
        if (question == open) {
            open = null;
        }
    }

    /**
     * Ends the connection now. Closing Undertow's client connection would first read what the server may still send; so
     * the bare connection is taken back from it.
     */
    private void hangUp() {
        ClientConnection kept = connection;
        connection = null;
        if (kept == null || !kept.isOpen()) {
            return;
        }
        try {
            IoUtils.safeClose(kept.performUpgrade());
        } catch (IOException closed) {
            IoUtils.safeClose(kept);
        }
    }

    /** What becomes of one question on one connection. Told once: Undertow's client may tell of a break twice. */
    private final class Ends implements Question.Ends {
        private final Question question;
        private final boolean again;
        private boolean told;

        /** @param again true if it may be sent once more: the connection was an old one */
        Ends(Question question, boolean again) {
            this.question = question;
            this.again = again;
        }

        @Override
        public boolean counts() {
            return !told && question == open;
        }

        @Override
        public void answered(Reply reply, boolean more) {
            if (counts()) {
                told = true;
                over(question);
                if (more || ended) {
                    hangUp();
                }
                question.answer(reply);
            }
        }

        @Override
        public void unsent(IOException cause) {
            if (again && counts()) {
                told = true;
                hangUp();
                begin(question);
            } else {
                broken(cause);
            }
        }

        @Override
        public void broken(IOException cause) {
            if (counts()) {
                told = true;
                failed(question, cause);
            }
        }
    }
}

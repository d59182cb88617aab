package org.mcpcoordinator.health;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.fleet.Reason;

/**
 * What came of a question.
 *
 * @param reason ANSWERS, SLOW, CUT, REFUSED or WRONG_ANSWER
 * @param detail one sentence; empty if it answers
 */
record Outcome(Reason reason, String detail) {
    static final Outcome ANSWERS = new Outcome(Reason.ANSWERS, "");

    boolean ok() {
        return reason == Reason.ANSWERS;
    }

    static Outcome wrong(String detail) {
        return new Outcome(Reason.WRONG_ANSWER, detail);
    }

    /** Tells apart why no answer could be read. */
    static Outcome of(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof CancellationException) {
            return new Outcome(Reason.SLOW, "no answer in time");
        }
        if (cause instanceof HttpConnectTimeoutException) {
            return new Outcome(Reason.SLOW, "no connection in time");
        }
        if (cause instanceof ConnectException) {
            return new Outcome(
                    Reason.REFUSED, unresolved(cause) ? "its host name is unknown" : "nobody listens on its port");
        }
        if (cause instanceof SSLException) {
            return wrong("TLS failed: " + cause.getMessage());
        }
        if (cause instanceof ProtocolException || cause instanceof TooLongException) {
            return wrong("the answer is not HTTP or too long: " + cause.getMessage());
        }
        if (cause instanceof IOException) {
            return new Outcome(Reason.CUT, "the connection broke: " + cause.getMessage());
        }
        return wrong("the probe failed: " + cause);
    }

    private static boolean unresolved(@Nullable Throwable cause) {
        return cause != null && (cause instanceof UnresolvedAddressException || unresolved(cause.getCause()));
    }

    /** An answer longer than anybody wants to read. */
    static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1;

        TooLongException(int limit) {
            super("over " + limit + " bytes");
        }
    }
}

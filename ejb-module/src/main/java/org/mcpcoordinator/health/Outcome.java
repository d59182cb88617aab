package org.mcpcoordinator.health;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.outbound.RefusedAddressException;

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
        if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
            return new Outcome(Reason.REFUSED, "its host name is unknown");
        }
        if (cause instanceof RefusedAddressException) {
            return wrong(String.valueOf(cause.getMessage()));
        }
        if (cause instanceof ConnectException) {
            // The system's own words: Java has no type for it.
            boolean late = String.valueOf(cause.getMessage()).contains("timed out");
            return late
                    ? new Outcome(Reason.SLOW, "no connection in time")
                    : new Outcome(Reason.REFUSED, "nobody listens where it is called");
        }
        if (cause instanceof SSLException) {
            return wrong("TLS failed: " + cause.getMessage());
        }
        if (cause instanceof UnreadableException) {
            return wrong(String.valueOf(cause.getMessage()));
        }
        if (cause instanceof IOException) {
            return new Outcome(Reason.CUT, "the connection broke: " + cause.getMessage());
        }
        return wrong("the probe failed: " + cause);
    }

    /** Something came, and it is not what anybody wants to read. */
    static final class UnreadableException extends IOException {
        private static final long serialVersionUID = 1;

        UnreadableException(String detail) {
            super(detail);
        }
    }
}

package org.mcpcoordinator.web.gateway.sse;

import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.mcpcoordinator.outbound.RefusedAddressException;

/**
 * Why there is no session with a server.
 *
 * @param status told to whoever wanted one
 * @param reason for the probes, who cannot see it for themselves
 * @param headers told beside it
 * @param sentence for whoever reads it
 */
record Refusal(int status, Reason reason, Map<String, String> headers, String sentence) {
    /** As the probes call them. */
    enum Reason {
        REFUSED,
        SLOW,
        CUT,
        WRONG_ANSWER
    }

    Refusal {
        headers = Map.copyOf(headers);
    }

    static Refusal wrong(String sentence) {
        return new Refusal(502, Reason.WRONG_ANSWER, Map.of(), sentence);
    }

    static Refusal late(String sentence) {
        return new Refusal(504, Reason.SLOW, Map.of(), sentence);
    }

    static Refusal cut() {
        return new Refusal(502, Reason.CUT, Map.of(), "it has ended its stream before it could be told anything");
    }

    /** It has not been connected to. */
    static Refusal away(IOException cause) {
        if (RefusedAddressException.isCauseOf(cause)) {
            return wrong("ADDRESS_REFUSED: " + RefusedAddressException.sentenceOf(cause));
        }
        if (cause instanceof SSLException) {
            return wrong("TLS failed: " + cause.getMessage());
        }
        boolean unknown =
                cause instanceof UnknownHostException || cause.getCause() instanceof UnresolvedAddressException;
        String nobody =
                cause instanceof ConnectException ? "nobody listens where it is called" : "it cannot be connected to";
        return new Refusal(502, Reason.REFUSED, Map.of(), unknown ? "its host name is unknown" : nobody);
    }

    /** Its stream was asked for, and this is no stream. */
    static Refusal ofStream(int status, HeaderMap head) {
        String wanted = head.getFirst(Headers.WWW_AUTHENTICATE);
        boolean who = status == 401 || status == 403;
        boolean elsewhere = status >= 300 && status < 400;
        return new Refusal(
                who ? status : 502,
                Reason.WRONG_ANSWER,
                who && wanted != null ? Map.of("WWW-Authenticate", wanted) : Map.of(),
                "GET is answered with HTTP " + status
                        + (elsewhere
                                ? ", and redirects are not followed"
                                : " and no stream of events: it does not speak HTTP+SSE of 2024-11-05 there"));
    }

    /** It was greeted, and did not take that. */
    static Refusal of(Fate fate) {
        return new Refusal(fate.told(), Reason.WRONG_ANSWER, Map.of(), fate.sentence());
    }
}

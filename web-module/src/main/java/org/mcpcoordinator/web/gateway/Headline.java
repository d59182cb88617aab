package org.mcpcoordinator.web.gateway;

import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which headers pass, and which stay: hop-by-hop ones (RFC 9110, 7.6.1), credentials and what was for the door. */
final class Headline {
    static final HttpString SESSION_ID = new HttpString("Mcp-Session-Id");
    static final HttpString PROTOCOL_VERSION = new HttpString("MCP-Protocol-Version");

    private static final Set<HttpString> HOP_BY_HOP = Set.of(
            Headers.CONNECTION,
            new HttpString("Keep-Alive"),
            new HttpString("Proxy-Connection"),
            Headers.TE,
            Headers.TRAILER,
            Headers.TRANSFER_ENCODING,
            Headers.UPGRADE,
            new HttpString("HTTP2-Settings"));

    /** A client's credentials are for the coordinator and never leave it. */
    private static final Set<HttpString> STAYS_HERE = Set.of(
            Headers.AUTHORIZATION,
            Headers.PROXY_AUTHORIZATION,
            Headers.COOKIE,
            Headers.HOST,
            Headers.ORIGIN,
            Headers.REFERER,
            Headers.EXPECT,
            new HttpString("Forwarded"));

    /** A server's credentials dialogue and cookies are none of the client's business: they would count for us. */
    private static final Set<HttpString> NOT_FOR_CLIENTS = Set.of(
            Headers.SET_COOKIE,
            Headers.WWW_AUTHENTICATE,
            Headers.PROXY_AUTHENTICATE,
            new HttpString("Alt-Svc"),
            Headers.STRICT_TRANSPORT_SECURITY,
            new HttpString("Clear-Site-Data"));

    private Headline() {}

    /** What a server gets: the client's headers that pass, then its own, which win. */
    static void request(HeaderMap from, HeaderMap to, String host, Map<HttpString, String> own) {
        Set<HttpString> named = namedByConnection(from);
        for (long at = from.fastIterateNonEmpty(); at != -1L; at = from.fiNextNonEmpty(at)) {
            HeaderValues values = from.fiCurrent(at);
            HttpString name = values.getHeaderName();
            if (!HOP_BY_HOP.contains(name) && !STAYS_HERE.contains(name) && !named.contains(name) && !ofTheWay(name)) {
                to.putAll(name, values);
            }
        }
        to.put(Headers.HOST, host);
        own.forEach(to::put);
    }

    /** What a client gets; what the door has set already stays. */
    static void response(HeaderMap from, HeaderMap to) {
        Set<HttpString> named = namedByConnection(from);
        for (long at = from.fastIterateNonEmpty(); at != -1L; at = from.fiNextNonEmpty(at)) {
            HeaderValues values = from.fiCurrent(at);
            HttpString name = values.getHeaderName();
            if (!HOP_BY_HOP.contains(name)
                    && !NOT_FOR_CLIENTS.contains(name)
                    && !named.contains(name)
                    && !to.contains(name)) {
                to.putAll(name, values);
            }
        }
    }

    /** All that a header says, for it may be sent more than once: who looks at the first only is told what another is not. */
    static @Nullable String value(HeaderMap headers, String name) {
        HeaderValues values = headers.get(name);
        return values == null ? null : values.size() == 1 ? values.getFirst() : String.join(", ", values);
    }

    /** True for an event stream, which has no end that could be waited for. */
    static boolean isEventStream(HeaderMap headers) {
        String type = headers.getFirst(Headers.CONTENT_TYPE);
        return type != null && type.regionMatches(true, 0, "text/event-stream", 0, 17);
    }

    private static boolean ofTheWay(HttpString name) {
        String text = name.toString();
        return text.regionMatches(true, 0, "X-Forwarded-", 0, 12) || text.regionMatches(true, 0, "Sec-", 0, 4);
    }

    private static Set<HttpString> namedByConnection(HeaderMap headers) {
        HeaderValues connection = headers.get(Headers.CONNECTION);
        if (connection == null || (connection.size() == 1 && isUsual(connection.getFirst()))) {
            return Set.of();
        }
        Set<HttpString> named = new HashSet<>();
        for (String value : connection) {
            for (String name : value.toLowerCase(Locale.ROOT).split(",", -1)) {
                String bare = name.strip();
                // No header has a name of two lines.
                if (bare.indexOf('\r') < 0 && bare.indexOf('\n') < 0) {
                    named.add(new HttpString(bare));
                }
            }
        }
        return named;
    }

    private static boolean isUsual(String connection) {
        return connection.equalsIgnoreCase("keep-alive") || connection.equalsIgnoreCase("close");
    }
}

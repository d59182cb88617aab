package org.mcpcoordinator.web.door;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.Locale;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * Under which name we are asked, and by a page of which site. Without this a page anywhere could make a browser call us
 * at a loopback address, or under a name of its own that resolves to one (DNS rebinding).
 */
final class Provenance {
    private static final HttpString ALLOW_ORIGIN = new HttpString("Access-Control-Allow-Origin");
    private static final HttpString ALLOW_METHODS = new HttpString("Access-Control-Allow-Methods");
    private static final HttpString ALLOW_HEADERS = new HttpString("Access-Control-Allow-Headers");
    private static final HttpString EXPOSE_HEADERS = new HttpString("Access-Control-Expose-Headers");
    private static final HttpString MAX_AGE = new HttpString("Access-Control-Max-Age");

    private final DoorConfig config;

    Provenance(DoorConfig config) {
        this.config = config;
    }

    /** Refuses a {@code Host} that is not ours; with FOREIGN_HOST. */
    void checkHost(HttpServerExchange exchange) {
        HeaderValues hosts = exchange.getRequestHeaders().get(Headers.HOST);
        String host = hosts == null || hosts.size() != 1 ? "" : hosts.getFirst();
        String name = withoutPort(host).toLowerCase(Locale.ROOT);
        if (!config.allowedHosts().contains(name)
                && (name.isEmpty() || !config.allowedHosts().contains("*"))) {
            throw new ProblemException(
                    ProblemCode.FOREIGN_HOST,
                    "Host " + shown(host) + " is not served; add its name to the setting " + DoorConfig.HOSTS
                            + " or set " + DoorConfig.PUBLIC_URL + ".");
        }
    }

    /** Refuses an {@code Origin} that is neither ours nor allowed; with FOREIGN_ORIGIN. */
    void checkOrigin(HttpServerExchange exchange) {
        HeaderValues origins = exchange.getRequestHeaders().get(Headers.ORIGIN);
        if (origins == null) {
            return;
        }
        String origin = origins.size() == 1 ? origins.getFirst() : "";
        if (!isOurs(origin, exchange) && !isAllowed(origin)) {
            throw new ProblemException(
                    ProblemCode.FOREIGN_ORIGIN,
                    "Origin " + shown(origin) + " may not call us; add it to the setting " + DoorConfig.ORIGINS + ".");
        }
    }

    /** Tells a browser that the page of an allowed other site may read the answer. */
    void share(HttpServerExchange exchange) {
        String origin = exchange.getRequestHeaders().getFirst(Headers.ORIGIN);
        if (origin == null || !isAllowed(origin)) {
            return;
        }
        HeaderMap answer = exchange.getResponseHeaders();
        answer.put(ALLOW_ORIGIN, origin);
        answer.add(Headers.VARY, "Origin");
        answer.put(EXPOSE_HEADERS, "Mcp-Session-Id, WWW-Authenticate");
    }

    /** What a browser is told when it asks beforehand; the origin has been checked. */
    static void answerPreflight(HttpServerExchange exchange) {
        HeaderMap answer = exchange.getResponseHeaders();
        answer.put(ALLOW_METHODS, "GET, POST, PUT, DELETE");
        String wanted = exchange.getRequestHeaders().getFirst("Access-Control-Request-Headers");
        if (wanted != null && wanted.length() <= 1000) {
            answer.put(ALLOW_HEADERS, wanted);
        }
        answer.put(MAX_AGE, "600");
        exchange.setStatusCode(204);
        exchange.endExchange();
    }

    boolean isAllowed(String origin) {
        return config.allowedOrigins().contains(origin.toLowerCase(Locale.ROOT));
    }

    private boolean isOurs(String origin, HttpServerExchange exchange) {
        int scheme = origin.indexOf("://");
        if (scheme < 0) {
            return false;
        }
        String authority = origin.substring(scheme + 3);
        String host = exchange.getRequestHeaders().getFirst(Headers.HOST);
        return authority.equalsIgnoreCase(host)
                || config.publicUrl()
                        .filter(url -> origin.equalsIgnoreCase(url.getScheme() + "://" + url.getRawAuthority()))
                        .isPresent();
    }

    private static String withoutPort(String host) {
        int end = host.startsWith("[") ? host.indexOf(']') + 1 : host.indexOf(':');
        if (end <= 0) {
            return host;
        }
        return isPort(host, end) ? host.substring(0, end) : "";
    }

    /** True for nothing, or a colon and one to five digits. By hand, because it is asked on every call. */
    private static boolean isPort(String host, int from) {
        int digits = host.length() - from - 1;
        if (digits < 0) {
            return true;
        }
        boolean port = host.charAt(from) == ':' && digits >= 1 && digits <= 5;
        for (int i = from + 1; port && i < host.length(); i++) {
            port = host.charAt(i) >= '0' && host.charAt(i) <= '9';
        }
        return port;
    }

    /** What a stranger sent is shown shortened and without characters that would forge lines. */
    private static String shown(String text) {
        String plain = text.replaceAll("[^\\x21-\\x7e]", "?");
        return "\"" + (plain.length() <= 100 ? plain : plain.substring(0, 100) + "...") + "\"";
    }
}

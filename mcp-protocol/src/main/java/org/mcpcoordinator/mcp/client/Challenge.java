package org.mcpcoordinator.mcp.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a server refuses whoever it does not know, or does not trust with that much (RFC 6750).
 *
 * @param status 401 or 403
 * @param parameters of its Bearer challenge, names in lower case; empty if it sent none
 */
public record Challenge(int status, Map<String, String> parameters) {
    /**
     * A scheme, or a parameter with its value; what is neither is passed over. Nothing is tried twice ({@code *+}): each
     * letter that could be would take its piece of the stack.
     */
    private static final Pattern PART = Pattern.compile("([A-Za-z0-9!#$%&'*+.^_`|~-]+)"
            + "(?:\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([A-Za-z0-9!#$%&'*+.^_`|~:/?-]+)))?");

    private static final int LONGEST = 8192;

    public Challenge {
        parameters = Map.copyOf(parameters);
    }

    /** Reads the values of {@code WWW-Authenticate}; challenges of other schemes are passed over. */
    public static Challenge of(int status, List<String> headers) {
        Map<String, String> parameters = new LinkedHashMap<>();
        boolean bearer = false;
        for (String header : headers) {
            if (header.length() > LONGEST) {
                continue;
            }
            Matcher part = PART.matcher(header);
            while (part.find()) {
                String name = part.group(1).toLowerCase(Locale.ROOT);
                String quoted = part.group(2);
                String plain = part.group(3);
                if (quoted == null && plain == null) {
                    bearer = name.equals("bearer");
                } else if (bearer) {
                    parameters.putIfAbsent(name, quoted == null ? plain : quoted.replaceAll("\\\\(.)", "$1"));
                }
            }
        }
        return new Challenge(status, parameters);
    }

    /** Where the server says who gives tokens for it, if it says so here (RFC 9728). */
    public Optional<String> resourceMetadata() {
        return Optional.ofNullable(parameters.get("resource_metadata"));
    }

    /** The scopes it asks for; empty if it names none. */
    public List<String> scopes() {
        List<String> scopes = new ArrayList<>();
        for (String scope : parameters.getOrDefault("scope", "").split(" ", -1)) {
            if (!scope.isEmpty()) {
                scopes.add(scope);
            }
        }
        return scopes;
    }

    /** True if the token was good, and its scopes too few. */
    public boolean wantsMoreScope() {
        return "insufficient_scope".equals(parameters.get("error"));
    }
}

package org.mcpcoordinator.directory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * How things are called where many servers are one. A tool or prompt is {@code server__name}; one that would be longer than 48
 * characters, or has others than models and clients take, is changed and ends in a mark made of what it was. A resource's
 * URI stands behind its server's name as it is: so templates stay templates, whatever is filled in.
 */
public final class Names {
    /** Before the server's name in a URI. */
    public static final String SCHEME = "coordinator://";

    /** Of pages of MCP Apps: clients look for it, so the server's name comes behind it. */
    public static final String UI = "ui://";

    private static final int LONGEST = 48;
    private static final int MARK = 8;
    private static final String BETWEEN = "__";

    /** Models and clients take no longer one. */
    private static final int LONGEST_PLAIN = 64;

    /** What we call tools of our own. */
    private static final Set<String> OURS = Set.of("find_tools", "describe_tool", "call_tool");

    private Names() {}

    /** The name of a server's tool or prompt; one that is not taken. */
    static String of(String server, String name, Set<String> taken) {
        String plain = usual(server, name);
        if (plain.length() <= LONGEST && isPlain(plain) && !taken.contains(plain)) {
            return plain;
        }
        String clean = cleaned(server + BETWEEN + name);
        String begin = clean.substring(0, Math.min(clean.length(), LONGEST - MARK - 1));
        String salt = "";
        String marked;
        do {
            marked = begin + "_" + mark(server + "\n" + name + salt);
            salt += "+";
        } while (taken.contains(marked));
        return marked;
    }

    /** What most tools and prompts are called. */
    static String usual(String server, String name) {
        return server + BETWEEN + name;
    }

    /** True if a tool or prompt can be called so where all servers are one: it cannot be meant for another's. */
    static boolean isFit(String name) {
        return name.length() <= LONGEST_PLAIN && isPlain(name) && !name.contains(BETWEEN) && !OURS.contains(name);
    }

    /** The URI, or the URI template, of a server's resource. */
    public static String uri(String server, String uri) {
        return uri.startsWith(UI) ? UI + server + "/" + uri.substring(UI.length()) : SCHEME + server + "/" + uri;
    }

    /** What {@link #uri} was made of; empty if it is none of ours. */
    public static Optional<Place> place(String uri) {
        String scheme = uri.startsWith(UI) ? UI : SCHEME;
        if (!uri.startsWith(scheme)) {
            return Optional.empty();
        }
        int slash = uri.indexOf('/', scheme.length());
        return slash <= scheme.length() || slash == uri.length() - 1
                ? Optional.empty()
                : Optional.of(new Place(
                        uri.substring(scheme.length(), slash),
                        (scheme.equals(UI) ? UI : "") + uri.substring(slash + 1)));
    }

    /**
     * Where a resource is.
     *
     * @param server name of its server
     * @param uri what it is called there
     */
    public record Place(String server, String uri) {}

    private static boolean isPlain(String name) {
        return name.chars().allMatch(Names::isPlain);
    }

    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }

    private static String cleaned(String name) {
        StringBuilder clean = new StringBuilder(name.length());
        name.chars().forEach(c -> clean.append(isPlain(c) ? (char) c : '_'));
        return clean.toString();
    }

    private static String mark(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, MARK / 2);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}

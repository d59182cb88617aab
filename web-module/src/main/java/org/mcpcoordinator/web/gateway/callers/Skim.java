package org.mcpcoordinator.web.gateway.callers;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the first bytes of a message tell of it: method, id, and the name that its parameters say. They are looked at once, byte by
 * byte; what lies further on, is written with escapes or might be read in two ways is not told.
 */
public final class Skim {
    private static final int FURTHEST = 1024;
    private static final int DEEPEST = 64;
    private static final String TOOLS_CALL = "tools/call";

    private final byte[] bytes;
    private final int end;
    private int at;
    private int from;
    private int to;
    private @Nullable String method;
    private @Nullable String name;
    private String id = "";
    private boolean paramsRead;
    private boolean doubtful;
    private boolean whole;

    private Skim(byte[] bytes) {
        this.bytes = bytes;
        this.end = Math.min(bytes.length, FURTHEST);
    }

    /** Looks at the beginning of a message. */
    public static Skim of(byte[] head) {
        Skim skim = new Skim(head);
        skim.whole = skim.object(true) && skim.peek() == 0 && skim.at >= head.length;
        return skim;
    }

    /** False for what surely is none: a notification, or the answer to a server's question. */
    public boolean isCall() {
        boolean sure = whole && !doubtful;
        return !sure || (method != null && !method.startsWith("notifications/"));
    }

    /** Empty if it could not be told: what lies further on might say another one. */
    public String method() {
        String said = method;
        if (said == null || doubtful) {
            return "";
        }
        return whole || said.equals(TOOLS_CALL) ? said : "";
    }

    /** Of the parameters; empty if there is none or it could not be told. */
    public String name() {
        return name == null || doubtful ? "" : name;
    }

    /** Empty if there is none or it could not be told. */
    public String id() {
        return id;
    }

    /** Steps through an object; false if it does not end here. */
    private boolean object(boolean outer) {
        if (!next('{')) {
            return false;
        }
        if (peek() == '}') {
            at++;
            return true;
        }
        do {
            if (!text() || !next(':') || !member(outer)) {
                return false;
            }
        } while (next(','));
        return next('}');
    }

    private enum Field {
        METHOD,
        ID,
        NAME,
        OTHER
    }

    /** The value of the member whose name was read last. */
    private boolean member(boolean outer) {
        boolean isParams = outer && is("params");
        Field field = field(outer);
        doubtful = doubtful || isDoubtful(outer);
        char first = peek();
        if (isParams && first == '{') {
            return object(false);
        }
        if (field == Field.OTHER) {
            return skip();
        }
        boolean complete = first == '"' ? text() : field == Field.ID && number();
        if (complete) {
            note(field, value());
        }
        return complete;
    }

    /** True if some server might take that name for another one, or if it stands there twice. */
    private boolean isDoubtful(boolean outer) {
        if (!isPlain()) {
            return true;
        }
        if (!outer) {
            return isDoubtful("name", name != null);
        }
        boolean params = isDoubtful("params", paramsRead);
        paramsRead = paramsRead || is("params");
        return params || isDoubtful("method", method != null);
    }

    private boolean isDoubtful(String word, boolean twice) {
        return reads(word) && (twice || !is(word));
    }

    /** Without escapes and letters of other alphabets, some of which are taken for ours. */
    private boolean isPlain() {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\\' || bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }

    /** The same in any case. */
    private boolean reads(String word) {
        if (to - from != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if ((bytes[from + i] | 0x20) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private Field field(boolean outer) {
        if (!outer) {
            return is("name") ? Field.NAME : Field.OTHER;
        }
        if (is("method")) {
            return Field.METHOD;
        }
        return is("id") ? Field.ID : Field.OTHER;
    }

    private void note(Field field, String value) {
        switch (field) {
            case METHOD -> method = value;
            case NAME -> name = value;
            case ID -> id = value.equals("null") ? "" : value;
            case OTHER -> {}
        }
    }

    /** Steps over any value. */
    private boolean skip() {
        int depth = 0;
        do {
            char first = peek();
            if (first == 0) {
                return false;
            }
            if (first == '"') {
                if (!text()) {
                    return false;
                }
            } else {
                at++;
                if (first == '{' || first == '[') {
                    depth++;
                } else if (first == '}' || first == ']') {
                    depth--;
                } else if (depth == 0) {
                    return plain();
                }
            }
        } while (depth > 0 && depth < DEEPEST);
        return depth == 0;
    }

    /** The rest of a number, or of true, false, null. */
    private boolean plain() {
        while (at < end && bytes[at] != ',' && bytes[at] != '}' && bytes[at] != ']' && bytes[at] > ' ') {
            at++;
        }
        return at < end;
    }

    private boolean number() {
        from = at;
        boolean whole = plain();
        to = at;
        return whole;
    }

    /** A text, its bytes from {@code from} to {@code to}. */
    private boolean text() {
        if (!next('"')) {
            return false;
        }
        from = at;
        while (at < end && bytes[at] != '"') {
            at += bytes[at] == '\\' ? 2 : 1;
        }
        to = at;
        at++;
        return at <= end;
    }

    private boolean is(String word) {
        if (to - from != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (bytes[from + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** What was read last; empty if it has escapes or what no name has. */
    private String value() {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\\' || (bytes[i] >= 0 && bytes[i] < ' ') || bytes[i] == 127) {
                return "";
            }
        }
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private boolean next(char wanted) {
        if (peek() != wanted) {
            return false;
        }
        at++;
        return true;
    }

    /** The next byte that is no space; 0 at the end. */
    private char peek() {
        while (at < end && bytes[at] <= ' ' && bytes[at] >= 0) {
            at++;
        }
        return at < end && bytes[at] > 0 ? (char) bytes[at] : 0;
    }
}

package org.mcpcoordinator.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values that a foreign file leaves open, and values that are secrets whatever they stand under. Both become {@code
 * ${secret:SERVER.NAME}}. A foreign file names no secret of ours: its own {@code ${secret:X}} is a hole like any other, or
 * whoever shares a file could have our secrets sent to an address of his. For the same reason a hole whose name is that of
 * a secret we have gets another one; see {@link Draft#renew}.
 */
final class Holes {
    /** What a reader writes where the port belongs; another one at each start, so that no file can hold it. */
    static final String PORT = "port " + UUID.randomUUID();

    private static final Pattern VARIABLE =
            Pattern.compile("\\$\\{([^{}]{0,200})}|\\{\\{\\s*([\\w.:-]{1,100})\\s*}}|\\$([A-Z_][A-Z0-9_]{1,60})\\b");
    private static final Pattern BLANK = Pattern.compile("(?i)<[^<>]{1,80}>|\\[your[^\\[\\]]{1,60}]|your[-_ ].{1,80}"
            + "|.{0,80}(key|token|secret|password)[-_ ]here|x{3,40}|\\*{3,40}|\\.{3}|change[-_ ]?me|replace[-_ ]?me"
            + "|(sk|ghp|pat|xoxb|key)[-_](\\.{3}|x{3,}|\\*{3,}).{0,40}");
    private static final Pattern TELLTALE = Pattern.compile(
            "\\b(sk-[A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\\w{20,}|glpat-[\\w-]{16,}|xox[abprs]-[\\w-]{10,}"
                    + "|AKIA[0-9A-Z]{16}|AIza[\\w-]{30,}|hf_[A-Za-z0-9]{20,}|eyJ[\\w-]{10,}\\.[\\w-]{10,}\\.[\\w-]*)"
                    + "|://[^/\\s:@]{1,200}:[^/\\s@]{1,400}@");
    private static final int LONGEST_NAME = 80;

    /** Stands for a reference until the text around it has been looked at; of private use in Unicode. */
    private static final String MARK = "\uE000";

    private final String server;
    private final UnaryOperator<String> fingerprint;
    private final Map<String, String> missing = new TreeMap<>();
    private final Map<String, String> moved = new TreeMap<>();

    /**
     * Of one server.
     *
     * @param server its name with us, in front of the names of its secrets
     * @param fingerprint short keyed digest of a secret's value
     */
    Holes(String server, UnaryOperator<String> fingerprint) {
        this.server = server;
        this.fingerprint = fingerprint;
    }

    /** Secrets that must be set before it runs: what each is for, by name. */
    Map<String, String> missing() {
        return missing;
    }

    /** A gap gets another name. */
    void rename(String from, String to) {
        String field = missing.remove(from);
        if (field != null) {
            missing.put(to, field);
        }
    }

    /** Values that are secrets by their look: value by name. */
    Map<String, String> moved() {
        return moved;
    }

    /**
     * The text as our fleet file wants it.
     *
     * @param field under which it stands, for example {@code GITHUB_TOKEN}; names a hole that has no name
     */
    String fill(String text, String field) {
        if (text.equals(PORT)) {
            return "${port}";
        }
        if (BLANK.matcher(text.strip()).matches()) {
            return hole(field, field);
        }
        List<String> references = new ArrayList<>();
        Matcher variable = VARIABLE.matcher(text.replace(MARK, ""));
        StringBuilder whole = new StringBuilder();
        while (variable.find()) {
            variable.appendReplacement(whole, Matcher.quoteReplacement(put(variable, field, references)));
        }
        variable.appendTail(whole);
        String rest = whole.toString();
        if (rest.contains("${")) {
            // What is left may have come together from pieces; it shall name nothing.
            return hole(field, field);
        }
        if (references.isEmpty()) {
            return TELLTALE.matcher(rest).find() ? moved(rest, field) : rest;
        }
        for (int i = 0; i < references.size(); i++) {
            rest = rest.replace(MARK + i + MARK, references.get(i));
        }
        return rest;
    }

    private String put(Matcher variable, String field, List<String> references) {
        String name = variable.group(3);
        if (name == null) {
            String braced = variable.group(1);
            String inside = braced != null ? braced : String.valueOf(variable.group(2));
            int usual = inside.indexOf(":-");
            if (usual >= 0) {
                return inside.substring(usual + 2);
            }
            name = inside.replaceFirst("^(input|env|secret|config|secrets):", "");
        }
        references.add(hole(name, field));
        return MARK + (references.size() - 1) + MARK;
    }

    private String hole(String name, String field) {
        String plain = name.replaceAll("[^A-Za-z0-9_.-]+", "_").replaceAll("^[_.-]+|[_.-]+$", "");
        if (plain.isEmpty()) {
            plain = field.replaceAll("[^A-Za-z0-9_.-]+", "_");
        }
        String secret = secret(plain);
        missing.put(secret, field);
        return "${secret:" + secret + "}";
    }

    private String moved(String value, String field) {
        String secret = secret(field.replaceAll("[^A-Za-z0-9_.-]+", "_")) + "-" + fingerprint.apply(value);
        moved.put(secret, value);
        return "${secret:" + secret + "}";
    }

    private String secret(String name) {
        String whole = server + "." + name;
        return whole.length() > LONGEST_NAME ? whole.substring(0, LONGEST_NAME) : whole;
    }
}

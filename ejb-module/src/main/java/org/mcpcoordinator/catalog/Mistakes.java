package org.mcpcoordinator.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import org.mcpcoordinator.problem.Mistake;

/** Collects every mistake of a file with its place, so that its author has to come only once. */
final class Mistakes {
    /** More than these are counted only; nobody reads further. */
    private static final int MOST = 500;

    private final Set<Mistake> found = new LinkedHashSet<>();
    private ToIntFunction<String> lines = pointer -> 0;
    private UnaryOperator<String> origin = pointer -> pointer;
    private int untold;

    /** From now on mistakes at JSON Pointers say their line too. */
    void tellLines(ToIntFunction<String> newLines) {
        lines = newLines;
    }

    /** From now on pointers are led to where their value really stands, for example to the defaults it came from. */
    void lead(UnaryOperator<String> newOrigin) {
        origin = newOrigin;
    }

    /** One more mistake, at a JSON Pointer or at {@code line:column}. */
    void add(String place, String message) {
        if (found.size() == MOST) {
            untold++;
            return;
        }
        boolean pointer = place.isEmpty() || place.startsWith("/");
        String at = pointer ? origin.apply(place) : place;
        int line = pointer ? lines.applyAsInt(at) : 0;
        found.add(new Mistake(at, line > 0 ? message + " (line " + line + ")" : message));
    }

    /** An unknown word where one of {@code known} belongs; names the one that was meant, if that is clear. */
    void unknown(String place, String what, String word, Collection<String> known) {
        String hint = nearest(word, known)
                .map(meant -> "; did you mean \"" + meant + "\"?")
                .orElseGet(() -> "; known are " + String.join(", ", known));
        add(place, "unknown " + what + " \"" + shortened(word) + "\"" + hint);
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    int count() {
        return found.size() + untold;
    }

    /** All mistakes in the order found; at most 500, then one that counts the rest. */
    List<Mistake> list() {
        List<Mistake> all = new ArrayList<>(found);
        if (untold > 0) {
            all.add(new Mistake("", "and " + untold + " more mistakes"));
        }
        return all;
    }

    /** The JSON Pointer (RFC 6901) of a member. */
    static String below(String pointer, String key) {
        return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
    }

    /** The text, cut for a sentence. */
    static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }

    private static Optional<String> nearest(String word, Collection<String> known) {
        String asked = word.toLowerCase(Locale.ROOT);
        int furthest = Math.max(1, Math.min(3, asked.length() / 3));
        if (asked.length() > 100) {
            return Optional.empty();
        }
        return known.stream()
                .filter(one -> distance(asked, one.toLowerCase(Locale.ROOT)) <= furthest)
                .min(Comparator.comparingInt(one -> distance(asked, one.toLowerCase(Locale.ROOT))));
    }

    /** How many letters must be put in, left out, changed, or swapped with their neighbour. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int least = Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + change);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                cost[i][j] = swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
            }
        }
        return cost[a.length()][b.length()];
    }
}

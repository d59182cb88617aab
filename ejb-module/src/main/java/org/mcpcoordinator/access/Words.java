package org.mcpcoordinator.access;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Names, and beginnings of names: those with {@code *} behind them. */
final class Words {
    private final Set<String> names;
    private final List<String> beginnings;

    Words(Collection<String> words) {
        this.names = words.stream().filter(word -> !word.endsWith("*")).collect(Collectors.toUnmodifiableSet());
        this.beginnings = words.stream()
                .filter(word -> word.endsWith("*"))
                .map(word -> word.substring(0, word.length() - 1))
                .distinct()
                .sorted()
                .toList();
    }

    boolean isEmpty() {
        return names.isEmpty() && beginnings.isEmpty();
    }

    boolean hold(String name) {
        return names.contains(name) || any(beginnings, name::startsWith);
    }

    /** True if they hold, or may hold, something that begins so. */
    boolean lead(String beginning) {
        return any(names, name -> name.startsWith(beginning))
                || any(beginnings, begin -> begin.startsWith(beginning) || beginning.startsWith(begin));
    }

    private static boolean any(Collection<String> words, Predicate<String> so) {
        for (String word : words) {
            if (so.test(word)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Words that && names.equals(that.names) && beginnings.equals(that.beginnings);
    }

    @Override
    public int hashCode() {
        return Objects.hash(names, beginnings);
    }
}

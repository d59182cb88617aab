package org.mcpcoordinator.insight;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.runtime.Runtime;

/** What a server wrote about trouble, and its last lines after that. */
@Dependent
@SuppressWarnings("JavaLangClash") // Runtime is a package's desk
class LastWords {
    private static final int READ = 200;
    private static final int QUIET_LINES = 3;
    private static final Pattern TROUBLE =
            Pattern.compile("(?i)error|exception|fatal|panic|traceback|cannot|denied|refused|not found");

    private final Runtime runtime;

    @Inject
    LastWords(Runtime runtime) {
        this.runtime = runtime;
    }

    /**
     * The lines.
     *
     * @param side of the two places a copy has, the one meant
     * @param most at most so many; 3 where none is of trouble
     * @throws ProblemException AGENT_AWAY, AGENT_REFUSED
     */
    List<String> of(InstanceKey key, int side, int most) {
        return telling(runtime.logs(key, side, READ), most);
    }

    /**
     * Lines of trouble first of all. What came after the last of them is told too, as far as there is room: who complains of
     * one thing may die of another.
     */
    static List<String> telling(List<String> all, int most) {
        List<String> said = distinct(all);
        List<String> trouble =
                last(said.stream().filter(line -> TROUBLE.matcher(line).find()).toList(), most);
        int after = trouble.isEmpty() ? 0 : said.indexOf(trouble.get(trouble.size() - 1)) + 1;
        List<String> told = new ArrayList<>(trouble);
        told.addAll(last(said.subList(after, said.size()), Math.min(most - trouble.size(), QUIET_LINES)));
        return told;
    }

    static List<String> last(List<String> lines, int most) {
        return lines.subList(Math.max(0, lines.size() - most), lines.size());
    }

    /** Who dies again and again says the same again and again: each line once, where it was said last. */
    private static List<String> distinct(List<String> lines) {
        Set<String> kept = new LinkedHashSet<>();
        for (String line : lines) {
            kept.remove(line);
            kept.add(line);
        }
        return List.copyOf(kept);
    }
}

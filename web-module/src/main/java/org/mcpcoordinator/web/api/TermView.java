package org.mcpcoordinator.web.api;

import org.mcpcoordinator.rollout.Term;
import org.mcpcoordinator.rollout.Terms;

/**
 * A term of rollouts as it goes out.
 *
 * @param name as {@code terms} of a rollout names it
 * @param least smallest value allowed
 * @param most largest value allowed
 * @param careful what that profile says
 * @param quick what that profile says
 */
public record TermView(String name, int least, int most, int careful, int quick) {
    private static final Terms CAREFUL = Terms.usual("careful");
    private static final Terms QUICK = Terms.usual("quick");

    static TermView of(Term term) {
        return new TermView(term.id(), term.least(), term.most(), CAREFUL.of(term), QUICK.of(term));
    }
}

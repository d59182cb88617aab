package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Instant;
import org.mcpcoordinator.problem.ProblemException;

/**
 * What becomes of a rollout that has failed, whatever it failed of: it ends, or goes back if that was agreed on. It goes back
 * by itself once only, so that nothing goes round for ever (criteria D13, D14).
 */
@Dependent
class Failures {
    private final WayBack wayBack;
    private final Endings endings;
    private final Chronicle chronicle;

    @Inject
    Failures(WayBack wayBack, Endings endings, Chronicle chronicle) {
        this.wayBack = wayBack;
        this.endings = endings;
        this.chronicle = chronicle;
    }

    /** Changes the row, which the caller writes: it is FAILED or ROLLING_BACK then. */
    void fail(RolloutRow row, String reason, String detail, Instant now) {
        String why = reason;
        String sentence = detail;
        if (row.back()) {
            sentence = "the rollback to revision " + row.rollbackRevision + " failed: " + detail;
        } else if (row.terms().rollback() && row.rollbacks == 0) {
            try {
                row.rollbacks++;
                wayBack.begin(row, now);
                row.reason = reason;
                row.detail = detail + "; it goes back to revision " + row.rollbackRevision;
                chronicle.entered(row, now);
                return;
            } catch (ProblemException none) {
                why = none.code().name();
                sentence = detail + "; it cannot go back: " + none.detail();
            }
        }
        endings.end(row, RolloutState.FAILED, why, sentence, now);
        chronicle.entered(row, now);
    }
}

package org.mcpcoordinator.access;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** The audit trail: who did what, when, to what end. Rows are only ever added. */
@Stateless
@PermitAll
public class Audit {
    private static final int LARGEST_PAGE = 500;
    private static final int ABOUT = 100;
    private static final int LAST_PAGE = 1_000_000;

    @Inject
    AuditStore store;

    @Inject
    Clock clock;

    /**
     * Adds one entry, in a transaction of its own, so that refusals are kept too. Texts that are too long are cut;
     * control characters are encoded.
     *
     * @param who the caller
     * @param action verb of the trade, for example {@code rollout.start}; kept up to 64 characters
     * @param target what it was done to, for example a server's name; kept up to 200 characters
     * @param outcome {@code ok} or the code of the problem
     * @param detail one sentence without secrets, kept up to 1,000 characters; may be empty
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void record(Caller who, String action, String target, String outcome, String detail) {
        store.add(new AuditRow(
                new AuditEntry(0, clock.instant(), who.name(), who.means(), action, target, outcome, detail)));
    }

    /** What was done to one target, oldest first, the newest 100; for receipts of what the reader may see anyway. */
    public List<AuditEntry> about(String target) {
        return store.about(target, ABOUT);
    }

    /**
     * A page of the trail, newest first; doors show it to administrators only.
     *
     * @param page from 0 on
     * @param size 1 to 500
     * @throws ProblemException REQUEST_INVALID if they are out of bounds
     */
    public AuditPage list(int page, int size) {
        if (page < 0 || page > LAST_PAGE || size < 1 || size > LARGEST_PAGE) {
            String message = "a page is 0 to " + LAST_PAGE + ", its size 1 to " + LARGEST_PAGE;
            throw new ProblemException(ProblemCode.REQUEST_INVALID, message, List.of(new Mistake("/page", message)));
        }
        return new AuditPage(store.list(page, size), store.count(), page, size);
    }
}

package org.mcpcoordinator.management;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Function;
import java.util.function.Supplier;
import org.mcpcoordinator.access.Audit;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * Carries out what was asked over JMX.
 *
 * <p><b>Who may.</b> JMX is reached through WildFly's management interface, so its access control decides: Monitor reads
 * attributes (viewer), Operator and above invoke operations (operator, admin). Nothing here asks again, because WildFly
 * does not tell an MBean who called it; for the same reason the audit trail names the caller {@code jmx}, and WildFly's
 * own audit log has the person. Without access control switched on ({@code harden.cli}) every management user may.
 */
@ApplicationScoped
class AuditedAction {
    /** The caller of every operation; what it may do is bounded by what operations there are. */
    static final Caller JMX = new Caller("jmx", Role.OPERATOR, "jmx");

    @Inject
    Audit audit;

    /**
     * Does it and adds it to the audit trail, done or refused.
     *
     * @throws IllegalStateException with code and detail of the problem: a JMX client has no class of ours
     */
    <T> T carryOut(String action, String target, Supplier<T> work) {
        return carryOut(action, "", done -> target, target, work);
    }

    /**
     * As {@link #carryOut(String, String, Supplier)}, where only the work tells what it was done to.
     *
     * @param reason why, in the caller's words; may be empty
     * @param target of what was done
     * @param refusedTarget of what was refused
     */
    <T> T carryOut(String action, String reason, Function<T, String> target, String refusedTarget, Supplier<T> work) {
        try {
            T done = work.get();
            audit.record(JMX, action, target.apply(done), "ok", reason);
            return done;
        } catch (ProblemException refused) {
            audit.record(JMX, action, refusedTarget, refused.code().name(), refused.detail());
            throw new IllegalStateException(refused.code() + ": " + refused.detail());
        } catch (RuntimeException broken) {
            audit.record(
                    JMX,
                    action,
                    refusedTarget,
                    ProblemCode.INTERNAL.name(),
                    broken.getClass().getSimpleName());
            throw new IllegalStateException("It could not be done; WildFly's log says why", withoutOurClasses(broken));
        }
    }

    private static Throwable withoutOurClasses(RuntimeException broken) {
        return new RuntimeException(broken.toString());
    }
}

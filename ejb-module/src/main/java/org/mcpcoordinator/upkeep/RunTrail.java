package org.mcpcoordinator.upkeep;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.Locale;
import org.jboss.logging.Logger;
import org.mcpcoordinator.access.Audit;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** How backups and restores begin and end: in their rows, in the audit trail and in the log. */
@Dependent
class RunTrail {
    private static final Logger LOG = Logger.getLogger(RunTrail.class);

    /** Who started a job in WildFly's console; the person's name is in WildFly's own audit log. */
    private static final Caller WILDFLY = new Caller("wildfly", Role.ADMIN, "batch");

    private final Runs runs;
    private final Audit audit;

    @Inject
    RunTrail(Runs runs, Audit audit) {
        this.runs = runs;
        this.audit = audit;
    }

    /** A run that was begun by its own job. */
    Run begun(Run.Kind kind, boolean replace, String file) {
        Run run = runs.begin(kind, replace, WILDFLY);
        audit.record(WILDFLY, verb(run) + ".start", name(run), "ok", file);
        return run;
    }

    void done(Run run, String detail) {
        end(run, Run.State.DONE, "", detail);
    }

    /** Ends it as failed and gives the sentence for its job. */
    String failed(Run run, RuntimeException failure) {
        String code = ProblemCode.INTERNAL.name();
        String detail = String.valueOf(failure.getMessage());
        if (failure instanceof ProblemException problem) {
            code = problem.code().name();
            detail = problem.detail();
        } else {
            LOG.warnf(failure, "The %s failed", name(run));
        }
        end(run, Run.State.FAILED, code, detail);
        return code + ": " + detail;
    }

    private void end(Run run, Run.State state, String code, String detail) {
        Run ended = runs.end(run.id(), state, code, detail);
        audit.record(
                new Caller(ended.startedBy(), Role.ADMIN, "batch"),
                verb(run) + ".end",
                name(run),
                code.isEmpty() ? "ok" : code,
                detail);
        LOG.infof("The %s is %s: %s", name(run), state, detail);
    }

    private static String name(Run run) {
        return verb(run) + " " + run.id();
    }

    private static String verb(Run run) {
        return run.kind().name().toLowerCase(Locale.ROOT);
    }
}

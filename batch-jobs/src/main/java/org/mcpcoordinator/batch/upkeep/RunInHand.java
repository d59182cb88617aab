package org.mcpcoordinator.batch.upkeep;

import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.upkeep.Run;
import org.mcpcoordinator.upkeep.UpkeepSteps;

/** The backup or restore of the execution under way, and what becomes of it when a step fails. */
@Dependent
class RunInHand {
    static final String DONE = "DONE";
    static final String FAILED = "FAILED";

    /** The job repository's column for it has 512 characters. */
    private static final int LONGEST = 500;

    private final JobContext job;
    private final UpkeepSteps steps;

    @Inject
    RunInHand(JobContext job, UpkeepSteps steps) {
        this.job = job;
        this.steps = steps;
    }

    /** Takes the run that was asked for, or begins one where the job was started without. */
    String open(@Nullable String runId, Supplier<Run> begun) {
        try {
            job.setTransientUserData(
                    runId == null || runId.isBlank() ? begun.get() : steps.find(Long.parseLong(runId.trim())));
            return DONE;
        } catch (ProblemException refused) {
            return exit(refused.code() + ": " + refused.detail());
        } catch (NumberFormatException notAnId) {
            return exit("REQUEST_INVALID: runId is not a number");
        }
    }

    /** Does one step of it. */
    String step(Consumer<Run> work) {
        if (!(job.getTransientUserData() instanceof Run run)) {
            return exit("REQUEST_INVALID: the job has to be started anew, it cannot go on in the middle");
        }
        try {
            work.accept(run);
            return DONE;
        } catch (RuntimeException failure) {
            return exit(steps.fail(run, failure));
        }
    }

    private String exit(String sentence) {
        job.setExitStatus(sentence.length() > LONGEST ? sentence.substring(0, LONGEST) : sentence);
        return FAILED;
    }
}

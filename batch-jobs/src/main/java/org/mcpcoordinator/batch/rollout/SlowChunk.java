package org.mcpcoordinator.batch.rollout;

import jakarta.batch.api.chunk.listener.AbstractChunkListener;
import jakarta.batch.runtime.context.JobContext;
import jakarta.batch.runtime.context.StepContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/**
 * Knows a chunk that took longer than its transaction may. What comes to light by itself is any error of whatever statement
 * came next, and the same again at each restart: the rollout is told the reason.
 */
@Named
@Dependent
public class SlowChunk extends AbstractChunkListener {
    /** The step's property, in seconds, as Jakarta Batch names it (section 8.2.4). */
    static final String LIMIT = "jakarta.transaction.global.timeout";

    private static final Logger LOG = Logger.getLogger(SlowChunk.class);

    @Inject
    StepContext step;

    @Inject
    JobContext job;

    @Inject
    Executions executions;

    @Inject
    Clock clock;

    private Instant began = Instant.MAX;

    @Override
    public void beforeChunk() {
        began = clock.instant();
    }

    /** The chunk's transaction may still hold the rollout's row, so it is told later, when the job ends. */
    @Override
    public void onError(Exception error) {
        Duration limit = Duration.ofSeconds(Long.parseLong(step.getProperties().getProperty(LIMIT)));
        Duration took = Duration.between(began, clock.instant());
        if (took.compareTo(limit) >= 0) {
            LOG.warnf(error, "A chunk took %s, its transaction may take %s: it is rolled back", took, limit);
            executions.slow(job.getExecutionId(), new Executions.Slow(took, limit));
        }
    }
}

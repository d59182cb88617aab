package org.mcpcoordinator.host.serve;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.server.HttpAnswer;
import org.mcpcoordinator.mcp.server.Outcome;

/**
 * Tool work that is answered exactly once: by its own result, or by whoever gives up on it first. Giving up interrupts
 * the thread at work; the end is told when the thread is really free.
 */
final class TimedWork implements Runnable {
    private static final System.Logger LOG = System.getLogger(TimedWork.class.getName());

    private final Outcome.Work work;
    private final Runnable ended;
    private final Consumer<HttpAnswer> answer;
    private final AtomicBoolean answered = new AtomicBoolean();
    private @Nullable Thread worker;
    private Runnable alarm = () -> {};

    TimedWork(Outcome.Work work, Runnable ended, Consumer<HttpAnswer> answer) {
        this.work = work;
        this.ended = ended;
        this.answer = answer;
    }

    /** What to undo once the answer is there in time; set before the work is submitted. */
    void alarm(Runnable undo) {
        alarm = undo;
    }

    @Override
    public void run() {
        try {
            if (begin()) {
                HttpAnswer result = perform();
                finish();
                answerOnce(result);
            }
        } finally {
            ended.run();
        }
    }

    /** Answers with a tool error, unless an answer is out already. */
    void giveUp(String sentence) {
        answerOnce(work.failed(sentence));
        synchronized (this) {
            if (worker != null) {
                worker.interrupt();
            }
        }
    }

    private HttpAnswer perform() {
        try {
            return work.run();
        } catch (OutOfMemoryError large) {
            LOG.log(System.Logger.Level.WARNING, "a call needed more memory than there is");
            return work.failed("The call needs more memory than this server has; ask for less at once.");
        } catch (RuntimeException | Error unexpected) {
            LOG.log(System.Logger.Level.ERROR, "tool work failed", unexpected);
            return work.failed("The call failed inside the server; its log has the details.");
        }
    }

    private synchronized boolean begin() {
        if (answered.get()) {
            return false;
        }
        worker = Thread.currentThread();
        return true;
    }

    /** After this no interrupt can hit the thread's next work; one that came in time is wiped. */
    private synchronized void finish() {
        worker = null;
        Thread.interrupted();
    }

    private void answerOnce(HttpAnswer result) {
        if (answered.compareAndSet(false, true)) {
            alarm.run();
            answer.accept(result);
        }
    }
}

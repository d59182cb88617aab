package org.mcpcoordinator.batch.rollout;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.mcpcoordinator.fleet.InstanceMoved;
import org.mcpcoordinator.rollout.RolloutMoved;

/** Wakes gates when the fleet or a rollout has moved on this node; whoever waits looks again now and then anyway. */
@ApplicationScoped
class RolloutBell {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition rung = lock.newCondition();
    private long heard;

    void instances(@Observes(during = TransactionPhase.AFTER_SUCCESS) InstanceMoved moved) {
        ring();
    }

    void rollout(@Observes(during = TransactionPhase.AFTER_SUCCESS) RolloutMoved moved) {
        ring();
    }

    void ring() {
        lock.lock();
        try {
            heard++;
            rung.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How often it has rung. */
    long heard() {
        lock.lock();
        try {
            return heard;
        } finally {
            lock.unlock();
        }
    }

    /** Returns once it has rung more often than {@code before}, or after the time. */
    void await(long before, Duration most) throws InterruptedException {
        long nanos = TimeUnit.MILLISECONDS.toNanos(most.toMillis());
        lock.lock();
        try {
            while (heard == before && nanos > 0) {
                nanos = rung.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }
}

package org.mcpcoordinator.management;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.MBeanNotificationInfo;
import javax.management.Notification;
import javax.management.NotificationBroadcasterSupport;
import javax.management.NotificationEmitter;
import org.mcpcoordinator.rollout.Rollout;
import org.mcpcoordinator.rollout.RolloutMoved;

/** Tells JMX clients when a rollout has ended. */
@ApplicationScoped
class RolloutEnds {
    /** Type of the notification; its user data is {@code id state}. */
    static final String TYPE = "org.mcpcoordinator.rollout.ended";

    private final NotificationBroadcasterSupport broadcaster = new NotificationBroadcasterSupport(
            new MBeanNotificationInfo(new String[] {TYPE}, Notification.class.getName(), "A rollout has ended"));
    private final AtomicLong sequence = new AtomicLong();

    private static final int REMEMBERED = 1_000;

    /** Rollouts whose ends were told, the newest of them: verdicts may still be announced after an end. */
    private final NavigableSet<Long> told = new ConcurrentSkipListSet<>();

    @Inject
    Clock clock;

    NotificationEmitter emitter() {
        return broadcaster;
    }

    void follow(@Observes(during = TransactionPhase.AFTER_SUCCESS) RolloutMoved moved) {
        Rollout rollout = moved.rollout();
        if (rollout.state().open() || !told.add(rollout.id())) {
            return;
        }
        if (told.size() > REMEMBERED) {
            told.pollFirst();
        }
        Notification notification = new Notification(
                TYPE,
                Registrar.name("Rollouts"),
                sequence.incrementAndGet(),
                clock.millis(),
                "Rollout " + rollout.id() + " of fleet " + rollout.fleet() + " has ended: " + rollout.state());
        notification.setUserData(rollout.id() + " " + rollout.state());
        broadcaster.sendNotification(notification);
    }
}

package org.mcpcoordinator.management;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Clock;
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

    /** The newest rollout whose end was told: its verdicts may still be announced after its end. */
    private final AtomicLong told = new AtomicLong();

    @Inject
    Clock clock;

    NotificationEmitter emitter() {
        return broadcaster;
    }

    void follow(@Observes(during = TransactionPhase.AFTER_SUCCESS) RolloutMoved moved) {
        Rollout rollout = moved.rollout();
        if (rollout.state().open() || told.getAndAccumulate(rollout.id(), Math::max) >= rollout.id()) {
            return;
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

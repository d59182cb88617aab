package org.mcpcoordinator.cluster;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

/** Sends announcements through PostgreSQL's NOTIFY: one channel of the database, our channel's name as first word. */
@Dependent
class AnnouncementStore {
    static final String DATABASE_CHANNEL = "coordinator";

    private final EntityManager entityManager;

    @Inject
    AnnouncementStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    void announce(String channel, String payload) {
        entityManager
                .createNativeQuery("SELECT CAST(pg_notify(:database, :words) AS text)")
                .setParameter("database", DATABASE_CHANNEL)
                .setParameter("words", channel + " " + payload)
                .getSingleResult();
    }

    /** What another node announced, from the words it sent. */
    static Announced heard(String words) {
        int space = words.indexOf(' ');
        return space < 0
                ? new Announced(words, "")
                : new Announced(words.substring(0, space), words.substring(space + 1));
    }
}

package org.mcpcoordinator.cluster;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import javax.sql.DataSource;

/** Keeps this node listening for announcements, from start to end, on one managed thread (see {@link Listening}). */
@Singleton
@Startup
@DependsOn("MigrationsAtStart")
@PermitAll
@TransactionManagement(TransactionManagementType.BEAN)
public class ListeningAtStart {
    @Resource(lookup = "java:jboss/datasources/CoordinatorDS")
    @SuppressWarnings("NullAway.Init")
    private DataSource database;

    @Resource
    @SuppressWarnings("NullAway.Init")
    private ManagedThreadFactory threads;

    @Inject
    Event<Announced> event;

    @SuppressWarnings("NullAway.Init")
    private Listening listening;

    @PostConstruct
    void begin() {
        listening = new Listening(database, event::fire);
        Thread thread = threads.newThread(listening);
        thread.setName("coordinator-announcements");
        thread.start();
    }

    @PreDestroy
    void end() {
        listening.stop();
    }
}

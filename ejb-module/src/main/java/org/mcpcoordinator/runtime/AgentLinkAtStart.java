package org.mcpcoordinator.runtime;

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
import jakarta.inject.Inject;

/** Keeps this node linked to its host's agent from start to end, on one managed thread (see {@link AgentLink}). */
@Singleton
@Startup
@DependsOn({"MigrationsAtStart", "HeartbeatTimer"})
@PermitAll
@TransactionManagement(TransactionManagementType.BEAN)
public class AgentLinkAtStart {
    @Inject
    Reconciler reconciler;

    @Resource
    @SuppressWarnings("NullAway.Init")
    private ManagedThreadFactory threads;

    @SuppressWarnings("NullAway.Init")
    private AgentLink link;

    @PostConstruct
    void begin() {
        link = reconciler.begin();
        Thread thread = threads.newThread(link);
        thread.setName("coordinator-agent-link");
        thread.start();
    }

    /** Only disconnects: the servers are none of WildFly's processes. */
    @PreDestroy
    void end() {
        reconciler.end();
    }
}

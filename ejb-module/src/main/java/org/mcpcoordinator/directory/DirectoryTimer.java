package org.mcpcoordinator.directory;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;
import org.mcpcoordinator.timer.Beat;
import org.mcpcoordinator.timer.BeatTimer;

/** Has the listing made before the first client asks for it, and anew every second in which something has changed. */
@Singleton
@Startup
@DependsOn("MigrationsAtStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class DirectoryTimer extends BeatTimer {
    private static final Beat BEAT = Beat.millis(1000, 400);

    @Inject
    Directory directory;

    public DirectoryTimer() {
        super(BEAT, "listing of all servers", Logger.Level.WARN, "The listing of all servers stays as it is");
    }

    @PostConstruct
    void first() {
        take(this::turn);
    }

    @Override
    protected boolean isDue() {
        return directory.isDue();
    }

    @Override
    protected void turn() {
        directory.look();
    }
}

package org.mcpcoordinator.usage;

import jakarta.annotation.PreDestroy;
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

/** Every second: has what was called written down, and told to other nodes. */
@Singleton
@Startup
@DependsOn({"MigrationsAtStart", "Usages"})
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class UsageTimer extends BeatTimer {
    private static final Beat BEAT = Beat.millis(1000, 680);

    @Inject
    Scribe scribe;

    @Inject
    Sharing sharing;

    public UsageTimer() {
        super(BEAT, "what was called", Logger.Level.WARN, "What was called is not written now");
    }

    @Override
    protected void turn() {
        scribe.turn();
        sharing.turn();
    }

    @PreDestroy
    void end() {
        scribe.finish();
    }
}

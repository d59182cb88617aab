package org.mcpcoordinator.runtime;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import org.jboss.logging.Logger;
import org.mcpcoordinator.access.Audit;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.IssuedToken;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.access.Tokens;
import org.mcpcoordinator.timer.Turn;

/**
 * Gives this host's built-in servers of type http-api a way into the coordinator's own API, as soon as the agent answers and a
 * request has come in, with a new token that may read and nothing else. Of several nodes on the host the one that looks after it
 * does, each time that begins: each new token ends the one before, and the way is to lead to a node that lives.
 */
@Singleton
@Startup
@DependsOn({"AgentLinkAtStart", "AccessAtStart"})
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class CoordinatorFileTimer {
    /** Begins the token's name; the host's name follows. */
    private static final String TOKEN = "builtin-http-api@";

    private static final Logger LOG = Logger.getLogger(CoordinatorFileTimer.class);
    private static final int LONGEST_NAME = 64;

    private final RuntimeConfig config = RuntimeConfig.fromSettings();
    private final Turn turn = new Turn();
    private volatile long writtenUnder;
    private volatile boolean told;

    @Inject
    Reconciler reconciler;

    @Inject
    OwnAddress address;

    @EJB
    @SuppressWarnings("NullAway.Init")
    private Tokens tokens;

    @EJB
    @SuppressWarnings("NullAway.Init")
    private Audit audit;

    @Schedule(hour = "*", minute = "*", second = "*/2", persistent = false)
    void look() {
        long epoch = reconciler.epochOfOwnHost();
        if (epoch != 0 && epoch != writtenUnder && reconciler.link().status().connected()) {
            address.find().ifPresent(known -> turn.take(() -> writeOnce(known, epoch)));
        }
    }

    private void writeOnce(URI known, long epoch) {
        try {
            write(known);
            writtenUnder = epoch;
        } catch (IOException | RuntimeException failure) {
            if (!told) {
                told = true;
                LOG.warnf("Built-in servers cannot call the coordinator's API yet: %s", failure.getMessage());
            }
        }
    }

    private void write(URI known) throws IOException {
        String host = reconciler.link().status().host();
        String name = (TOKEN + host).substring(0, Math.min(LONGEST_NAME, TOKEN.length() + host.length()));
        new CoordinatorFile(config.directory()).write(known, () -> {
            IssuedToken made = tokens.renew(name, Role.VIEWER, Caller.SYSTEM);
            audit.record(
                    Caller.SYSTEM,
                    "token.renew",
                    name,
                    "ok",
                    "token " + made.token().id() + " for built-in servers of type http-api");
            return made.text();
        });
        LOG.infof("Built-in servers of type http-api reach the API at %s with the token %s", known, name);
    }
}

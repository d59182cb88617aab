package org.mcpcoordinator.web.gateway;

import jakarta.annotation.Priority;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Herald;
import org.mcpcoordinator.access.TokenBook;
import org.mcpcoordinator.access.User;
import org.mcpcoordinator.access.Users;
import org.mcpcoordinator.cluster.Announced;
import org.mcpcoordinator.web.gateway.kept.SessionBook;

/** Ends the sessions of those who may not come in any more: whose token is revoked, whose account may not log in. */
@ApplicationScoped
class Departures {
    /** How the names of principals begin that came with a token of ours. */
    static final String TOKEN = "token:";

    /** And with an account's password. */
    static final String ACCOUNT = "account:";

    private static final Logger LOG = Logger.getLogger(Departures.class);
    /** The book of tokens hears it first. */
    private static final int LATE = Interceptor.Priority.APPLICATION + 1_000;

    @Inject
    TokenBook tokens;

    @Inject
    Users users;

    @Resource
    ManagedExecutorService executor;

    private volatile @Nullable SessionBook book;

    /** Looks after those sessions, and no others. */
    void watch(@Nullable SessionBook sessions) {
        book = sessions;
    }

    void on(@Observes @Priority(LATE) Announced announced) {
        SessionBook sessions = book;
        if (sessions != null && (announced.concerns(Herald.TOKENS) || announced.concerns(Herald.USERS))) {
            try {
                executor.execute(() -> look(sessions));
            } catch (RejectedExecutionException stopping) {
                LOG.debug("We are stopping; sessions end by themselves");
            }
        }
    }

    private void look(SessionBook sessions) {
        for (String owner : sessions.owners()) {
            if (owner.startsWith(TOKEN) && !tokens.isKnown(owner.substring(TOKEN.length()))) {
                sessions.endAll(owner);
            } else if (owner.startsWith(ACCOUNT) && isShutOut(owner.substring(ACCOUNT.length()))) {
                sessions.endAll(owner);
            }
        }
    }

    /** Names that are no account of ours come from a directory and are its business. */
    private boolean isShutOut(String name) {
        try {
            return users.find(name)
                    .filter(user -> !user.enabled())
                    .map(User::name)
                    .isPresent();
        } catch (RuntimeException databaseAway) {
            LOG.debugf(databaseAway, "The account of a session cannot be looked at; it stays");
            return false;
        }
    }
}

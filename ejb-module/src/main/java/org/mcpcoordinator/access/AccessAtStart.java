package org.mcpcoordinator.access;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.logging.Logger;
import org.mcpcoordinator.problem.ProblemException;

/**
 * Makes the first administrator, with a password its owner put into a file; there is no default password. And fills
 * the book of tokens before any request comes.
 */
@Singleton
@Startup
@DependsOn("MigrationsAtStart")
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AccessAtStart {
    private static final Logger LOG = Logger.getLogger(AccessAtStart.class);
    private static final String SETTING = "coordinator.access.admin-password-file";

    @EJB
    @SuppressWarnings("NullAway.Init")
    private Users users;

    @Inject
    TokenBook book;

    @PostConstruct
    void begin() {
        book.reload();
        if (users.isEmpty()) {
            AccessConfig.fromSettings()
                    .adminPasswordFile()
                    .ifPresentOrElse(
                            this::makeFirstAdmin,
                            () -> LOG.warnf(
                                    "Nobody can log in: there is no account, and setting %s names no file with the"
                                            + " first administrator's password",
                                    SETTING));
        }
    }

    private void makeFirstAdmin(Path file) {
        try {
            if (users.createFirstAdmin(Files.readString(file).strip())) {
                LOG.infof("Made the account %s with the password in %s", Users.FIRST_ADMIN, file);
            }
        } catch (IOException unreadable) {
            LOG.errorf(unreadable, "Nobody can log in: %s=%s cannot be read", SETTING, file);
        } catch (ProblemException refused) {
            LOG.errorf("Nobody can log in: the password in %s=%s does not fit: %s", SETTING, file, refused.detail());
        }
    }
}

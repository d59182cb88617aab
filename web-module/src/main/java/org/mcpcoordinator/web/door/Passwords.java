package org.mcpcoordinator.web.door;

import java.util.Optional;
import org.mcpcoordinator.access.Role;

/** Knows whether a password is right; slow on purpose, to be asked on a worker thread. */
@FunctionalInterface
interface Passwords {
    /**
     * The role of the account, if the password is its own.
     *
     * @throws org.mcpcoordinator.problem.ProblemException DATABASE_AWAY if that cannot be told now
     */
    Optional<Role> check(String account, String password);
}

package org.mcpcoordinator.web.door;

import java.time.Duration;
import java.util.Optional;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.access.Tries;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** Checks names and passwords, as slowly as guessing must be. To be asked on a worker thread. */
final class Logins {
    private final Passwords passwords;
    private final Tries tries;

    Logins(Passwords passwords, Tries tries) {
        this.passwords = passwords;
        this.tries = tries;
    }

    /**
     * The caller, if the password is right.
     *
     * @param means how the caller will be said to have proved itself
     * @throws ProblemException TOO_MANY_TRIES, DATABASE_AWAY
     */
    Optional<Caller> check(String account, String password, String address, String means) {
        Optional<Duration> wait = tries.wait(account, address);
        if (wait.isPresent()) {
            throw new ProblemException(
                    ProblemCode.TOO_MANY_TRIES,
                    "Try again in " + (wait.get().toSeconds() + 1)
                            + " s; the same name from elsewhere is not affected.");
        }
        Optional<Role> role = passwords.check(account, password);
        if (role.isPresent()) {
            tries.right(account, address);
        } else {
            tries.wrong(account, address);
        }
        return role.map(known -> new Caller(account, known, means));
    }
}

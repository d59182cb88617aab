package org.mcpcoordinator.access;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * The desk of accounts. Every change is announced, so that no node goes on trusting an older password. Doors let
 * administrators in only. There is always an administrator who can log in.
 */
@Stateless
@PermitAll
public class Users {
    /** The first administrator's name. */
    public static final String FIRST_ADMIN = "admin";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,63}");

    @Inject
    AccountStore store;

    @Inject
    Herald herald;

    @Inject
    Clock clock;

    /**
     * Makes an account.
     *
     * @param name 1 to 64 characters of a-z, 0-9, dot, underscore, at, dash
     * @param password 8 to 72 bytes
     * @throws ProblemException REQUEST_INVALID with every mistake, NAME_TAKEN
     */
    public User create(String name, String password, Role role) {
        if (!NAME.matcher(name).matches()) {
            throw refused("/name", "a name has 1 to 64 characters of a-z, 0-9, dot, underscore, @ and dash");
        }
        checkPassword(name, password);
        if (store.find(name).isPresent()) {
            throw new ProblemException(ProblemCode.NAME_TAKEN, "There is an account " + name + " already");
        }
        AccountRow row = new AccountRow(name, Passwords.hash(password), role, clock.instant());
        store.add(row);
        herald.tell(Herald.USERS, name);
        return row.toUser();
    }

    /** All accounts by name. */
    public List<User> list() {
        return store.list().stream().map(AccountRow::toUser).toList();
    }

    /** One account. */
    public Optional<User> find(String name) {
        return store.find(name).map(AccountRow::toUser);
    }

    /**
     * Gives the account another password.
     *
     * @throws ProblemException USER_NOT_FOUND, REQUEST_INVALID
     */
    public User setPassword(String name, String password) {
        AccountRow row = existing(name);
        checkPassword(name, password);
        row.changePassword(Passwords.hash(password), clock.instant());
        return changed(row);
    }

    /**
     * Gives the account another role.
     *
     * @throws ProblemException USER_NOT_FOUND, LAST_ADMIN
     */
    public User setRole(String name, Role role) {
        if (role != Role.ADMIN) {
            keepAnotherAdmin(name);
        }
        AccountRow row = existing(name);
        row.changeRole(role, clock.instant());
        return changed(row);
    }

    /**
     * Lets the account log in, or not.
     *
     * @throws ProblemException USER_NOT_FOUND, LAST_ADMIN
     */
    public User setEnabled(String name, boolean enabled) {
        if (!enabled) {
            keepAnotherAdmin(name);
        }
        AccountRow row = existing(name);
        row.enable(enabled, clock.instant());
        return changed(row);
    }

    /** True if there is no account at all. */
    public boolean isEmpty() {
        return store.isEmpty();
    }

    /**
     * Makes the account {@code admin} if there is no account at all; false if there is one.
     *
     * @throws ProblemException REQUEST_INVALID if the password does not fit
     */
    public boolean createFirstAdmin(String password) {
        checkPassword(FIRST_ADMIN, password);
        return store.isEmpty() && store.addFirst(FIRST_ADMIN, Passwords.hash(password), clock.instant());
    }

    private AccountRow existing(String name) {
        return store.forChange(name)
                .orElseThrow(() -> new ProblemException(ProblemCode.USER_NOT_FOUND, "There is no account " + name));
    }

    private User changed(AccountRow row) {
        User user = row.toUser();
        herald.tell(Herald.USERS, user.name());
        return user;
    }

    private void keepAnotherAdmin(String name) {
        List<User> admins =
                store.adminsForChange().stream().map(AccountRow::toUser).toList();
        if (admins.size() == 1 && admins.get(0).name().equals(name)) {
            throw new ProblemException(
                    ProblemCode.LAST_ADMIN, name + " is the last administrator who can log in; make another one first");
        }
    }

    private static void checkPassword(String name, String password) {
        Passwords.refusal(name, password).ifPresent(message -> {
            throw refused("/password", message);
        });
    }

    private static ProblemException refused(String place, String message) {
        return new ProblemException(ProblemCode.REQUEST_INVALID, message, List.of(new Mistake(place, message)));
    }
}

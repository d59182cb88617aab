package org.mcpcoordinator.access;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** The desk of API tokens. Doors let administrators in only. */
@Stateless
@PermitAll
public class Tokens {
    /** Begins every token, so that scanners of source code find lost ones. */
    private static final String PREFIX = "mcpc_";

    /** 256 bits. */
    private static final int RANDOM_BYTES = 32;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@ -]{0,63}");
    private static final SecureRandom RANDOM = new SecureRandom();

    @Inject
    TokenStore store;

    @Inject
    Herald herald;

    @Inject
    Event<TokensChanged> changes;

    @Inject
    Clock clock;

    /** Makes a token that is limited to nothing. */
    public IssuedToken create(String name, Role role, @Nullable Instant expiresAt, Caller by) {
        return create(name, role, expiresAt, Scope.NONE, by);
    }

    /**
     * Makes a token; its text is in the answer and nowhere else.
     *
     * @param name what it is for: 1 to 64 letters, digits, dots, underscores, @, spaces, dashes
     * @param role the most it may do; not more than {@code by} may
     * @param expiresAt from when on it is worthless, in the future; null for never
     * @param scope what it is limited to
     * @param by who makes it
     * @throws ProblemException REQUEST_INVALID, NAME_TAKEN, FORBIDDEN
     */
    public IssuedToken create(String name, Role role, @Nullable Instant expiresAt, Scope scope, Caller by) {
        Instant now = clock.instant();
        scope.check();
        if (!NAME.matcher(name).matches()) {
            throw refused("/name", "a token's name has 1 to 64 letters, digits, dots, underscores, @, spaces, dashes");
        }
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            throw refused("/expiresAt", "a token expires in the future, or never");
        }
        if (!by.role().includes(role)) {
            throw new ProblemException(
                    ProblemCode.FORBIDDEN,
                    by.name() + " is " + by.role().id() + " and cannot give the role " + role.id());
        }
        if (store.isNamed(name)) {
            throw new ProblemException(
                    ProblemCode.NAME_TAKEN, "There is a token " + name + " already; revoke it first");
        }
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        String text = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        Digest digest = Digest.ofToken(text);
        TokenRow row = new TokenRow(name, digest.bytes(), role, by.name(), now, expiresAt);
        row.limit(scope);
        store.add(row);
        tell(digest, TokenBook.Entry.of(row.toToken()));
        return new IssuedToken(text, row.toToken());
    }

    /**
     * Makes a token in the place of the one of this name that {@code by} has made before, if there is one.
     *
     * @param name as for {@link #create}
     * @param role the most it may do
     * @param by whose token it is
     * @throws ProblemException REQUEST_INVALID, FORBIDDEN; NAME_TAKEN if somebody else has made it
     */
    public IssuedToken renew(String name, Role role, Caller by) {
        store.forChange(name, by.name()).ifPresent(this::end);
        return create(name, role, null, by);
    }

    /** All tokens that are not revoked, the newest first; expired ones too. */
    public List<Token> list() {
        return store.list().stream().map(TokenRow::toToken).toList();
    }

    /**
     * Limits the token to something else: here at once, on other nodes when they hear it.
     *
     * @throws ProblemException TOKEN_NOT_FOUND, REQUEST_INVALID
     */
    public Token limit(long id, Scope scope) {
        scope.check();
        TokenRow row = living(id);
        row.limit(scope);
        Token token = row.toToken();
        tell(Digest.of(row.sha256()), TokenBook.Entry.of(token));
        return token;
    }

    /**
     * Makes the token worthless: here at once, on other nodes when they hear it.
     *
     * @throws ProblemException TOKEN_NOT_FOUND
     */
    public Token revoke(long id) {
        TokenRow row = living(id);
        end(row);
        return row.toToken();
    }

    private TokenRow living(long id) {
        return store.forChange(id)
                .filter(found -> !found.isRevoked())
                .orElseThrow(() -> new ProblemException(ProblemCode.TOKEN_NOT_FOUND, "There is no token " + id));
    }

    private void end(TokenRow row) {
        row.revoke(clock.instant());
        tell(Digest.of(row.sha256()), null);
    }

    private void tell(Digest digest, TokenBook.@Nullable Entry entry) {
        changes.fire(new TokensChanged(digest, entry));
        herald.tell(Herald.TOKENS, "");
    }

    private static ProblemException refused(String place, String message) {
        return new ProblemException(ProblemCode.REQUEST_INVALID, message, List.of(new Mistake(place, message)));
    }
}

package org.mcpcoordinator.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.IssuedToken;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.access.Scope;
import org.mcpcoordinator.access.Token;
import org.mcpcoordinator.access.Tokens;

/** API tokens: made, listed, revoked. */
@Path("tokens")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class TokensResource {
    private static final int MOST_DAYS = 3_650;

    @Inject
    Tokens tokens;

    @Inject
    Asking asking;

    @Inject
    Clock clock;

    /** All tokens, without their texts. */
    @GET
    @Route(does = "Lists the tokens that are not revoked, never their texts", role = Role.ADMIN)
    public ListView<TokenView> list() {
        return ListView.of(
                tokens.list().stream().map(token -> TokenView.of(token, null)).toList());
    }

    /** Makes a token. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Route(
            does = "Makes a token; its text is in this answer and nowhere else",
            role = Role.ADMIN,
            audit = "token.create",
            status = 201)
    public TokenView create(TokenRequest wanted) {
        String name = Bounds.needed("name", wanted.name(), 64);
        asking.about(name);
        Role role = Bounds.present("role", Bounds.choice("role", wanted.role(), Role.values(), Role::id));
        IssuedToken made = tokens.create(name, role, end(wanted, clock.instant()), scope(wanted), asking.known());
        asking.note("token " + made.token().id() + " with role " + role.id());
        return TokenView.of(made.token(), made.text());
    }

    /** Limits a token to something else. */
    @PUT
    @Path("{id}/scope")
    @Consumes(MediaType.APPLICATION_JSON)
    @Route(does = "Limits a token to something else, at once", role = Role.ADMIN, audit = "token.limit")
    public TokenView limit(@PathParam("id") long id, @Nullable ScopeView wanted) {
        asking.about("token " + id);
        Token token = tokens.limit(id, Bounds.present("scope", wanted).scope());
        asking.about(token.name());
        return TokenView.of(token, null);
    }

    /** Makes a token worthless. */
    @DELETE
    @Path("{id}")
    @Route(does = "Revokes a token", role = Role.ADMIN, audit = "token.revoke", status = 204)
    public void revoke(@PathParam("id") long id) {
        asking.about("token " + id);
        asking.about(tokens.revoke(id).name());
    }

    private static Scope scope(TokenRequest wanted) {
        return wanted.scope() == null ? Scope.NONE : wanted.scope().scope();
    }

    static @Nullable Instant end(TokenRequest wanted, Instant now) {
        Integer days = wanted.expiresInDays();
        if (days == null) {
            return Bounds.instant("expiresAt", wanted.expiresAt());
        }
        if (wanted.expiresAt() != null || days < 1 || days > MOST_DAYS) {
            throw Bounds.refused("expiresInDays", "1 to " + MOST_DAYS + ", and no expiresAt beside it", null);
        }
        return now.plus(Duration.ofDays(days));
    }

    /**
     * Asks for a token; without an end it never expires.
     *
     * @param name what it is for
     * @param role {@code viewer}, {@code operator} or {@code admin}
     * @param expiresAt RFC 3339, in the future
     * @param expiresInDays 1 to 3,650, instead of {@code expiresAt}
     * @param scope what it is limited to; without one it is limited by its role only
     */
    public record TokenRequest(
            @Nullable String name,
            @Nullable String role,
            @Nullable String expiresAt,
            @Nullable Integer expiresInDays,
            @Nullable ScopeView scope) {}

    /**
     * A token as it goes out.
     *
     * @param id unique in the installation
     * @param name what it is for
     * @param role the most it may do
     * @param createdBy who made it
     * @param createdAt when
     * @param expiresAt from when on it is worthless; absent for never
     * @param scope what it is limited to; absent for nothing
     * @param token its text; only in the answer that made it
     */
    public record TokenView(
            long id,
            String name,
            String role,
            String createdBy,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable ScopeView scope,
            @Nullable String token) {
        static TokenView of(Token token, @Nullable String text) {
            return new TokenView(
                    token.id(),
                    token.name(),
                    token.role().id(),
                    token.createdBy(),
                    token.createdAt(),
                    token.expiresAt(),
                    ScopeView.of(token.scope()),
                    text);
        }

        /** The text must not reach a log. */
        @Override
        public String toString() {
            return "TokenView[" + id + ", " + name + "]";
        }
    }
}

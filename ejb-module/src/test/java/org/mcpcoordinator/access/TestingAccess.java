package org.mcpcoordinator.access;

import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.NotificationOptions;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.persistence.EntityManager;
import java.lang.annotation.Annotation;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import javax.crypto.spec.SecretKeySpec;

/** The desks of access over one entity manager, for tests of any package. */
public final class TestingAccess {
    private final EntityManager entityManager;
    private final Clock clock;
    private final List<String> told = new ArrayList<>();
    private final TokenBook book = new TokenBook();

    public TestingAccess(EntityManager entityManager, Clock clock) {
        this.entityManager = entityManager;
        this.clock = clock;
        book.store = new TokenStore(entityManager);
        book.clock = clock;
    }

    /** What was announced, as {@code channel payload}. */
    public List<String> told() {
        return told;
    }

    /** Secrets sealed with a key of zeros. */
    public Secrets secrets() {
        return secrets(new Seal(new SecretKeySpec(new byte[32], "AES")));
    }

    Secrets secrets(Seal seal) {
        Secrets secrets = new Secrets();
        secrets.store = new SecretStore(entityManager);
        secrets.seal = seal;
        secrets.clock = clock;
        return secrets;
    }

    /** Kept answers, sealed with a key of zeros. */
    public Answers answers() {
        Answers answers = new Answers();
        answers.store = new AnswerStore(entityManager);
        answers.seal = new Seal(new SecretKeySpec(new byte[32], "AES"));
        answers.clock = clock;
        return answers;
    }

    public Users users() {
        Users users = new Users();
        users.store = new AccountStore(entityManager);
        users.herald = this::tell;
        users.clock = clock;
        return users;
    }

    /** Tokens whose changes reach {@link #book()} at once. */
    public Tokens tokens() {
        Tokens tokens = new Tokens();
        tokens.store = new TokenStore(entityManager);
        tokens.herald = this::tell;
        tokens.changes = new ToBook(book);
        tokens.clock = clock;
        return tokens;
    }

    public TokenBook book() {
        return book;
    }

    public Audit audit() {
        Audit audit = new Audit();
        audit.store = new AuditStore(entityManager);
        audit.clock = clock;
        return audit;
    }

    private void tell(String channel, String payload) {
        told.add((channel + " " + payload).strip());
    }

    /** An event with one observer, which hears it at once. */
    private record ToBook(TokenBook book) implements Event<TokensChanged> {
        @Override
        public void fire(TokensChanged change) {
            book.changed(change);
        }

        @Override
        public <U extends TokensChanged> CompletionStage<U> fireAsync(U change) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends TokensChanged> CompletionStage<U> fireAsync(U change, NotificationOptions options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Event<TokensChanged> select(Annotation... qualifiers) {
            return this;
        }

        @Override
        public <U extends TokensChanged> Event<U> select(Class<U> subtype, Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends TokensChanged> Event<U> select(TypeLiteral<U> subtype, Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }
    }
}

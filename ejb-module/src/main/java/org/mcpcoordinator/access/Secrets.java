package org.mcpcoordinator.access;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * The desk of secrets: values under names, sealed in the database. Fleet files name them as {@code ${secret:NAME}};
 * values leave only through {@link #reveal}, to the agent that starts a server.
 */
@Stateless
@PermitAll
public class Secrets {
    /** Longest value, in characters. */
    public static final int LARGEST = 65_536;

    private static final Logger LOG = Logger.getLogger(Secrets.class);

    @Inject
    SecretStore store;

    @Inject
    Seal seal;

    @Inject
    Clock clock;

    /**
     * Keeps the value under the name, in place of an older one.
     *
     * @throws ProblemException REQUEST_INVALID if the name does not fit or the value is empty or too long
     */
    public void set(String name, String value) {
        if (!SecretName.fits(name)) {
            throw refused("/name", "a secret's name has 1 to 128 letters, digits, dots, dashes or underscores");
        }
        if (value.isEmpty() || value.length() > LARGEST) {
            throw refused("/value", "a secret's value has 1 to " + LARGEST + " characters");
        }
        store.put(name, seal.close(name, value), clock.instant());
    }

    /**
     * Puts values into one text that only this installation opens, for {@link #keepSealed}; empty for none.
     *
     * @param values by name; names as {@link SecretName} wants them
     */
    public String seal(Map<String, String> values) {
        return values.entrySet().stream()
                .map(value ->
                        value.getKey() + " " + HexFormat.of().formatHex(seal.close(value.getKey(), value.getValue())))
                .collect(Collectors.joining("\n"));
    }

    /**
     * Keeps values whose names were made of their own {@link #fingerprint}; names that are there already stay as they
     * are. One statement.
     *
     * @param text what {@link #seal} gave
     */
    public void keepSealed(String text) {
        Map<String, byte[]> sealed = new TreeMap<>();
        text.lines()
                .map(line -> line.split(" ", 2))
                .forEach(parts -> sealed.put(parts[0], HexFormat.of().parseHex(parts[1])));
        if (!sealed.isEmpty()) {
            store.addMissing(sealed, clock.instant());
        }
    }

    /** Twelve hex digits that tell values apart and betray nothing: keyed with the key that seals them. */
    public String fingerprint(String value) {
        return seal.fingerprint(value);
    }

    /** The names of all secrets, in order; never a value. */
    public List<String> list() {
        return store.names();
    }

    /**
     * Forgets the secret.
     *
     * @throws ProblemException SECRET_NOT_FOUND
     */
    public void remove(String name) {
        if (!store.delete(name)) {
            throw new ProblemException(ProblemCode.SECRET_NOT_FOUND, "There is no secret " + name);
        }
    }

    /** What {@link #seal} has sealed, by name, for handing to an agent that tries a server. */
    public Map<String, String> openSealed(String text) {
        Map<String, String> values = new TreeMap<>();
        text.lines()
                .map(line -> line.split(" ", 2))
                .forEach(parts ->
                        values.put(parts[0], seal.open(parts[0], HexFormat.of().parseHex(parts[1]))));
        return values;
    }

    /** The values of those of the named secrets that are set, for handing to an agent; one query. */
    public Map<String, String> reveal(Set<String> names) {
        Map<String, String> values = new TreeMap<>();
        if (!names.isEmpty()) {
            store.find(names).forEach(row -> values.put(row.name(), seal.open(row.name(), row.sealed())));
        }
        return values;
    }

    /** Opens a sealed value as the database keeps it, for a backup; empty if it was sealed with another key, or changed. */
    public Optional<String> open(String name, byte[] sealed) {
        try {
            return Optional.of(seal.open(name, sealed));
        } catch (IllegalStateException anotherKey) {
            LOG.warnf("A backup goes on without a secret: %s", anotherKey.getMessage());
            return Optional.empty();
        }
    }

    /** Seals a value as the database keeps it, for a restore. */
    public byte[] close(String name, String value) {
        return seal.close(name, value);
    }

    private static ProblemException refused(String place, String message) {
        return new ProblemException(ProblemCode.REQUEST_INVALID, message, List.of(new Mistake(place, message)));
    }
}

package org.mcpcoordinator.upkeep;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * Passphrases between the request and its job, in memory only: the parameters of a job stay in the job repository, where
 * anybody who administers WildFly reads them.
 */
@ApplicationScoped
class Passphrases {
    static final int SHORTEST = 8;
    static final int LONGEST = 1024;

    private final Map<Long, char[]> kept = new ConcurrentHashMap<>();

    /** Keeps it until the run is over. */
    void keep(long run, char[] passphrase) {
        kept.put(run, passphrase.clone());
    }

    /** The passphrase of the run, else that of the file, if there is one. */
    Optional<char[]> of(long run, Optional<Path> file) {
        char[] given = kept.get(run);
        return given != null ? Optional.of(given.clone()) : file.map(Passphrases::read);
    }

    /** Forgets it and overwrites what was kept. */
    void forget(long run) {
        char[] given = kept.remove(run);
        if (given != null) {
            Arrays.fill(given, '\0');
        }
    }

    /** Refuses one that is too short to guard anything. */
    static char[] checked(char[] passphrase) {
        if (passphrase.length < SHORTEST || passphrase.length > LONGEST) {
            throw new ProblemException(
                    ProblemCode.REQUEST_INVALID,
                    "a passphrase has " + SHORTEST + " to " + LONGEST + " characters, this one has "
                            + passphrase.length);
        }
        return passphrase;
    }

    private static char[] read(Path file) {
        try {
            return checked(Files.readString(file).strip().toCharArray());
        } catch (IOException unreadable) {
            throw new ProblemException(
                    ProblemCode.BACKUP_FAILED,
                    "the passphrase cannot be read from " + file + " (setting coordinator.upkeep.passphrase-file)");
        }
    }
}

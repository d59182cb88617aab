package org.mcpcoordinator.upkeep;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.EJBException;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** The desk of upkeep: asks for backups and restores, and tells how they went. One at a time in the whole cluster. */
@Stateless
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Upkeep {
    private final Shelf shelf = new Shelf(UpkeepConfig.fromSettings().directory());

    @Inject
    Runs runs;

    @Inject
    Passphrases passphrases;

    @Inject
    Cluster cluster;

    @Inject
    Archives archives;

    @Inject
    Provider<UpkeepLauncher> launcher;

    /**
     * Begins a backup; it goes on by itself.
     *
     * @param passphrase 8 to 1,024 characters that seal accounts, tokens and secrets; without it they are left out
     * @throws ProblemException UPKEEP_BUSY, REQUEST_INVALID
     */
    public Run backup(Caller who, Optional<char[]> passphrase) {
        passphrase.ifPresent(Passphrases::checked);
        Run run = runs.begin(Run.Kind.BACKUP, false, who);
        passphrase.ifPresent(given -> passphrases.keep(run.id(), given));
        return launched(run);
    }

    /**
     * Takes an archive and begins to restore it; it goes on by itself. What can be seen at once is refused at once, the rest
     * ends the restore before anything is touched.
     *
     * @param archive as {@link #archive} gave it; read to its end
     * @param passphrase it was sealed with, if it was
     * @param replace true if a fleet that is here may be replaced
     * @throws ProblemException UPKEEP_BUSY, ARCHIVE_INVALID, ARCHIVE_TOO_NEW, BODY_TOO_LARGE, REQUEST_INVALID
     */
    public Run restore(Caller who, InputStream archive, Optional<char[]> passphrase, boolean replace) {
        passphrase.ifPresent(Passphrases::checked);
        Path file = shelf.take(Shelf.nameOfUpload(System.nanoTime()), archive);
        try {
            archives.glance(file);
            Run run = runs.begin(Run.Kind.RESTORE, replace, who);
            passphrase.ifPresent(given -> passphrases.keep(run.id(), given));
            return launched(runs.lies(run.id(), file.getFileName().toString()));
        } catch (RuntimeException refused) {
            Shelf.delete(file);
            throw refused;
        }
    }

    /**
     * Reads an archive to its end and says what is in it, as a restore would, and changes nothing; the archive is not kept.
     *
     * @throws ProblemException ARCHIVE_INVALID, ARCHIVE_TOO_NEW, PASSPHRASE_WRONG, NOT_EMPTY, ARCHIVE_ELSEWHERE,
     *     BODY_TOO_LARGE: what a restore would be refused with
     */
    public Inspection inspect(InputStream archive, Optional<char[]> passphrase, boolean replace) {
        Path file = shelf.take(Shelf.nameOfUpload(System.nanoTime()), archive);
        try {
            return archives.inspect(file.getFileName().toString(), passphrase.orElse(null), replace);
        } finally {
            passphrase.ifPresent(given -> Arrays.fill(given, '\0'));
            Shelf.delete(file);
        }
    }

    /**
     * As {@link #inspect(InputStream, Optional, boolean)}, of the archive of a backup that is done.
     *
     * @throws ProblemException RUN_NOT_FOUND, ARCHIVE_ELSEWHERE, ARCHIVE_INVALID, PASSPHRASE_WRONG
     */
    public Inspection inspect(long id, Optional<char[]> passphrase) {
        try {
            return archives.inspect(archive(id).getFileName().toString(), passphrase.orElse(null), true);
        } finally {
            passphrase.ifPresent(given -> Arrays.fill(given, '\0'));
        }
    }

    private Run launched(Run run) {
        try {
            launcher.get().start(run);
            return run;
        } catch (EJBException | IllegalStateException notStarted) {
            passphrases.forget(run.id());
            runs.end(run.id(), Run.State.FAILED, "", "its job could not be started: " + notStarted.getMessage());
            throw notStarted;
        }
    }

    /** One of them, if there is one of that kind and number. */
    public Optional<Run> find(Run.Kind kind, long id) {
        return runs.find(kind, id);
    }

    /** The newest of them, at most 100. */
    public List<Run> list(Run.Kind kind) {
        return runs.list(kind);
    }

    /**
     * The archive of a backup that is done.
     *
     * @throws ProblemException RUN_NOT_FOUND if there is none, or its file is gone; ARCHIVE_ELSEWHERE if another node has it
     */
    public Path archive(long id) {
        Run run = runs.find(Run.Kind.BACKUP, id)
                .filter(found -> found.state() == Run.State.DONE)
                .orElseThrow(
                        () -> new ProblemException(ProblemCode.RUN_NOT_FOUND, "there is no finished backup " + id));
        if (!run.node().equals(cluster.localNode())) {
            throw new ProblemException(
                    ProblemCode.ARCHIVE_ELSEWHERE,
                    run.file() + " lies on node " + run.node() + "; ask that node for it");
        }
        return shelf.find(run.file());
    }
}

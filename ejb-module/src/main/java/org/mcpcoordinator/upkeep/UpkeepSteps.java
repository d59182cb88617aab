package org.mcpcoordinator.upkeep;

import jakarta.annotation.Resource;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Herald;
import org.mcpcoordinator.access.Secrets;
import org.mcpcoordinator.cluster.Announced;
import org.mcpcoordinator.cluster.Announcements;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.runtime.Runtime;
import org.mcpcoordinator.setting.SettingsInForce;

/** The desk of the jobs that carry backups and restores out, step by step. */
@Stateless
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@SuppressWarnings("JavaLangClash") // Runtime is a package's desk
public class UpkeepSteps {
    private final UpkeepConfig config = UpkeepConfig.fromSettings();
    private final Shelf shelf = new Shelf(config.directory());

    @Resource(lookup = "java:jboss/datasources/CoordinatorMigrationDS")
    @SuppressWarnings("NullAway.Init")
    DataSource owner;

    @Inject
    Runs runs;

    @Inject
    Passphrases passphrases;

    @Inject
    Secrets secrets;

    @Inject
    Archives archives;

    @Inject
    Cluster cluster;

    @Inject
    Runtime runtime;

    @Inject
    Announcements announcements;

    @Inject
    RunTrail trail;

    @Inject
    Clock clock;

    /** A run that was begun by a job itself: somebody started it in WildFly's console or by jboss-cli. */
    public Run openBackup() {
        return trail.begun(Run.Kind.BACKUP, false, "");
    }

    /**
     * As {@link #openBackup}.
     *
     * @param file name of an archive in this node's folder; empty for the newest backup there
     * @throws ProblemException RUN_NOT_FOUND, UPKEEP_BUSY
     */
    public Run openRestore(String file, boolean replace) {
        String name = file.isEmpty()
                ? shelf.newest()
                        .orElseThrow(() -> new ProblemException(
                                ProblemCode.RUN_NOT_FOUND, "there is no backup in " + config.directory()))
                : file;
        shelf.find(name);
        Run run = trail.begun(Run.Kind.RESTORE, replace, name);
        return runs.lies(run.id(), name);
    }

    /** Writes the archive of a backup. */
    public void write(Run run) {
        char @Nullable [] passphrase =
                passphrases.of(run.id(), config.passphraseFile()).orElse(null);
        Path draft = shelf.draft(Shelf.nameOfBackup(run.id(), clock.instant()));
        try (Connection connection = owner.getConnection()) {
            Protection protection = passphrase == null ? null : Protection.fresh(passphrase);
            try (ArchiveWriter archive = new ArchiveWriter(Files.newOutputStream(draft), protection)) {
                archive.finish(new Snapshot(connection, secrets::open)
                        .write(
                                archive,
                                protection,
                                cluster.localNode(),
                                Archives.portBase(),
                                SettingsInForce.harmless()));
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            runs.lies(run.id(), shelf.finish(draft).getFileName().toString());
        } catch (SQLException | IOException failure) {
            throw failed(ProblemCode.BACKUP_FAILED, failure);
        } finally {
            forget(passphrase);
            Shelf.delete(draft);
        }
    }

    /** Reads the archive of a backup again: one that was never read is none. */
    public void verify(Run run) {
        Run written = runs.find(Run.Kind.BACKUP, run.id()).orElse(run);
        try (ArchiveReader archive = checked(written)) {
            Archive known = archives.known(written.file(), archive);
            runs.holds(run.id(), known);
            List<String> said = new ArrayList<>();
            said.add(known.rows() + " rows");
            if (!known.guarded()) {
                said.add("accounts, tokens and secrets are left out: there was no passphrase");
            }
            said.addAll(archive.manifest().notes());
            done(run, String.join("; ", said));
        }
    }

    /** Reads all of the archive of a restore and refuses it unless it is whole and fits here; touches nothing. */
    public void check(Run run) {
        try (ArchiveReader archive = checked(run)) {
            archives.fits(archive, run.replaces());
            runs.holds(run.id(), archives.known(run.file(), archive));
        } catch (SQLException failure) {
            throw failed(ProblemCode.RESTORE_FAILED, failure);
        }
    }

    /** Puts the archive's content in, as a whole or not at all, and has every node look anew. */
    public void fill(Run run) {
        try (ArchiveReader archive = checked(run);
                Connection connection = owner.getConnection()) {
            connection.setAutoCommit(false);
            Map<String, String> renamed;
            try {
                Restoration restoration = new Restoration(connection, archive, secrets::close);
                restoration.check(Archives.portBase(), archives.hosts(), run.replaces());
                renamed = restoration.fill(archives.hosts(), running());
                connection.commit();
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            announcements.announce(Announced.RESTORED, Long.toString(run.id()));
            announcements.announce(Herald.TOKENS, "");
            done(run, said(archive.manifest(), renamed));
        } catch (SQLException | IOException failure) {
            throw failed(ProblemCode.RESTORE_FAILED, failure);
        } finally {
            dropUpload(run);
        }
    }

    private static String said(Manifest manifest, Map<String, String> renamed) {
        List<String> said = new ArrayList<>();
        said.add(manifest.rows() + " rows of " + manifest.createdAt());
        if (manifest.guard() == null) {
            said.add("accounts, tokens and secrets were not in it: set them again");
        }
        renamed.forEach((from, to) -> said.add("servers of host " + from + " are now on " + to));
        said.addAll(manifest.notes());
        SettingDifference.between(SettingsInForce.harmless(), manifest.settings()).stream()
                .sorted(Comparator.comparing(setting -> !setting.travels()))
                .map(SettingDifference::sentence)
                .forEach(said::add);
        return String.join("; ", said);
    }

    /** The run has failed; gives the sentence for the job. */
    public String fail(Run run, RuntimeException failure) {
        dropUpload(run);
        passphrases.forget(run.id());
        return trail.failed(run, failure);
    }

    /** A run that was asked for. */
    public Run find(long id) {
        return runs.find(Run.Kind.BACKUP, id)
                .or(() -> runs.find(Run.Kind.RESTORE, id))
                .orElseThrow(() -> new ProblemException(ProblemCode.RUN_NOT_FOUND, "there is no run " + id));
    }

    private void done(Run run, String detail) {
        passphrases.forget(run.id());
        trail.done(run, detail);
    }

    private void dropUpload(Run run) {
        if (run.file().startsWith("restore-")) {
            Shelf.delete(config.directory().resolve(run.file()));
        }
    }

    private ArchiveReader checked(Run run) {
        char @Nullable [] passphrase =
                passphrases.of(run.id(), config.passphraseFile()).orElse(null);
        try {
            return archives.checked(run.file(), passphrase);
        } finally {
            forget(passphrase);
        }
    }

    private List<Fences.Running> running() {
        return runtime.versions().stream()
                .map(server -> new Fences.Running(
                        server.key().server(), server.key().replica(), server.generation(), server.restarts()))
                .toList();
    }

    private static void forget(char @Nullable [] passphrase) {
        if (passphrase != null) {
            Arrays.fill(passphrase, '\0');
        }
    }

    private static ProblemException failed(ProblemCode code, Exception failure) {
        return new ProblemException(code, String.valueOf(failure.getMessage()), List.of(), failure);
    }
}

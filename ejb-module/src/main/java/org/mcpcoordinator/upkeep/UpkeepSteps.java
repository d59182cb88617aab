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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Herald;
import org.mcpcoordinator.access.Secrets;
import org.mcpcoordinator.catalog.PortLayout;
import org.mcpcoordinator.cluster.Announced;
import org.mcpcoordinator.cluster.Announcements;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.cluster.Host;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.runtime.Runtime;
import org.mcpcoordinator.setting.Setting;
import org.mcpcoordinator.setting.SettingsInForce;

/** The desk of the jobs that carry backups and restores out, step by step. */
@Stateless
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@SuppressWarnings("JavaLangClash") // Runtime is a package's desk
public class UpkeepSteps {
    private static final Logger LOG = Logger.getLogger(UpkeepSteps.class);

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
                        .write(archive, protection, cluster.localNode(), portBase(), SettingsInForce.harmless()));
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
            Archive known = known(written, archive);
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

    /** Refuses what an upload cannot be, as far as its manifest tells. */
    public void glance(Path file) {
        try (Connection connection = owner.getConnection();
                ArchiveReader archive = new ArchiveReader(file, Snapshot.schema(connection))) {
            LOG.debugf("An archive of %s has come", archive.manifest().createdAt());
        } catch (SQLException away) {
            throw new ProblemException(ProblemCode.DATABASE_AWAY, String.valueOf(away.getMessage()));
        }
    }

    /** Reads all of the archive of a restore and refuses it unless it is whole and fits here; touches nothing. */
    public void check(Run run) {
        try (ArchiveReader archive = checked(run);
                Connection connection = owner.getConnection()) {
            new Restoration(connection, archive, secrets::close).check(portBase(), hosts(), run.replaces());
            runs.holds(run.id(), known(run, archive));
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
                restoration.check(portBase(), hosts(), run.replaces());
                renamed = restoration.fill(hosts(), running());
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
        Map<String, String> ours = SettingsInForce.harmless();
        manifest.settings().forEach((name, value) -> {
            if (!value.equals(ours.get(name)) && SettingsInForce.travels(name)) {
                said.add(name + " was " + value + " there");
            }
        });
        said.addAll(manifest.notes());
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
        try (Connection connection = owner.getConnection()) {
            ArchiveReader archive = new ArchiveReader(shelf.find(run.file()), Snapshot.schema(connection));
            try {
                archive.check(passphrase);
                return archive;
            } catch (RuntimeException refused) {
                archive.close();
                throw refused;
            }
        } catch (SQLException failure) {
            throw new ProblemException(ProblemCode.DATABASE_AWAY, String.valueOf(failure.getMessage()));
        } finally {
            forget(passphrase);
        }
    }

    private Archive known(Run run, ArchiveReader archive) {
        Path file = shelf.find(run.file());
        try {
            return new Archive(
                    archive.guarded(),
                    Files.size(file),
                    archive.manifest().rows(),
                    Checksum.of(file),
                    archive.manifest().content());
        } catch (IOException failure) {
            throw failed(ProblemCode.BACKUP_FAILED, failure);
        }
    }

    private List<Fences.Running> running() {
        return runtime.versions().stream()
                .map(server -> new Fences.Running(
                        server.key().server(), server.key().replica(), server.generation(), server.restarts()))
                .toList();
    }

    private Set<String> hosts() {
        return cluster.hosts().stream().map(Host::name).collect(Collectors.toSet());
    }

    private static int portBase() {
        return Setting.number("coordinator.catalog.port-base", PortLayout.DEFAULT_BASE, 1024, 31_000);
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

package org.mcpcoordinator.upkeep;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Secrets;
import org.mcpcoordinator.catalog.PortLayout;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.cluster.Host;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.setting.Setting;
import org.mcpcoordinator.setting.SettingsInForce;

/** Reads archives of this node's folder to their end, and says what is in them and whether they fit here; changes nothing. */
@Dependent
class Archives {
    private final Shelf shelf = new Shelf(UpkeepConfig.fromSettings().directory());

    @Resource(lookup = "java:jboss/datasources/CoordinatorMigrationDS")
    @SuppressWarnings("NullAway.Init")
    DataSource owner;

    @Inject
    Secrets secrets;

    @Inject
    Cluster cluster;

    /** Refuses what an upload cannot be, as far as its manifest tells. */
    Manifest glance(Path file) {
        try (Connection connection = owner.getConnection();
                ArchiveReader archive = new ArchiveReader(file, Snapshot.schema(connection))) {
            return archive.manifest();
        } catch (SQLException away) {
            throw new ProblemException(ProblemCode.DATABASE_AWAY, String.valueOf(away.getMessage()));
        }
    }

    /**
     * Opens an archive of which every entry has been read and found whole; the caller closes it.
     *
     * @param name of a file in this node's folder
     * @param passphrase it was sealed with; null if it is not known
     */
    ArchiveReader checked(String name, char @Nullable [] passphrase) {
        try (Connection connection = owner.getConnection()) {
            ArchiveReader archive = new ArchiveReader(shelf.find(name), Snapshot.schema(connection));
            try {
                archive.check(passphrase);
                return archive;
            } catch (RuntimeException refused) {
                archive.close();
                throw refused;
            }
        } catch (SQLException failure) {
            throw new ProblemException(ProblemCode.DATABASE_AWAY, String.valueOf(failure.getMessage()));
        }
    }

    /** Refuses an archive that does not fit here: other ports, other hosts, or a fleet that it may not replace. */
    void fits(ArchiveReader archive, boolean replace) throws SQLException {
        try (Connection connection = owner.getConnection()) {
            new Restoration(connection, archive, secrets::close).check(portBase(), hosts(), replace);
        }
    }

    /** What is known of a checked archive. */
    Archive known(String name, ArchiveReader archive) {
        Path file = shelf.find(name);
        try {
            return new Archive(
                    archive.guarded(),
                    Files.size(file),
                    archive.manifest().rows(),
                    Checksum.of(file),
                    archive.manifest().content());
        } catch (IOException failure) {
            throw new ProblemException(
                    ProblemCode.BACKUP_FAILED, String.valueOf(failure.getMessage()), List.of(), failure);
        }
    }

    /**
     * All of the above at once, for whoever only wants to know.
     *
     * @throws ProblemException what a restore would be refused with
     */
    Inspection inspect(String name, char @Nullable [] passphrase, boolean replace) {
        try (ArchiveReader archive = checked(name, passphrase)) {
            fits(archive, replace);
            Manifest manifest = archive.manifest();
            return new Inspection(
                    manifest.createdAt(),
                    manifest.node(),
                    manifest.product(),
                    known(name, archive),
                    manifest.tables().stream().collect(Collectors.toMap(Manifest.Table::name, Manifest.Table::rows)),
                    manifest.leftOut(),
                    manifest.notes(),
                    SettingDifference.between(SettingsInForce.harmless(), manifest.settings()));
        } catch (SQLException failure) {
            throw new ProblemException(ProblemCode.DATABASE_AWAY, String.valueOf(failure.getMessage()));
        }
    }

    Set<String> hosts() {
        return cluster.hosts().stream().map(Host::name).collect(Collectors.toSet());
    }

    static int portBase() {
        return Setting.number("coordinator.catalog.port-base", PortLayout.DEFAULT_BASE, 1024, 31_000);
    }
}

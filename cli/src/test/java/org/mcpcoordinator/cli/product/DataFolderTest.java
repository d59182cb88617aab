package org.mcpcoordinator.cli.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path temporary;

    @Test
    void nobodyElseMayLookInside() throws IOException {
        DataFolder folder = new DataFolder(temporary.resolve("data")).make();
        assertThat(mode(folder.root())).isEqualTo("rwx------");
        assertThat(mode(folder.agent())).isEqualTo("rwx------");
    }

    @Test
    void passwordsAreRandomKeptAndReadableByTheirOwnerOnly() throws IOException {
        DataFolder folder = new DataFolder(temporary.resolve("data")).make();
        Passwords passwords = new Passwords(folder);
        String admin = passwords.admin(Optional.empty());
        passwords.secretKey();
        Database.Passwords database = passwords.database();

        assertThat(admin).hasSizeGreaterThanOrEqualTo(24);
        assertThat(new Passwords(folder).admin(Optional.empty())).isEqualTo(admin);
        assertThat(new Passwords(folder).database()).isEqualTo(database);
        assertThat(new String[] {admin, database.superuser(), database.owner(), database.app()})
                .doesNotHaveDuplicates();
        for (Path file : new Path[] {folder.adminPassword(), folder.secretKey(), folder.databasePasswords()}) {
            assertThat(mode(file)).as(file.toString()).isEqualTo("rw-------");
        }
    }

    @Test
    void theAdminsPasswordIsTheOneOfTheEnvironmentIfThereIsOne() {
        DataFolder folder = new DataFolder(temporary.resolve("data")).make();
        assertThat(new Passwords(folder).admin(Optional.of("correct horse"))).isEqualTo("correct horse");
        assertThat(new Passwords(folder).admin(Optional.of(" "))).isEqualTo("correct horse");
    }

    @Test
    void aFileThatWasReadableForAllIsPrivateOnceWritten() throws IOException {
        Path file = temporary.resolve("open");
        Files.writeString(file, "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        DataFolder.writePrivate(file, "new");
        assertThat(mode(file)).isEqualTo("rw-------");
    }

    @Test
    void aSecondCommandIsKeptOutWhileOneWorks() {
        DataFolder folder = new DataFolder(temporary.resolve("data")).make();
        assertThatThrownBy(() -> folder.locked(() -> folder.locked(() -> "inner")))
                .hasMessageContaining("another up or down");
        assertThat(folder.locked(() -> "free again")).isEqualTo("free again");
    }

    @Test
    void aSecondDrillIsKeptOutWhileOneGoesOnAndNoUpOrDownIs() throws IOException {
        DataFolder folder = new DataFolder(temporary.resolve("data")).make();
        assertThatThrownBy(() -> folder.drilling(() -> folder.drilling(() -> "inner")))
                .hasMessageContaining("another drill");
        assertThat(folder.drilling(() -> folder.locked(() -> "down"))).isEqualTo("down");
    }

    @Test
    void freshDeletesOnlyWhatUpMade() throws IOException {
        Path precious = Files.writeString(temporary.resolve("precious"), "photo");
        assertThatThrownBy(() -> new DataFolder(temporary).wipe()).hasMessageContaining("not made by up");
        assertThat(precious).exists();

        DataFolder folder = new DataFolder(temporary.resolve("data")).make();
        Files.writeString(folder.upFile(), "{}");
        folder.wipe();
        assertThat(folder.root()).doesNotExist();
    }

    @Test
    void freshAlsoDeletesWhatARefusedUpHasLeft() throws IOException {
        DataFolder folder = new DataFolder(temporary.resolve("data")).make();
        folder.locked(() -> true);
        folder.wipe();
        assertThat(folder.root()).doesNotExist();
    }

    @Test
    void socketsOfADeepFolderLieElsewhereBehindALink() throws IOException {
        Path deep = temporary.resolve("a".repeat(80)).resolve("data");
        DataFolder folder = new DataFolder(deep).make();
        assertThat(deep.resolve("agent")).isSymbolicLink();
        assertThat(folder.longestSocketPath()).isLessThanOrEqualTo(107);
        Files.writeString(folder.upFile(), "{}");
        Path elsewhere = folder.agent();
        folder.wipe();
        assertThat(elsewhere).doesNotExist();
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}

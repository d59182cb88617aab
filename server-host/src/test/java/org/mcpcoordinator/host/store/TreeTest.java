package org.mcpcoordinator.host.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeTest {
    @TempDir
    Path folder;

    @Test
    void whatIsSharedEverybodyMayReadAndRunAndNobodyMayWrite() throws Exception {
        Path inside = Files.createDirectory(folder.resolve("bin"));
        Path program = Files.writeString(inside.resolve("program"), "#!/bin/true");
        Path data = Files.writeString(inside.resolve("data"), "x");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(inside, PosixFilePermissions.fromString("rwx------"));

        Tree.close(inside);
        Tree.share(inside);

        assertThat(rights(inside)).isEqualTo("r-xr-xr-x");
        assertThat(rights(program)).isEqualTo("r-xr-xr-x");
        assertThat(rights(data)).isEqualTo("r--r--r--");
        Tree.open(inside);
    }

    private static String rights(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}

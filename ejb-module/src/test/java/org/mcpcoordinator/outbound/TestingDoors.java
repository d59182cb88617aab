package org.mcpcoordinator.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Doors of hosts of a test, and keys to them. */
public final class TestingDoors {
    private TestingDoors() {}

    /** Doors that such a key opens. */
    public static Doors of(Path key, String secret) {
        return new Doors(key, secret);
    }

    /** A key as {@code up} draws one for a cluster. */
    public static Path drawKey(Path file, String secret) throws IOException, InterruptedException {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "coordinator",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-validity",
                        "100",
                        "-dname",
                        "CN=coordinator",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        secret,
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(Files.createTempFile("keytool", ".log").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
        return file;
    }
}

package org.mcpcoordinator.cli.product;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.mcpcoordinator.cli.terminal.Refusal;

/**
 * The key by which nodes of a cluster know each other: drawn once, the same for each, of no use without the product's cluster
 * secret. {@code cluster.cli} looks for it beside the node's configuration.
 */
final class ClusterKey {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int DAYS = 36_500;

    private final DataFolder folder;

    ClusterKey(DataFolder folder) {
        this.folder = folder;
    }

    /** Puts it where a node looks for it. */
    void copyTo(Path place, Path java) {
        try {
            if (!Files.exists(folder.clusterKey())) {
                make(java);
            }
            Files.copy(
                    folder.clusterKey(),
                    place,
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.COPY_ATTRIBUTES);
        } catch (IOException e) {
            throw Refusal.failed("cannot give the key of the cluster to " + place, e);
        }
    }

    private void make(Path java) throws IOException {
        new Passwords(folder).cluster();
        Path draft = folder.root().resolve("cluster.p12.new");
        Files.deleteIfExists(draft);
        ToolRun.run(
                "Making the key of the cluster",
                List.of(
                        java.resolve("bin/keytool").toString(),
                        "-genkeypair",
                        "-alias",
                        "coordinator",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-validity",
                        Integer.toString(DAYS),
                        "-dname",
                        "CN=coordinator",
                        "-storetype",
                        "PKCS12",
                        "-storepass:file",
                        folder.clusterSecret().toString(),
                        "-keystore",
                        draft.toString()),
                Map.of(),
                folder.logs().resolve("keytool.log"),
                LIMIT);
        DataFolder.restrict(draft, "rw-------");
        Files.move(draft, folder.clusterKey(), StandardCopyOption.ATOMIC_MOVE);
    }
}

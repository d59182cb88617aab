package org.mcpcoordinator.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.product.DataFolder;
import org.mcpcoordinator.cli.product.Installation;
import picocli.CommandLine.Option;

/** {@code --data}, which every command takes. */
final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder with all state of one product (default: .coordinator beside the script).")
    private @Nullable Path data;

    DataFolder folder() {
        return new DataFolder(data != null ? data : Installation.find().root().resolve(".coordinator"));
    }
}

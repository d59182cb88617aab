package org.mcpcoordinator.cli.command;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.product.DataFolder;
import picocli.CommandLine.Option;

/** {@code --data} of the commands that never leave this machine. */
final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder with all state of one product (default: .coordinator beside the script).")
    private @Nullable Path data;

    DataFolder folder() {
        return data != null ? new DataFolder(data) : DataFolder.usual();
    }
}

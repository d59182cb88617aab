package org.mcpcoordinator.cli.bench;

import java.time.Duration;
import java.util.Objects;
import org.mcpcoordinator.cli.api.Api;
import org.mcpcoordinator.cli.product.DataFolder;
import org.mcpcoordinator.cli.terminal.Shell;

/**
 * What a bench works with.
 *
 * @param api the installation under test
 * @param folder its data folder, where it runs on this machine
 * @param shell for progress
 * @param servers how many servers to use; 1 to 1,000
 * @param time how long to measure
 */
public record BenchSetting(Api api, DataFolder folder, Shell shell, int servers, Duration time) {
    public BenchSetting {
        Objects.requireNonNull(api);
        Objects.requireNonNull(folder);
        Objects.requireNonNull(shell);
        Objects.requireNonNull(time);
    }
}

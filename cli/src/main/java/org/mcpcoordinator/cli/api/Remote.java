package org.mcpcoordinator.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.product.DataFolder;
import org.mcpcoordinator.cli.product.UpFile;
import org.mcpcoordinator.cli.terminal.Printer;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import org.mcpcoordinator.cli.terminal.Table;
import picocli.CommandLine.Option;

/** The options of every command that talks to an installation, and how its answers are printed. */
public final class Remote {
    private final Shell shell;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Installation to talk to (default: COORDINATOR_URL, else the one that up started).")
    private @Nullable String url;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "API token (default: COORDINATOR_TOKEN, else the admin of the one that up started).")
    private @Nullable String token;

    @Option(names = "--data", paramLabel = "DIR", description = "Data folder of up (default: .coordinator).")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    public Remote(Shell shell) {
        this.shell = shell;
    }

    /**
     * Which installation is meant, and how to get in.
     *
     * @param base its address without a path
     * @param authorization value of the header Authorization
     */
    public record Place(URI base, String authorization) {}

    /** The API of the installation that was meant. */
    public Api api() {
        Place place = place();
        return new Api(place.base(), place.authorization());
    }

    /** The installation that was meant. */
    public Place place() {
        Optional<String> named = Optional.ofNullable(url).or(() -> shell.variable("COORDINATOR_URL"));
        Optional<String> bearer = Optional.ofNullable(token).or(() -> shell.variable("COORDINATOR_TOKEN"));
        if (named.isPresent()) {
            return new Place(
                    address(named.get()),
                    "Bearer "
                            + bearer.orElseThrow(
                                    () -> Refusal.refused(
                                            "--url needs a token: --token or COORDINATOR_TOKEN (make one with tokens create)")));
        }
        DataFolder folder = folder();
        UpFile file = UpFile.read(folder)
                .orElseThrow(() -> Refusal.refused(
                        "nothing was started in " + folder.root() + "; run ./coordinator up, or name one with --url"));
        return new Place(
                URI.create(file.url()), bearer.map(value -> "Bearer " + value).orElseGet(folder::adminLogin));
    }

    /** The data folder of {@code up}, whether it is there or not. */
    public DataFolder folder() {
        return data != null ? new DataFolder(data) : DataFolder.usual();
    }

    /** Whether a data folder on this machine is meant, and not an address. */
    public boolean local() {
        return url == null && shell.variable("COORDINATOR_URL").isEmpty();
    }

    public boolean json() {
        return json;
    }

    /** The answer as JSON if that was asked for, else as the table. */
    public void print(JsonNode answer, Table table, String nothing) {
        if (json) {
            shell.printer().json(answer);
        } else {
            shell.printer().table(table, nothing);
        }
    }

    /** The answer as JSON if that was asked for, else as people read it. */
    public void print(JsonNode answer, Consumer<Printer> forPeople) {
        if (json) {
            shell.printer().json(answer);
        } else {
            forPeople.accept(shell.printer());
        }
    }

    private static URI address(String text) {
        try {
            URI address = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            if (address.getHost() != null
                    && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw Refusal.refused(text + " is not an address: " + e.getMessage());
        }
        throw Refusal.refused(text + " is not an address such as http://127.0.0.1:8480");
    }
}

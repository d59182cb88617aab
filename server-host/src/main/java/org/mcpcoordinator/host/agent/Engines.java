package org.mcpcoordinator.host.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.host.confine.Account;
import org.mcpcoordinator.host.confine.Ceiling;
import org.mcpcoordinator.host.container.Engine;

/**
 * Finds the container engine of this host, once: that of the agent's own user, or of the one whom programs run as, for whom an
 * engine of root's would be a way around that. Such a user needs a range of numbers of its own to stand for users in images.
 */
final class Engines {
    private static final String TOOL = "podman";
    private static final String REASON = "LAUNCH_FAILED";
    private static final String HERE = "images cannot be run on this host: ";
    private static final Path VOLATILE = Path.of("/run");
    private static final List<Path> RANGES = List.of(Path.of("/etc/subuid"), Path.of("/etc/subgid"));

    private final AgentSettings settings;
    private volatile @Nullable Engine engine;
    private volatile String trouble = "";

    Engines(AgentSettings settings) {
        this.settings = settings;
    }

    /**
     * The engine; asks it until it has answered once.
     *
     * @throws Keeper.Refusal if there is none
     * @throws Launcher.NotNow if it cannot be used now
     */
    Engine ready() {
        Engine found = engine;
        return found == null ? asked() : found;
    }

    private synchronized Engine asked() {
        Engine known = engine;
        if (known != null) {
            return known;
        }
        try {
            Engine found = find();
            engine = found;
            trouble = "";
            return found;
        } catch (Engine.Unfit | IOException cannot) {
            trouble = String.valueOf(cannot.getMessage());
            throw new Launcher.NotNow(REASON, HERE + trouble);
        } catch (Missing missing) {
            throw new Keeper.Refusal(REASON, HERE + missing.getMessage());
        }
    }

    /**
     * What is there, in a few words; what is missing begins with {@code none: }. It is not asked for that: where nobody runs an
     * image it would be made to set itself up for nothing.
     */
    String means() {
        Engine found = engine;
        if (found != null) {
            return found.means();
        }
        try {
            tool();
            Account account = settings.account();
            if (account != null) {
                becoming(account);
            }
            return trouble.isEmpty() ? TOOL : "none: " + trouble;
        } catch (IOException | Missing missing) {
            return "none: " + missing.getMessage();
        }
    }

    private Engine find() throws Engine.Unfit, IOException {
        String tool = tool();
        List<String> words = new ArrayList<>();
        Program.setsid().ifPresent(setsid -> words.add(setsid.toString()));
        Map<String, String> environment = new HashMap<>();
        CleanEnvironment.base(environment);
        Account account = settings.account();
        if (account == null) {
            Stream.of("XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS")
                    .filter(System.getenv()::containsKey)
                    .forEach(name -> environment.put(name, System.getenv(name)));
        } else {
            words.addAll(becoming(account));
            Path home = own(settings.programs().resolve("engine"), account);
            environment.put("HOME", home.toString());
            environment.put("TMPDIR", home.toString());
            // Must be empty after a boot: by that it knows that nothing of what it remembers runs.
            environment.put(
                    "XDG_RUNTIME_DIR", own(VOLATILE.resolve(prefix()), account).toString());
        }
        words.add(tool);
        Ceiling ceiling = Ceiling.read();
        Map<String, String> registries = CleanEnvironment.ofPackageManagers();
        registries.putAll(environment);
        return Engine.ask(words, environment, registries, ceiling.files(), ceiling.processes());
    }

    private static String tool() {
        return Program.tool(TOOL)
                .orElseThrow(() -> new Missing(
                        Program.tool("docker").isPresent()
                                ? "there is docker, whose service has root's rights, and no podman; install podman"
                                : "there is no podman; install it"));
    }

    /** Names of what is this agent's, among those of other agents of this host. */
    String prefix() {
        return "mcp-" + Integer.toHexString(settings.directory().toString().hashCode());
    }

    private static List<String> becoming(Account account) throws IOException {
        String setpriv = needed("setpriv", "util-linux");
        needed("newuidmap", "uidmap");
        for (Path file : RANGES) {
            if (!ranges(file)
                    .anyMatch(line -> line.startsWith(account.name() + ":") || line.startsWith(account.uid() + ":"))) {
                throw new Missing("programs run as " + account.name() + ", who has no range of numbers in " + file
                        + "; give it one: usermod --add-subuids 200000-265535 --add-subgids 200000-265535 "
                        + account.name());
            }
        }
        // Not without new rights, as programs are: newuidmap has to have some.
        return List.of(
                setpriv,
                "--reuid",
                Integer.toString(account.uid()),
                "--regid",
                Integer.toString(account.gid()),
                "--clear-groups");
    }

    private static String needed(String tool, String ofPackage) {
        return Program.tool(tool)
                .orElseThrow(() -> new Missing("programs run as another user, and there is no " + tool
                        + " to run containers as that user;" + " install " + ofPackage));
    }

    private static Stream<String> ranges(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file).stream() : Stream.empty();
    }

    private static Path own(Path folder, Account account) throws IOException {
        if (Files.isSymbolicLink(folder)) {
            throw new IOException(folder + " is a link");
        }
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            OwnFiles.folder(folder);
        }
        account.own(folder);
        return folder;
    }

    /** Something that no second try brings. */
    private static final class Missing extends RuntimeException {
        private static final long serialVersionUID = 1;

        Missing(String what) {
            super(what);
        }
    }
}

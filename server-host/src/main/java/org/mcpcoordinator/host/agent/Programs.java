package org.mcpcoordinator.host.agent;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.mcpcoordinator.host.confine.Account;
import org.mcpcoordinator.host.confine.Cell;
import org.mcpcoordinator.host.confine.Confines;
import org.mcpcoordinator.host.confine.Inlet;
import org.mcpcoordinator.host.confine.Network;

/** How programs are started, whatever they speak: each in a session of its own, with a clean environment and a folder. */
final class Programs {
    /** In what the JDK writes arguments and variables: the locale decides. */
    private static final Charset WORDS = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    private static final String NETWORK_OPEN = "NETWORK_OPEN";

    private final AgentSettings settings;
    private final Packages packages;
    private final NodePreload preload;
    private final Confines confines;
    private final Containers containers;
    private final PortRelays relays;

    Programs(AgentSettings settings, Packages packages, Confines confines, Containers containers, PortRelays relays)
            throws IOException {
        this.settings = settings;
        this.relays = relays;
        if (settings.shared()) {
            Path above = settings.programs().getParent();
            if (above != null && !Files.exists(above)) {
                OwnFiles.passage(above);
            }
            OwnFiles.passage(settings.programs());
            OwnFiles.passage(settings.works());
        }
        this.packages = packages;
        this.confines = confines;
        this.containers = containers;
        this.preload = new NodePreload(settings.programs(), settings.shared());
    }

    /**
     * Starts it.
     *
     * @param ends says where its input and its output go; the last word before the start
     * @throws Keeper.Refusal if it can never be started like this
     */
    Process start(Launching launching, Consumer<ProcessBuilder> ends) throws IOException {
        if (launching.order().launch() instanceof Launch.Image image) {
            return start(launching, image, ends);
        }
        if (!(launching.order().launch() instanceof Launch.Command command)) {
            throw new Keeper.Refusal("LAUNCH_FAILED", "only programs are started so");
        }
        enforced(command);
        Cell cell = cell(launching, command);
        try {
            ProcessBuilder builder = prepare(launching, command, cell.words());
            ends.accept(builder);
            Process child = builder.start();
            cell.relay()
                    .ifPresent(relay ->
                            relays.add(ProcessId.of(child, settings.bootId()), ProcessId.of(relay, settings.bootId())));
            child.onExit().thenRun(cell.release()).exceptionally(failure -> {
                Report.failure("what " + launching.key() + " was started into", failure);
                return null;
            });
            return child;
        } catch (IOException | RuntimeException | Error failure) {
            cell.abandon();
            throw failure;
        }
    }

    private Cell cell(Launching launching, Launch.Command command) throws IOException {
        if (!command.led()) {
            return confines.cell(command.limits(), command.network());
        }
        OwnFiles.touch(settings.log(launching.key()));
        return confines.cell(command.limits(), inlet(launching, command));
    }

    private Inlet inlet(Launching launching, Launch.Program program) {
        int port = launching.order().port();
        return new Inlet(port, program.inside(port), settings.log(launching.key()));
    }

    /** A container is what makes its network, so what leads there follows; who calls before that is refused. */
    private Process start(Launching launching, Launch.Image image, Consumer<ProcessBuilder> ends) throws IOException {
        enforced(image);
        Contained container = containers.start(launching, image, ends);
        if (image.led()) {
            lead(launching, image, container);
        }
        return container;
    }

    private void lead(Launching launching, Launch.Image image, Contained container) throws IOException {
        String boot = settings.bootId();
        ProcessId process = container.process();
        try {
            Process relay = confines.lead(process.pid(), inlet(launching, image));
            if (process.alive(boot)) {
                relays.add(process, ProcessId.of(relay, boot));
            } else {
                // Its number may be another's by now. How it has ended is told by whoever sees it.
                relay.destroyForcibly();
            }
        } catch (IOException | RuntimeException | Error failure) {
            if (process.alive(boot)) {
                containers.abandon(container);
                throw failure;
            }
        }
    }

    /** What is asked for and cannot be kept is refused: whoever asks relies on it. */
    private void enforced(Launch.Program program) {
        Network network = program.network();
        boolean stdio = program.stdio();
        if (network == Network.NONE && !stdio) {
            throw new Keeper.Refusal(
                    NETWORK_OPEN, "network none leaves no loopback, and it listens on a port; network loopback does");
        }
        if (program instanceof Launch.Image) {
            if (program.led() && !confines.leadsIntoContainers()) {
                throw new Keeper.Refusal(
                        NETWORK_OPEN,
                        "its definition asks for network " + network
                                + ", and this host lacks what would lead to its port"
                                + " in there (systemd-socket-activate and systemd-socket-proxyd of systemd, nsenter and"
                                + " setpriv of util-linux, ip of iproute2, and the right to enter networks of containers);"
                                + " it is not started");
            }
            return;
        }
        if (!(stdio ? confines.enforces(network) : confines.enforcesOnPort(network))) {
            String means = confines.means().getOrDefault("network", "none");
            throw new Keeper.Refusal(
                    NETWORK_OPEN,
                    "its definition asks for network " + network + ", and this host " + lacks(means)
                            + "; it is not started");
        }
    }

    private static String lacks(String means) {
        return switch (means) {
            case "pipes" ->
                "has no systemd-socket-activate and systemd-socket-proxyd of systemd that work, by which its port would be"
                        + " reached; for programs that speak stdio it is possible";
            case "closed" ->
                "has no ip of iproute2 and nsenter of util-linux that work; network none is possible for programs that speak"
                        + " stdio";
            default -> "lets the agent make no network namespace (unshare --map-current-user --net)";
        };
    }

    private ProcessBuilder prepare(Launching launching, Launch.Command command, List<String> before)
            throws IOException {
        Placeholders places = launching.placeholders();
        ProcessBuilder builder = new ProcessBuilder();
        Map<String, String> environment = builder.environment();
        CleanEnvironment.base(environment);
        Path work = settings.work(launching.key());
        confines.account().ifPresent(account -> {
            environment.put("HOME", work.toString());
            environment.put("TMPDIR", work.toString());
        });
        command.env().forEach((name, value) -> environment.put(name, whole("variable " + name, places.fill(value))));
        List<String> argv = new ArrayList<>();
        Program.setsid().ifPresent(setsid -> argv.add(setsid.toString()));
        argv.addAll(before);
        List<String> direct = direct(command, environment, places);
        Path program = Program.find(direct.get(0), environment.getOrDefault("PATH", ""));
        reachable(program);
        argv.add(program.toString());
        argv.addAll(direct.subList(1, direct.size()));
        command.argv().stream()
                .skip(1)
                .map(places::fill)
                .forEach(argument -> argv.add(whole("argument " + (argv.size() - 1), argument)));
        if (!launching.order().exposed() && isNode(program, command)) {
            preload.addTo(environment);
        }
        OwnFiles.folder(work);
        OwnFiles.touch(settings.log(launching.key()));
        Optional<Account> account = confines.account();
        if (account.isPresent()) {
            account.get().own(work);
            // Else it could not open what it has as its output by name, as some do.
            account.get().own(settings.log(launching.key()));
        }
        return builder.command(argv).directory(work.toFile());
    }

    /** What another user may not read would end at once, with a code that says nothing. */
    private void reachable(Path program) throws IOException {
        Optional<Account> account = confines.account();
        Optional<Path> closed =
                account.isEmpty() ? Optional.empty() : account.get().closedAt(program);
        if (closed.isPresent()) {
            throw new Keeper.Refusal(
                    "LAUNCH_FAILED",
                    "programs run as " + account.get().name() + ", to whom " + closed.get() + " is closed; " + program
                            + " must lie where everybody may read it");
        }
    }

    /** What stands in the place of its first argument: mostly that itself. */
    private List<String> direct(Launch.Command command, Map<String, String> environment, Placeholders places)
            throws IOException {
        Launch.Recipe recipe = command.recipe();
        if (recipe == null) {
            return List.of(places.fill(command.argv().get(0)));
        }
        // Else a program in Python would write into the store what it has compiled.
        environment.putIfAbsent("PYTHONDONTWRITEBYTECODE", "1");
        return packages.command(recipe);
    }

    /** Its log, to be appended to. */
    ProcessBuilder.Redirect log(Launching launching) {
        return ProcessBuilder.Redirect.appendTo(settings.log(launching.key()).toFile());
    }

    /**
     * A NUL would end the text, and what this JVM's locale has no bytes for would arrive as a question mark. What the JDK says of
     * the first repeats it, which may be a secret.
     */
    static String whole(String what, String value) {
        if (value.indexOf(0) >= 0) {
            throw new Keeper.Refusal(
                    "LAUNCH_FAILED", "the value of " + what + " holds a NUL character; look at its secrets");
        }
        if (!WORDS.newEncoder().canEncode(value)) {
            throw new Keeper.Refusal(
                    "LAUNCH_FAILED",
                    "the value of " + what + " cannot be written in " + WORDS
                            + ", by which this agent hands words to programs; start the agent with LANG=C.UTF-8");
        }
        return value;
    }

    private static boolean isNode(Path program, Launch.Command command) {
        boolean byEnv = program.endsWith("env") && command.argv().contains("node");
        return byEnv || Program.isNode(program);
    }
}

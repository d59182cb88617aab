package org.mcpcoordinator.host.agent;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.host.confine.Account;
import org.mcpcoordinator.host.door.DoorSettings;

/** The mode {@code agent}: reads the arguments, runs until told to end, and says by the exit code how it went. */
public final class AgentMain {
    private static final String USAGE =
            "usage: server-host.jar agent --dir DIRECTORY [--host-name local] [--java FILE] [--parallel-starts 64]"
                    + " [--server-user auto|same|NAME] [--listen ADDRESS:PORT --cluster-key FILE]; the key's password is"
                    + " in the environment variable " + AgentMain.SECRET;
    private static final String SECRET = "COORDINATOR_CLUSTER_SECRET";
    private static final String SAME = "same";
    private static final String AUTO = "auto";

    /** Whoever makes this user says by it that programs are to run as it. */
    private static final String USUAL = "coordinator-servers";

    /** The agent's own folder is closed to other users, and mostly lies in one that is. */
    private static final Path PROGRAMS = Path.of("/var/lib/mcp-coordinator");

    private static final Pattern PLACE = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\s]+):(\\d{1,5})");

    private static final Set<String> OPTIONS =
            Set.of("--dir", "--host-name", "--java", "--parallel-starts", "--server-user", "--listen", "--cluster-key");

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private AgentMain() {}

    /** Exit codes: 0 told to end, 2 wrong arguments, 3 another agent keeps the directory, 4 it could not set itself up. */
    public static int run(List<String> args) {
        try {
            Map<String, String> options = options(args);
            Path jar = Path.of(AgentMain.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return run(settings(options, jar), jar);
        } catch (IllegalArgumentException wrong) {
            Report.note(wrong.getMessage() + "\n" + USAGE, null);
            return 2;
        } catch (URISyntaxException | IOException impossible) {
            Report.failure("the agent cannot start", impossible);
            return 4;
        }
    }

    private static int run(AgentSettings settings, Path jar) {
        try (Agent agent = Agent.start(settings, jar, Clock.systemUTC())) {
            Runtime.getRuntime().addShutdownHook(new Thread(agent::close, "agent-lets-go"));
            agent.await();
            return 0;
        } catch (Keeper.Refusal refusal) {
            Report.note(String.valueOf(refusal.getMessage()), null);
            return 3;
        } catch (IOException | RuntimeException failure) {
            Report.failure("the agent cannot start in " + settings.directory(), failure);
            return 4;
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private static AgentSettings settings(Map<String, String> options, Path jar) throws IOException {
        String directory = options.get("--dir");
        if (directory == null) {
            throw new IllegalArgumentException("--dir is missing");
        }
        Path ownJava = Path.of(System.getProperty("java.home"), "bin", "java");
        String host = options.getOrDefault("--host-name", "local");
        Path java = Path.of(options.getOrDefault("--java", ownJava.toString()));
        int parallel = Integer.parseInt(options.getOrDefault("--parallel-starts", "64"));
        Account account = account(options.getOrDefault("--server-user", AUTO));
        Path own = Path.of(directory).toAbsolutePath().normalize();
        return new AgentSettings(
                own,
                host,
                java,
                program(jar),
                bootId(),
                parallel,
                Duration.ofSeconds(5),
                1 << 20,
                Retry.Rules.USUAL,
                account,
                account == null ? own : PROGRAMS.resolve(name(own)),
                options.containsKey("--listen") ? door(host, options) : null);
    }

    private static DoorSettings door(String host, Map<String, String> options) {
        String key = options.get("--cluster-key");
        String secret = System.getenv(SECRET);
        if (key == null || secret == null) {
            throw new IllegalArgumentException("--listen needs --cluster-key and the variable " + SECRET);
        }
        return new DoorSettings(
                host, place(options.getOrDefault("--listen", "")), Placeholders.HOST, Path.of(key), secret);
    }

    private static InetSocketAddress place(String text) {
        Matcher place = PLACE.matcher(text);
        if (!place.matches() || Integer.parseInt(place.group(2)) > 65_535) {
            throw new IllegalArgumentException(
                    "--listen " + text + " is not an address and a port as in 10.0.0.2:7700");
        }
        InetSocketAddress address =
                new InetSocketAddress(place.group(1).replaceAll("[\\[\\]]", ""), Integer.parseInt(place.group(2)));
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("--listen " + text + " names no address of this machine");
        }
        return address;
    }

    private static @Nullable Account account(String name) {
        if (name.equals(SAME) || (name.equals(AUTO) && !Account.isRoot())) {
            return null;
        }
        if (name.equals(AUTO)) {
            return Account.of(USUAL).orElse(null);
        }
        if (!Account.isRoot()) {
            throw new IllegalArgumentException(
                    "--server-user " + name + ": only root can let programs run as another user");
        }
        return Account.of(name)
                .orElseThrow(() -> new IllegalArgumentException("--server-user " + name
                        + " names no user of this machine; " + SAME + " is the agent's own, " + AUTO + " is " + USUAL
                        + " if there is one"));
    }

    /** What tells the folders of several agents apart. */
    private static String name(Path directory) {
        CRC32 sum = new CRC32();
        sum.update(directory.toString().getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(sum.getValue());
    }

    private static List<String> program(Path jar) {
        return Files.isRegularFile(jar)
                ? List.of("-jar", jar.toString())
                : List.of("-cp", System.getProperty("java.class.path"), "org.mcpcoordinator.host.Main");
    }

    /** Where the kernel names no boot, all boots are one: pids and start times must do. */
    private static String bootId() throws IOException {
        return Files.isReadable(BOOT_ID) ? Files.readString(BOOT_ID).trim() : "unknown";
    }

    private static Map<String, String> options(List<String> args) {
        Map<String, String> options = new HashMap<>();
        for (int at = 0; at < args.size(); at += 2) {
            String name = args.get(at);
            @Nullable String value = at + 1 < args.size() ? args.get(at + 1) : null;
            boolean known = OPTIONS.contains(name);
            if (!known || value == null) {
                throw new IllegalArgumentException(known ? name + " needs a value" : "unknown option " + name);
            }
            options.put(name, value);
        }
        return options;
    }
}

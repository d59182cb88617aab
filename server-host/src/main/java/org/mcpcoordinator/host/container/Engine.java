package org.mcpcoordinator.host.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The container engine of this host, as the user it runs as. It is asked once what it can do; whether an image can really be run
 * is only seen when one is.
 */
public final class Engine {
    /** The first version whose containers have the client's own file or pipe as their output. */
    private static final int OLDEST = 4;

    private static final Path NUMBERS = Path.of("/proc/sys/kernel/pid_max");
    private static final long MOST = 1 << 20;
    private static final long FEW = 1 << 15;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration QUESTION = Duration.ofSeconds(30);
    private static final Duration REMOVAL = Duration.ofSeconds(60);
    private static final Duration PULL = Duration.ofMinutes(10);

    private final Client client;
    private final Client puller;
    private final Facts facts;

    private Engine(Client client, Client puller, Facts facts) {
        this.client = client;
        this.puller = puller;
        this.facts = facts;
    }

    /**
     * What it can do.
     *
     * @param version of it
     * @param rootless true if it has no rights of root's
     * @param controllers that it limits containers by
     * @param network by which each gets a network of its own; empty for what is usual for it
     * @param files most open files it may have
     * @param processes most processes it may have
     */
    record Facts(
            String version, boolean rootless, Set<String> controllers, String network, long files, long processes) {
        Facts {
            controllers = Set.copyOf(controllers);
        }

        boolean limits(String controller) {
            return controllers.contains(controller);
        }
    }

    /** How a container was found. */
    public record Found(String id, long pid, boolean running, int exitCode, boolean killedForMemory) {}

    /**
     * Asks it what it can do.
     *
     * @param words how it is called
     * @param environment all it sees
     * @param registries beside that when it fetches images
     * @param files most open files it may have itself
     * @param processes most processes it may have itself
     * @throws Unfit if it cannot be used, and why
     */
    public static Engine ask(
            List<String> words,
            Map<String, String> environment,
            Map<String, String> registries,
            long files,
            long processes)
            throws Unfit {
        Client client = new Client(words, environment);
        try {
            Client.Answer answer = client.ask(QUESTION, "info", "--format", "json");
            if (!answer.good()) {
                throw new Unfit("podman info says: " + answer.sentence());
            }
            Facts facts = facts(JSON.readTree(answer.output()), files, processes);
            return new Engine(client, new Client(words, registries), facts);
        } catch (IOException cannot) {
            throw new Unfit("podman cannot be asked: " + cannot.getMessage());
        }
    }

    private static Facts facts(JsonNode info, long files, long processes) throws Unfit {
        String version = info.at("/version/Version").asText("0");
        int major = Integer.parseInt(version.replaceFirst("\\D.*", "0"));
        if (major < OLDEST) {
            throw new Unfit("podman " + version + " is too old; containers are run by podman " + OLDEST + " or later");
        }
        Set<String> controllers = new HashSet<>();
        info.at("/host/cgroupControllers").forEach(each -> controllers.add(each.asText()));
        String network = info.at("/host/slirp4netns/executable").asText("").isEmpty()
                ? info.at("/host/pasta/executable").asText("").isEmpty() ? "" : "pasta"
                : "slirp4netns";
        boolean rootless = info.at("/host/security/rootless").asBoolean();
        return new Facts(
                version, rootless, controllers, network, Math.min(files, MOST), Math.min(processes, mostProcesses()));
    }

    /** It allows itself no more processes than there are numbers for, and can hand on no more than it has. */
    private static long mostProcesses() {
        try {
            return Math.min(MOST, Long.parseLong(Files.readString(NUMBERS).strip()));
        } catch (IOException | NumberFormatException unknown) {
            return FEW;
        }
    }

    /** In a few words, for people: its version, whose it is, and by what it limits. */
    public String means() {
        boolean held = facts.limits("memory") && facts.limits("pids");
        return "podman " + facts.version() + (facts.rootless() ? " rootless" : "") + (held ? "" : ", limits watched");
    }

    /** A start of that container, with its ends still open; its secrets belong into the environment. */
    public ProcessBuilder start(Box box) {
        return client.prepare(box.words(facts));
    }

    /** Takes away what has that name or identity, running or not. */
    public void remove(String name) throws IOException {
        Client.Answer answer = client.ask(REMOVAL, "rm", "--force", "--ignore", "--time=0", "--volumes", name);
        if (!answer.good()) {
            throw new IOException("podman rm: " + answer.sentence());
        }
    }

    /** True if the image is on this host. */
    public boolean has(String image) throws IOException {
        return client.ask(QUESTION, "image", "exists", image).good();
    }

    /** Brings the image to this host. */
    public void pull(String image) throws IOException {
        Client.Answer answer = puller.ask(PULL, "pull", "--quiet", image);
        if (!answer.good()) {
            throw new IOException("podman pull: " + answer.sentence());
        }
    }

    /** The container of that name or identity; empty if there is none. */
    public Optional<Found> find(String name) throws IOException {
        Client.Answer answer = client.ask(QUESTION, "container", "inspect", name);
        if (!answer.good()) {
            return Optional.empty();
        }
        JsonNode found = JSON.readTree(answer.output()).path(0);
        JsonNode state = found.path("State");
        return Optional.of(new Found(
                found.path("Id").asText(),
                state.path("Pid").asLong(),
                state.path("Running").asBoolean(),
                state.path("ExitCode").asInt(),
                state.path("OOMKilled").asBoolean()));
    }

    /** It cannot be used. */
    public static final class Unfit extends Exception {
        private static final long serialVersionUID = 1;

        Unfit(String why) {
            super(why);
        }
    }
}

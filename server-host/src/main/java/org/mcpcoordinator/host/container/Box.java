package org.mcpcoordinator.host.container;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.mcpcoordinator.host.confine.Limits;
import org.mcpcoordinator.host.confine.Network;

/**
 * One container as it is to be.
 *
 * @param name of its own on this host
 * @param image with its digest
 * @param args for the program in it
 * @param plain variables that are no secrets
 * @param secret names of variables whose values stand in the environment of the engine's client
 * @param limits what it may take
 * @param network what it reaches
 * @param port on loopback under which it is found, if its network is the engine's: into one of its own somebody else leads
 * @param inside the port its program listens on; 0 for one that has pipes
 */
public record Box(
        String name,
        String image,
        List<String> args,
        Map<String, String> plain,
        Set<String> secret,
        Limits limits,
        Network network,
        int port,
        int inside) {
    /**
     * Variables by which the engine's client, the loader or its runtime would be steered, if they stood in its environment.
     * Secrets get there that way; what is plain does not, and may have any name.
     */
    private static final Pattern STEERING = Pattern.compile(
            "LD_.*|GLIBC_.*|MALLOC_.*|GCONV_PATH|LOCPATH|GO[A-Z]+|PATH|HOME|TMPDIR|USER|XDG_.*|DBUS_.*|NOTIFY_SOCKET|LISTEN_.*"
                    + "|_?CONTAINERS?_.*|CONTAINER.*|PODMAN_.*|BUILDAH_.*|DOCKER_.*|STORAGE_.*|REGISTRY_.*|REGISTRIES_.*|NETAVARK_.*"
                    + "|CNI_.*|CONMON_.*|CRUN_.*|RUNC_.*|OCI_.*|SSL_CERT_.*|SSH_.*|(?i:(https?|no|all|ftp)_proxy)");

    public Box {
        args = List.copyOf(args);
        plain = Map.copyOf(plain);
        secret = Set.copyOf(secret);
    }

    /** True if a secret must not be handed on under that name. */
    public static boolean steers(String variable) {
        return STEERING.matcher(variable).matches();
    }

    /** The words behind the engine's own. */
    List<String> words(Engine.Facts facts) {
        List<String> words = new ArrayList<>(List.of("run", "--name", name, "--pull=never"));
        // Its output is the file or pipe that the client was started with, and nobody is in between.
        words.add("--log-driver=passthrough");
        words.add(inside > 0 ? "--detach" : "--interactive");
        words.addAll(
                List.of("--read-only", "--cap-drop=all", "--security-opt=no-new-privileges", "--image-volume=tmpfs"));
        words.addAll(List.of("--no-healthcheck", "--http-proxy=false"));
        words.addAll(limiting(facts));
        words.addAll(reaching(facts));
        plain.forEach((variable, value) -> words.add("--env=" + variable + "=" + value));
        new TreeSet<>(secret).forEach(variable -> words.add("--env=" + variable));
        words.add(image);
        words.addAll(args);
        return words;
    }

    /** The engine asks for more open files than it may have itself, unless it is told how many. */
    private List<String> limiting(Engine.Facts facts) {
        List<String> words = new ArrayList<>();
        words.add("--ulimit=core=0:0");
        words.add("--ulimit=nofile=" + both(Math.min(limits.files(), facts.files())));
        words.add("--ulimit=nproc=" + both(facts.processes()));
        if (facts.limits("memory")) {
            words.add("--memory=" + limits.memoryMegabytes() + "m");
            words.add("--memory-swap=" + limits.memoryMegabytes() + "m");
        }
        if (facts.limits("pids")) {
            words.add("--pids-limit=" + limits.processes());
        }
        if (facts.limits("cpu") && limits.cpu() > 0) {
            words.add("--cpus=" + limits.cpu());
        }
        return words;
    }

    private List<String> reaching(Engine.Facts facts) {
        List<String> words = new ArrayList<>();
        if (network != Network.ANY) {
            words.add("--network=none");
        } else if (!facts.network().isEmpty()) {
            words.add("--network=" + facts.network());
        }
        if (inside > 0 && network == Network.ANY) {
            words.add("--publish=127.0.0.1:" + port + ":" + inside);
        }
        return words;
    }

    private static String both(long value) {
        return value + ":" + value;
    }
}

package org.mcpcoordinator.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/** Clients start containers by {@code docker run}; the image in such a line is taken, and what it does beside that is not. */
final class Containers {
    /** What a container of ours is anyway. */
    private static final Set<String> USUAL =
            Set.of("-i", "--interactive", "--rm", "--init", "-t", "--tty", "-it", "-ti", "--read-only");

    private static final Set<String> WITHOUT_MEANING = Set.of("--name", "--pull", "--hostname", "-h", "-l", "--label");

    private final Candidate candidate;
    private final ObjectNode env = JsonNodeFactory.instance.objectNode();
    private String network = "";

    private Containers(Candidate candidate) {
        this.candidate = candidate;
    }

    static void settle(Candidate candidate, List<String> args) {
        new Containers(candidate).read(args);
    }

    private void read(List<String> args) {
        JsonNode outside = candidate.server().path("env").deepCopy();
        int at = args.isEmpty() ? 0 : args.get(0).equals("container") ? 1 : 0;
        if (args.size() <= at || !args.get(at).equals("run")) {
            candidate.cannot("starts a container engine, and not by run");
            return;
        }
        at++;
        while (at < args.size() && args.get(at).startsWith("-")) {
            int used = option(args.get(at), at + 1 < args.size() ? args.get(at + 1) : "", outside);
            if (used == 0) {
                candidate.cannot("starts a container with " + ClientFiles.shortened(args.get(at))
                        + ", and containers here have no folders, devices or rights of their host");
                return;
            }
            at += used;
        }
        if (at >= args.size()) {
            candidate.cannot("starts a container and names no image");
            return;
        }
        ArrayNode rest = JsonNodeFactory.instance.arrayNode();
        args.subList(at + 1, args.size()).forEach(rest::add);
        candidate.server().remove(List.of("command", "args", "env", "transport"));
        candidate.image(args.get(at), rest, env, 0);
        if (!network.isEmpty() && candidate.server().has("image")) {
            candidate.server().put("network", network);
        }
    }

    /** How many words it takes; 0 if it cannot be kept. */
    private int option(String word, String next, JsonNode outside) {
        if (USUAL.contains(word)) {
            return 1;
        }
        int equals = word.startsWith("--") ? word.indexOf('=') : -1;
        String name = equals < 0 ? word : word.substring(0, equals);
        String value = equals < 0 ? next : word.substring(equals + 1);
        int used = equals < 0 ? 2 : 1;
        if (WITHOUT_MEANING.contains(name)) {
            return used;
        }
        return name.equals("-e") || name.equals("--env")
                ? variable(value, outside, used)
                : name.equals("--network") || name.equals("--net") ? network(value, used) : 0;
    }

    private int variable(String value, JsonNode outside, int used) {
        int split = value.indexOf('=');
        String name = split < 0 ? value : value.substring(0, split);
        String usual = "${input:" + name + "}";
        env.put(name, split < 0 ? outside.path(name).asText(usual) : value.substring(split + 1));
        return used;
    }

    private int network(String value, int used) {
        network = value.equals("none") ? "none" : "";
        return value.equals("none") || value.equals("bridge") ? used : 0;
    }
}

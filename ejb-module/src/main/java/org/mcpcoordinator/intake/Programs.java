package org.mcpcoordinator.intake;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What stands around a program in the files of clients, taken away or refused: shells, containers, bridges to addresses. */
final class Programs {
    private static final Set<String> SHELLS = Set.of("sh", "bash", "zsh", "dash", "fish", "powershell", "pwsh");
    private static final Set<String> CONTAINERS = Set.of("docker", "podman", "nerdctl", "finch");

    private Programs() {}

    /** Looks at the candidate's program, and changes it or says why it stays out. */
    static void settle(Candidate candidate) {
        ObjectNode server = candidate.server();
        if (!server.has("command")) {
            return;
        }
        unwrapped(candidate);
        String command = server.path("command").asText();
        List<String> args = args(server);
        String program = base(command);
        if (command.matches("[A-Za-z]:[\\\\/].*")) {
            candidate.cannot("is a program of Windows");
        } else if (SHELLS.contains(program) && args.stream().anyMatch(arg -> arg.matches("-\\w*c|-Command"))) {
            candidate.cannot("is a shell line; a program is started from its arguments here, never through a shell");
        } else if (CONTAINERS.contains(program)) {
            Containers.settle(candidate, args);
        } else {
            address(candidate, args);
        }
    }

    /** Clients on Windows need {@code cmd /c} in front of scripts; here nothing is needed. */
    private static void unwrapped(Candidate candidate) {
        ObjectNode server = candidate.server();
        List<String> args = args(server);
        if (base(server.path("command").asText()).equals("cmd")
                && args.size() >= 2
                && args.get(0).equalsIgnoreCase("/c")) {
            server.put("command", args.get(1));
            put(server, args.subList(2, args.size()));
            candidate.note("cmd /c in front of its program is left out");
        }
    }

    /** {@code mcp-remote} bridges a client to an address; the gateway goes there itself. */
    private static void address(Candidate candidate, List<String> args) {
        for (int i = 0; i + 1 < args.size(); i++) {
            if (!args.get(i).matches("mcp-remote(@.*)?") || !args.get(i + 1).matches("https?://.*")) {
                continue;
            }
            String url = args.get(i + 1);
            ObjectNode headers = JsonNodeFactory.instance.objectNode();
            for (int j = i + 2; j + 1 < args.size(); j++) {
                int colon = args.get(j + 1).indexOf(':');
                if (args.get(j).equals("--header") && colon > 0) {
                    String value = args.get(j + 1).substring(colon + 1).strip();
                    headers.put(args.get(j + 1).substring(0, colon), inlined(value, candidate.server()));
                }
            }
            candidate.server().remove(List.of("command", "args", "env", "transport"));
            candidate.remote(JsonNodeFactory.instance.textNode(url), headers);
            candidate.note("mcp-remote in front of its address is left out");
            if (url.endsWith("/sse") || args.contains("sse-only")) {
                candidate.old();
            }
            if (headers.isEmpty()) {
                candidate.note("a sign-in in a browser is not taken over; if it wants one, give it a token in headers");
            }
            return;
        }
    }

    /** Headers name variables of the entry's own environment, since blanks in arguments were not safe there. */
    private static String inlined(String value, ObjectNode server) {
        String whole = value;
        for (var variable : server.path("env").properties()) {
            whole = whole.replace(
                    "${" + variable.getKey() + "}", variable.getValue().asText());
        }
        return whole;
    }

    private static String base(String command) {
        String name = command.substring(Math.max(command.lastIndexOf('/'), command.lastIndexOf('\\')) + 1);
        return name.toLowerCase(Locale.ROOT).replaceFirst("\\.(exe|cmd|bat)$", "");
    }

    private static List<String> args(ObjectNode server) {
        List<String> args = new ArrayList<>();
        server.path("args").forEach(each -> args.add(each.asText()));
        return args;
    }

    private static void put(ObjectNode server, List<String> args) {
        ArrayNode array = server.putArray("args");
        args.forEach(array::add);
    }
}

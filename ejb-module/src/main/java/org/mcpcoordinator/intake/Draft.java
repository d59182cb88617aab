package org.mcpcoordinator.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.Way;

/** A candidate with a name of ours, its holes filled, on its way into a fleet file or out of it. */
final class Draft {
    private static final Pattern SECRET = Pattern.compile("\\$\\{secret:([^}]*)}");
    private static final int LONGEST_SHOWN = 300;

    private final Candidate candidate;
    private final String name;
    private final Holes holes;
    private final ObjectNode server;
    private final Categories.Proposal proposal;
    private Import.Outcome outcome = Import.Outcome.ADD;
    private String reason = "";
    private String runs = "";
    private final Set<String> secrets = new TreeSet<>();

    Draft(Candidate candidate, String name, UnaryOperator<String> fingerprint) {
        this.candidate = candidate;
        this.name = name;
        this.holes = new Holes(name, fingerprint);
        Programs.settle(candidate);
        this.server = candidate.server();
        this.proposal = Categories.propose(
                candidate.name(), program(server), server.path("description").asText() + candidate.words());
        this.runs = outline(server);
        fill();
        server.put("name", name).put("category", proposal.category().id());
        if (!candidate.obstacle().isEmpty()) {
            out(Import.Outcome.CANNOT, candidate.obstacle());
        }
    }

    String name() {
        return name;
    }

    ObjectNode server() {
        return server;
    }

    Import.Outcome outcome() {
        return outcome;
    }

    boolean comesIn() {
        return outcome == Import.Outcome.ADD || outcome == Import.Outcome.REPLACE;
    }

    void out(Import.Outcome how, String why) {
        outcome = how;
        reason = why;
    }

    void replaces() {
        outcome = Import.Outcome.REPLACE;
    }

    /** Values that are secrets by their look, by name. */
    Map<String, String> moved() {
        return holes.moved();
    }

    /** How it stands in the fleet file, secrets by name only. */
    void reads(ServerDefinition definition) {
        List<String> texts = new ArrayList<>();
        if (definition.way() instanceof Way.Command command) {
            runs = String.join(" ", command.argv());
            texts.addAll(command.argv());
            texts.addAll(command.env().values());
        } else if (definition.way() instanceof Way.Url url) {
            runs = url.url();
            texts.addAll(url.headers().values());
        }
        for (String text : texts) {
            Matcher found = SECRET.matcher(text);
            while (found.find()) {
                secrets.add(found.group(1));
            }
        }
    }

    /** What is told of it; {@code set} are the secrets there are. */
    Import.Server told(Set<String> set) {
        Map<String, String> missing = new TreeMap<>(holes.missing());
        secrets.removeAll(missing.keySet());
        missing.keySet().removeAll(set);
        return new Import.Server(
                name,
                ClientFiles.shortened(candidate.name()),
                plain(candidate.place()),
                proposal.category().id(),
                proposal.why(),
                plain(runs),
                outcome,
                plain(reason),
                candidate.notes(),
                List.copyOf(secrets),
                comesIn() ? missing : Map.of());
    }

    /** What a foreign file says is shown on terminals: no control characters, and not too much of it. */
    private static String plain(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() > LONGEST_SHOWN ? line.substring(0, LONGEST_SHOWN - 3) + "..." : line;
    }

    private void fill() {
        if (server.get("args") instanceof ArrayNode args) {
            String field = "argument";
            for (int i = 0; i < args.size(); i++) {
                String text = args.get(i).asText();
                args.set(i, TextNode.valueOf(holes.fill(text, field)));
                field = text.startsWith("-") ? text.replaceFirst("=.*", "").replaceFirst("^-+", "") : "argument" + i;
            }
        }
        for (String part : List.of("env", "headers")) {
            if (server.get(part) instanceof ObjectNode members) {
                for (Map.Entry<String, JsonNode> member : members.properties()) {
                    member.setValue(
                            TextNode.valueOf(holes.fill(member.getValue().asText(), member.getKey())));
                }
            }
        }
        String url = server.path("url").asText();
        if (url.contains("${") || url.contains("{{") || url.contains("<")) {
            candidate.cannot("its address has a gap to fill; write the whole address into the file");
        }
    }

    /** Package names say more of a server than the runner that fetches them. */
    private static String program(ObjectNode server) {
        StringBuilder words = new StringBuilder(server.path("command").asText());
        int count = 0;
        for (JsonNode arg : server.path("args")) {
            if (count++ < 3 && !arg.asText().startsWith("-") && !arg.asText().startsWith("/")) {
                words.append(' ').append(arg.asText());
            }
        }
        return words.append(' ').append(host(server.path("url").asText())).toString();
    }

    /** How it is run, without anything that may be a secret. */
    private static String outline(ObjectNode server) {
        return server.has("url")
                ? host(server.path("url").asText())
                : ClientFiles.shortened(server.path("command").asText());
    }

    private static String host(String url) {
        try {
            String host = url.isEmpty() ? null : URI.create(url).getHost();
            return host == null ? "" : host;
        } catch (IllegalArgumentException noAddress) {
            return "";
        }
    }
}

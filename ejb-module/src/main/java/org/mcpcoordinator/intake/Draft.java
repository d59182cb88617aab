package org.mcpcoordinator.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.Way;

/** A candidate with a name of ours, its holes filled, on its way into a fleet file or out of it. */
final class Draft {
    private static final int LONGEST_SHOWN = 300;

    /** Words of a program that bound it. */
    private static final List<String> BOUNDS = List.of("limits", "network");

    private final Candidate candidate;
    private final String name;
    private final Holes holes;
    private final ObjectNode server;
    private final Categories.Proposal proposal;
    private Category category;
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
        this.category = proposal.category();
        this.runs = outline(server);
        fill();
        server.put("name", name).put("category", category.id());
        if (!candidate.obstacle().isEmpty()) {
            out(Import.Outcome.CANNOT, candidate.obstacle());
        }
    }

    /** Does as somebody has decided; what cannot run here stays out for that reason whatever was decided. */
    void heed(Choices choices) {
        category = choices.categories().getOrDefault(name, category);
        server.put("category", category.id());
        if (comesIn() && choices.left().contains(name)) {
            out(Import.Outcome.LEFT, "left out, as was chosen");
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

    /**
     * Takes the place of the one that has its name, and keeps what somebody has decided that one may take and reach. Files of
     * others say nothing of that, and saying nothing would give a program more.
     *
     * @param now the definition it replaces, in its normal form
     */
    void replaces(JsonNode now) {
        outcome = Import.Outcome.REPLACE;
        List<String> kept = BOUNDS.stream()
                .filter(word -> isProgram() && now.has(word) && !server.has(word))
                .toList();
        kept.forEach(word -> server.set(word, now.get(word).deepCopy()));
        if (!kept.isEmpty()) {
            candidate.note("keeps " + String.join(" and ", kept) + " of the one it replaces");
        }
    }

    /** Values that are secrets by their look, by name. */
    Map<String, String> moved() {
        return holes.moved();
    }

    /**
     * Takes its gaps for those of the server that has its name, if that names them so or with a number, so that what is
     * there already is seen to be the same. Until {@link #renew} has been called it may not come in like that.
     */
    void recognise(Way now) {
        for (String gap : List.copyOf(holes.missing().keySet())) {
            Pattern numbered = Pattern.compile(Pattern.quote(gap) + "-[1-9][0-9]{0,2}");
            Set<String> named = now.secrets();
            if (!named.contains(gap)) {
                named.stream()
                        .filter(name -> numbered.matcher(name).matches() && !isGap(name))
                        .findFirst()
                        .ifPresent(name -> rename(gap, name));
            }
        }
    }

    /**
     * Gives each gap that has the name of somebody's secret a name of its own. One stays: that of a server at the same
     * address, which sends this secret there already. Of programs none does: other arguments or variables may lead it
     * elsewhere.
     *
     * @param now the server of its name; null if there is none
     */
    void renew(SecretNames taken, Way wanted, @Nullable Way now) {
        boolean sameAddress = now instanceof Way.Url has
                && wanted instanceof Way.Url wants
                && has.url().equals(wants.url());
        for (String gap : List.copyOf(holes.missing().keySet())) {
            if (!taken.holds(gap)) {
                continue;
            }
            if (sameAddress && now != null && now.secrets().contains(gap)) {
                candidate.note("uses a secret you have: " + gap);
                continue;
            }
            int number = 2;
            while (taken.holds(gap + "-" + number) || isGap(gap + "-" + number)) {
                number++;
            }
            String fresh = gap + "-" + number;
            rename(gap, fresh);
            candidate.note(
                    gap + " is a secret you have, or that a server of yours names; a file of somebody else does not"
                            + " get it, and wants its value under " + fresh);
        }
    }

    private boolean isGap(String name) {
        return holes.missing().containsKey(name) || holes.moved().containsKey(name);
    }

    private void rename(String from, String to) {
        holes.rename(from, to);
        String old = "${secret:" + from + "}";
        String fresh = "${secret:" + to + "}";
        if (server.get("args") instanceof ArrayNode args) {
            for (int i = 0; i < args.size(); i++) {
                args.set(i, TextNode.valueOf(args.get(i).asText().replace(old, fresh)));
            }
        }
        for (String part : List.of("env", "headers")) {
            if (server.get(part) instanceof ObjectNode members) {
                for (Map.Entry<String, JsonNode> member : members.properties()) {
                    member.setValue(TextNode.valueOf(member.getValue().asText().replace(old, fresh)));
                }
            }
        }
    }

    /** How it stands in the fleet file, secrets by name only. */
    void reads(ServerDefinition definition) {
        if (definition.way() instanceof Way.Program command) {
            runs = String.join(" ", command.words());
        } else if (definition.way() instanceof Way.Url url) {
            runs = url.url();
        }
        secrets.clear();
        secrets.addAll(definition.way().secrets());
    }

    /** What is told of it; {@code set} are the secrets there are. */
    Import.Server told(Set<String> set) {
        Map<String, String> missing = new TreeMap<>();
        holes.missing().forEach((name, field) -> missing.put(name, plain(field)));
        secrets.removeAll(missing.keySet());
        missing.keySet().removeAll(set);
        return new Import.Server(
                name,
                ClientFiles.shortened(candidate.name()),
                plain(candidate.place()),
                category.id(),
                category == proposal.category() ? proposal.why() : "chosen",
                category == proposal.category() ? proposal.words() : List.of(),
                plain(runs),
                outcome,
                plain(reason),
                candidate.notes().stream().map(Draft::plain).toList(),
                List.copyOf(secrets),
                comesIn() ? missing : Map.of(),
                comesIn() && isProgram());
    }

    /** What a foreign file says is shown on terminals: no control characters, none that turn the writing, and not too much of it. */
    static String plain(String text) {
        String line = text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}\\u202a-\\u202e\\u2066-\\u2069]", " ");
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
        StringBuilder words = new StringBuilder(started(server));
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
        return server.has("url") ? host(server.path("url").asText()) : ClientFiles.shortened(started(server));
    }

    private static String started(ObjectNode server) {
        return server.path("command").asText(server.path("image").asText().replaceFirst("@.*", ""));
    }

    private boolean isProgram() {
        return server.has("command") || server.has("image");
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

package org.mcpcoordinator.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Secrets;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.FleetFile;
import org.mcpcoordinator.catalog.Revision;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * The desk of foreign files. Each reading of the catalogue is a transaction of its own, since a server that cannot come in
 * is no failure of the others.
 */
@Stateless
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Imports {
    /** Servers of one file. */
    private static final int MOST = 1_000;

    private static final String NEW_FLEET = "imported";
    private static final int LONGEST_NAME = 24;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    Catalog catalog;

    @Inject
    Secrets secrets;

    /**
     * Reads a file and tells what would become of each server in it. Stores nothing.
     *
     * @param format what to read it as; null to look
     * @param fleet the fleet to join; null for the one imported last, or {@code imported}
     * @throws ProblemException IMPORT_INVALID, IMPORT_UNKNOWN; FLEET_FILE_INVALID if the fleet would not fit as a whole
     */
    public Import read(String text, @Nullable Format format, @Nullable String fleet, Clash clash, Choices choices) {
        List<JsonNode> documents = ForeignFile.read(text);
        Format known = format != null ? format : detected(documents.get(0));
        List<Candidate> candidates = candidates(known, documents);
        Map<String, Revision> revisions = catalog.fleets().stream()
                .flatMap(name -> catalog.newest(name).stream())
                .collect(Collectors.toMap(Revision::fleet, Function.identity()));
        String target = fleet != null
                ? fleet
                : catalog.newestOfAll().map(Revision::fleet).orElse(NEW_FLEET);
        List<Draft> drafts = named(candidates, target, revisions, clash);
        drafts.forEach(draft -> draft.heed(choices));
        Map<String, ServerDefinition> own = definitions(revisions.get(target));
        Set<String> set = Set.copyOf(secrets.list());
        Revision base = revisions.get(target);
        List<JsonNode> there = documents(base);
        settled(drafts, target, own, there, clash, new SecretNames(set, revisions.values()));
        Map<String, String> moved = new TreeMap<>();
        drafts.stream().filter(Draft::comesIn).forEach(draft -> moved.putAll(draft.moved()));
        return new Import(
                known,
                target,
                drafts.stream().map(draft -> draft.told(set)).toList(),
                file(target, drafts, List.of(), moved),
                file(target, drafts, kept(there, drafts), moved),
                base == null ? 0 : base.id());
    }

    /** Decides on each; those that come in are read again without the secrets that are somebody's. */
    private void settled(
            List<Draft> drafts,
            String target,
            Map<String, ServerDefinition> own,
            List<JsonNode> there,
            Clash clash,
            SecretNames taken) {
        for (Draft draft : drafts) {
            ServerDefinition now = own.get(draft.name());
            if (now != null) {
                draft.recognise(now.way());
            }
        }
        Map<String, ServerDefinition> read = readable(drafts, target);
        for (Draft draft : drafts) {
            ServerDefinition now = own.get(draft.name());
            ServerDefinition wanted = read.get(draft.name());
            if (draft.comesIn() && wanted != null) {
                draft.reads(wanted);
                settle(draft, wanted, now, there, clash);
                if (draft.comesIn()) {
                    draft.renew(taken, wanted.way(), now == null ? null : now.way());
                }
            }
        }
        Map<String, ServerDefinition> again = readable(drafts, target);
        for (Draft draft : drafts) {
            ServerDefinition wanted = again.get(draft.name());
            if (draft.comesIn() && wanted != null) {
                draft.reads(wanted);
            }
        }
    }

    /** Keeps the secrets that came with the file, so that its references lead somewhere. */
    public void keepSecrets(Import read) {
        read.file().ifPresent(file -> secrets.keepSealed(file.secrets()));
    }

    private static Format detected(JsonNode root) {
        return Format.detect(root)
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.IMPORT_UNKNOWN,
                        "The file is none of those that are known: "
                                + Stream.of(Format.values()).map(Format::id).collect(Collectors.joining(", "))
                                + ". A fleet file is planned and applied as it is.",
                        List.of(new Mistake("", "names neither mcpServers nor anything else that tells its kind"))));
    }

    private static List<Candidate> candidates(Format format, List<JsonNode> documents) {
        List<Candidate> found = new ArrayList<>();
        for (JsonNode document : documents) {
            if (format.recognises(document)) {
                format.read(document, found);
            }
        }
        if (found.isEmpty() || found.size() > MOST) {
            String sentence = found.isEmpty()
                    ? "there is no server in it, read as " + format.id()
                    : "it holds " + found.size() + " servers; at most " + MOST + " are taken at a time";
            throw new ProblemException(
                    ProblemCode.IMPORT_INVALID,
                    "Nothing was imported: " + sentence,
                    List.of(new Mistake("", sentence)));
        }
        return found;
    }

    private List<Draft> named(List<Candidate> candidates, String target, Map<String, Revision> revisions, Clash clash) {
        Map<String, String> taken = new HashMap<>();
        revisions.forEach((fleet, revision) -> revision.servers().forEach(server -> taken.put(server.name(), fleet)));
        Set<String> used = new HashSet<>();
        List<Draft> drafts = new ArrayList<>();
        for (Candidate candidate : candidates) {
            String wanted = fitting(candidate.name());
            boolean rename = clash == Clash.RENAME;
            String name = free(
                    wanted,
                    each -> used.contains(each)
                            || each.equals(Catalog.OWN_NAME)
                            || (rename && taken.containsKey(each)));
            used.add(name);
            Draft draft = new Draft(candidate, name, secrets::fingerprint);
            String holder = taken.get(name);
            if (draft.comesIn() && holder != null && !holder.equals(target)) {
                draft.out(Import.Outcome.CLASH, "fleet " + holder + " has a server of this name");
            }
            drafts.add(draft);
        }
        return drafts;
    }

    /** Reads those that come in; who has a mistake stays out with it, and the others are read again. */
    private Map<String, ServerDefinition> readable(List<Draft> drafts, String target) {
        while (true) {
            List<Draft> in = drafts.stream().filter(Draft::comesIn).toList();
            try {
                return catalog.read(text(target, in, List.of())).servers().stream()
                        .collect(Collectors.toMap(ServerDefinition::name, Function.identity()));
            } catch (ProblemException mistaken) {
                Map<Integer, String> wrong = wrong(mistaken);
                wrong.forEach((index, message) -> in.get(index).out(Import.Outcome.CANNOT, message));
                if (wrong.isEmpty()) {
                    throw mistaken;
                }
            }
        }
    }

    /** The first mistake of each server, by its place in the list. */
    private static Map<Integer, String> wrong(ProblemException mistaken) {
        Map<Integer, String> wrong = new LinkedHashMap<>();
        for (Mistake mistake : mistaken.mistakes()) {
            String[] steps = mistake.place().split("/", 4);
            if (steps.length > 2 && steps[1].equals("servers") && steps[2].matches("\\d{1,4}")) {
                String field = steps.length > 3 ? steps[3] + ": " : "";
                wrong.putIfAbsent(
                        Integer.parseInt(steps[2]), field + mistake.message().replaceFirst(" \\(line \\d+\\)$", ""));
            }
        }
        return wrong;
    }

    private static void settle(
            Draft draft, ServerDefinition wanted, @Nullable ServerDefinition now, List<JsonNode> there, Clash clash) {
        if (now == null) {
            return;
        }
        if (Sameness.holds(now.way(), wanted.way())) {
            draft.out(Import.Outcome.SAME, "is there already");
        } else if (clash == Clash.REPLACE) {
            there.stream().filter(server -> named(server, draft.name())).forEach(draft::replaces);
        } else {
            draft.out(
                    Import.Outcome.CLASH,
                    "the fleet has a server of this name that is run otherwise; rename or replace decides");
        }
    }

    private Optional<FleetFile> file(
            String target, List<Draft> drafts, List<JsonNode> kept, Map<String, String> moved) {
        List<Draft> in = drafts.stream().filter(Draft::comesIn).toList();
        if (in.isEmpty()) {
            return Optional.empty();
        }
        FleetFile file = catalog.read(text(target, in, kept));
        String sealed = Stream.of(file.secrets(), secrets.seal(moved))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("\n"));
        return Optional.of(file.with(sealed));
    }

    private static List<JsonNode> kept(List<JsonNode> there, List<Draft> drafts) {
        Set<String> replaced = drafts.stream()
                .filter(draft -> draft.outcome() == Import.Outcome.REPLACE)
                .map(Draft::name)
                .collect(Collectors.toSet());
        return there.stream()
                .filter(server -> !replaced.contains(server.path("name").asText()))
                .toList();
    }

    /** The fleet's servers in their normal form. */
    private List<JsonNode> documents(@Nullable Revision newest) {
        if (newest == null) {
            return List.of();
        }
        try {
            List<JsonNode> servers = new ArrayList<>();
            JSON.readTree(catalog.document(newest.id()).orElse("{}"))
                    .path("servers")
                    .forEach(servers::add);
            return servers;
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("revision " + newest.id() + " cannot be read", broken);
        }
    }

    private static boolean named(JsonNode server, String name) {
        return server.path("name").asText().equals(name);
    }

    private static String text(String fleet, List<Draft> drafts, List<JsonNode> kept) {
        ObjectNode file = JSON.createObjectNode().put("fleet", fleet);
        ArrayNode servers = file.putArray("servers");
        drafts.forEach(draft -> servers.add(draft.server().deepCopy()));
        servers.addAll(kept);
        return file.toString();
    }

    private static Map<String, ServerDefinition> definitions(@Nullable Revision revision) {
        return revision == null
                ? Map.of()
                : revision.servers().stream().collect(Collectors.toMap(ServerDefinition::name, Function.identity()));
    }

    /** A name as ours are: 1 to 24 characters of a-z, 0-9 and -. */
    static String fitting(String name) {
        String begun = name.length() > 200 ? name.substring(0, 200) : name;
        String plain = begun.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String cut = plain.replaceFirst("^-", "");
        cut = (cut.length() > LONGEST_NAME ? cut.substring(0, LONGEST_NAME) : cut).replaceFirst("-$", "");
        return cut.isEmpty() ? "server" : cut;
    }

    private static String free(String wanted, Predicate<String> taken) {
        String name = wanted;
        for (int number = 2; taken.test(name); number++) {
            String end = "-" + number;
            int room = LONGEST_NAME - end.length();
            name = (wanted.length() > room ? wanted.substring(0, room).replaceFirst("-$", "") : wanted) + end;
        }
        return name;
    }
}

package org.mcpcoordinator.catalog;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mcpcoordinator.access.Secrets;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** The desk of the catalogue: reads fleet files, keeps revisions, gives definitions. */
@Stateless
@PermitAll
public class Catalog {
    /** What the coordinator itself is called among servers: none may have the name, so that none can pass for it. */
    public static final String OWN_NAME = "coordinator";

    private static final int MOST_LISTED = 200;
    private static final int LONGEST_AUTHOR = 64;
    private static final int LONGEST_REASON = 1_000;

    @Inject
    CatalogStore store;

    @Inject
    Secrets secrets;

    @Inject
    Clock clock;

    /**
     * Reads a fleet file (JSON, or YAML) and checks all of it. Literal values under names like TOKEN, KEY or PASSWORD
     * are replaced by {@code ${secret:NAME}} and go with the file, sealed; nothing is stored before it is accepted. The
     * result's document reads back as the same file.
     *
     * @throws ProblemException FLEET_FILE_INVALID with every mistake and its place
     */
    public FleetFile read(String text) {
        FleetFileReader.Reading reading = new FleetFileReader(secrets::fingerprint, store::claimsOfOthers).read(text);
        return reading.file().with(secrets.seal(reading.secrets()));
    }

    /**
     * Keeps the file as the fleet's next revision, and the secrets that came with it; the same content as the newest one gives that one back.
     *
     * @param author at most 64 characters
     * @param reason at most 1,000 characters; may be empty
     * @throws ProblemException FLEET_FILE_INVALID if another fleet has taken a name or the ports since it was read
     */
    public Revision accept(FleetFile file, String author, String reason) {
        if (author.length() > LONGEST_AUTHOR || reason.length() > LONGEST_REASON) {
            throw new ProblemException(
                    ProblemCode.REQUEST_INVALID,
                    "An author has at most " + LONGEST_AUTHOR + " characters, a reason " + LONGEST_REASON,
                    List.of(new Mistake("/reason", "at most " + LONGEST_REASON + " characters are kept")));
        }
        store.lockAccepting();
        secrets.keepSealed(file.secrets());
        Optional<RevisionRow> newest = store.newest(file.fleet());
        if (newest.isPresent() && newest.get().hash().equals(file.hash())) {
            return newest.get().toRevision(file.servers());
        }
        checkAgainstOthers(file);
        int number = newest.map(RevisionRow::number).orElse(0) + 1;
        return store.add(file, number, author, reason, clock.instant()).toRevision(file.servers());
    }

    /** The newest revision of the fleet. */
    public Optional<Revision> newest(String fleet) {
        return store.newest(fleet).map(this::whole);
    }

    /** The revision imported last, of whatever fleet. */
    public Optional<Revision> newestOfAll() {
        return store.newestOfAll().map(this::whole);
    }

    /** All revisions of the fleet without their definitions, newest first, at most 200. */
    public List<Revision> list(String fleet) {
        return store.list(fleet, MOST_LISTED).stream()
                .map(row -> row.toRevision(List.of()))
                .toList();
    }

    /** The names of all fleets that have a revision, in order. */
    public List<String> fleets() {
        return store.fleets();
    }

    /** Where those revisions have a server whose idempotent tools may be called once more after a failure. */
    public Set<Place> retried(Set<Long> revisions) {
        return revisions.isEmpty() ? Set.of() : store.retried(revisions);
    }

    /** The revision of that id. */
    public Optional<Revision> find(long revision) {
        return store.find(revision).map(this::whole);
    }

    /** The definition of a server as it stands in a revision. */
    public Optional<ServerDefinition> definition(long revision, String server) {
        return store.definition(revision, server);
    }

    /** Where a definition stands. */
    public record Place(long revision, String server) {}

    /** The definitions that stand there; nothing for a place where none does. However many, they are read together. */
    public Map<Place, ServerDefinition> definitions(Set<Place> places) {
        return places.isEmpty() ? Map.of() : store.definitions(List.copyOf(places));
    }

    /** The revision's fleet file in its normal form: canonical JSON, defaults filled in, no secret values. */
    public Optional<String> document(long revision) {
        return store.find(revision).map(RevisionRow::document);
    }

    /**
     * What stands between two revisions of a fleet.
     *
     * @throws ProblemException REVISION_NOT_FOUND; REQUEST_INVALID if they are of different fleets
     */
    public RevisionDifference compare(long from, long to) {
        Revision before = needed(from);
        Revision after = needed(to);
        if (!before.fleet().equals(after.fleet())) {
            throw new ProblemException(
                    ProblemCode.REQUEST_INVALID,
                    "revision " + from + " is of fleet " + before.fleet() + ", revision " + to + " of fleet "
                            + after.fleet() + "; only revisions of one fleet can be compared");
        }
        return RevisionDifference.between(before, after);
    }

    /** The JSON Schema of fleet files, for editors. */
    public String schema() {
        return BuiltinTypes.fleetFileSchema();
    }

    /** The port layout of this installation. */
    public PortLayout layout() {
        return CatalogConfig.fromSettings().layout();
    }

    /** Every definition that any revision of the fleet holds, each once. */
    public List<ServerDefinition> everDefined(String fleet) {
        return store.everDefined(fleet);
    }

    /** Where the newest revisions of all fleets name secrets, by the secret's name, in order. */
    public SortedMap<String, List<SecretUse>> secretUses() {
        SortedMap<String, List<SecretUse>> uses = new TreeMap<>();
        for (String fleet : store.fleets()) {
            for (ServerDefinition server : newest(fleet).map(Revision::servers).orElse(List.of())) {
                server.way()
                        .secrets()
                        .forEach(name -> uses.computeIfAbsent(name, fresh -> new ArrayList<>())
                                .add(new SecretUse(fleet, server.name())));
            }
        }
        return uses;
    }

    /** The programs that may be brought in here. */
    public AllowedCommands allowedCommands() {
        return CatalogConfig.fromSettings().allowed();
    }

    private Revision needed(long revision) {
        return find(revision)
                .orElseThrow(
                        () -> new ProblemException(ProblemCode.REVISION_NOT_FOUND, "there is no revision " + revision));
    }

    private Revision whole(RevisionRow row) {
        return row.toRevision(store.definitions(row.id()));
    }

    private void checkAgainstOthers(FleetFile file) {
        Mistakes mistakes = new Mistakes();
        FleetRules rules = new FleetRules(mistakes, store.claimsOfOthers(file.fleet()));
        for (int i = 0; i < file.servers().size(); i++) {
            rules.name(file.servers().get(i).name(), "/servers/" + i);
        }
        rules.together(file.fleet(), file.servers());
        if (!mistakes.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.FLEET_FILE_INVALID,
                    "Another fleet has taken what this one wants; nothing was stored",
                    mistakes.list());
        }
    }
}

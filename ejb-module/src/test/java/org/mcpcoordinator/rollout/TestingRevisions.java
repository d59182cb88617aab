package org.mcpcoordinator.rollout;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mcpcoordinator.catalog.AllowedCommands;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.FleetFile;
import org.mcpcoordinator.catalog.Revision;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.testing.TestingServers;

/** Keeps accepted files in memory. */
final class TestingRevisions extends Catalog {
    /** Programs that may be brought in. */
    String allowed = "*";

    private final Clock clock;
    private final Map<String, FleetFile> documents = new HashMap<>();
    private final List<Revision> revisions = new ArrayList<>();

    TestingRevisions(Clock clock) {
        this.clock = clock;
    }

    FleetFile file(String fleet, List<ServerDefinition> servers) {
        FleetFile file = TestingServers.file(fleet, servers);
        documents.put(file.document(), file);
        return file;
    }

    @Override
    public FleetFile read(String text) {
        return Optional.ofNullable(documents.get(text)).orElseThrow();
    }

    @Override
    public List<ServerDefinition> everDefined(String fleet) {
        return revisions.stream()
                .filter(r -> r.fleet().equals(fleet))
                .flatMap(r -> r.servers().stream())
                .toList();
    }

    @Override
    public AllowedCommands allowedCommands() {
        return AllowedCommands.of(allowed);
    }

    @Override
    public Revision accept(FleetFile file, String author, String reason) {
        Optional<Revision> newest = newest(file.fleet()).filter(r -> r.hash().equals(file.hash()));
        if (newest.isPresent()) {
            return newest.get();
        }
        int number = (int) revisions.stream()
                        .filter(r -> r.fleet().equals(file.fleet()))
                        .count()
                + 1;
        Revision revision = new Revision(
                revisions.size() + 1,
                file.fleet(),
                number,
                file.hash(),
                author,
                reason,
                clock.instant(),
                file.servers());
        revisions.add(revision);
        return revision;
    }

    @Override
    public Optional<Revision> newest(String fleet) {
        return revisions.stream().filter(r -> r.fleet().equals(fleet)).reduce((a, b) -> b);
    }

    @Override
    public Optional<String> document(long revision) {
        return find(revision)
                .flatMap(found -> documents.values().stream()
                        .filter(file -> file.hash().equals(found.hash()))
                        .map(FleetFile::document)
                        .findFirst());
    }

    @Override
    public Optional<Revision> newestOfAll() {
        return revisions.stream().reduce((a, b) -> b);
    }

    @Override
    public Optional<Revision> find(long revision) {
        return revisions.stream().filter(r -> r.id() == revision).findFirst();
    }

    @Override
    public Map<Place, ServerDefinition> definitions(Set<Place> places) {
        Map<Place, ServerDefinition> found = new HashMap<>();
        for (Place place : places) {
            find(place.revision()).stream()
                    .flatMap(revision -> revision.servers().stream())
                    .filter(server -> server.name().equals(place.server()))
                    .forEach(server -> found.put(place, server));
        }
        return found;
    }
}

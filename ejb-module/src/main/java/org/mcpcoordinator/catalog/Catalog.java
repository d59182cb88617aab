package org.mcpcoordinator.catalog;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import java.util.List;
import java.util.Optional;

/** The desk of the catalogue: reads fleet files, keeps revisions, gives definitions. */
@Stateless
@PermitAll
public class Catalog {
    /**
     * Reads a fleet file (JSON, or YAML) and checks all of it.
     *
     * @throws org.mcpcoordinator.problem.ProblemException FLEET_FILE_INVALID with every mistake and its place
     */
    public FleetFile read(String text) {
        throw new UnsupportedOperationException();
    }

    /** Keeps the file as the fleet's next revision; the same content as the newest one gives that one back. */
    public Revision accept(FleetFile file, String author, String reason) {
        throw new UnsupportedOperationException();
    }

    /** The newest revision of the fleet. */
    public Optional<Revision> newest(String fleet) {
        throw new UnsupportedOperationException();
    }

    /** The revision imported last, of whatever fleet. */
    public Optional<Revision> newestOfAll() {
        throw new UnsupportedOperationException();
    }

    /** All revisions of the fleet without their definitions, newest first, at most 200. */
    public List<Revision> list(String fleet) {
        throw new UnsupportedOperationException();
    }

    /** The revision of that id. */
    public Optional<Revision> find(long revision) {
        throw new UnsupportedOperationException();
    }

    /** The definition of a server as it stands in a revision. */
    public Optional<ServerDefinition> definition(long revision, String server) {
        throw new UnsupportedOperationException();
    }

    /** The port layout of this installation. */
    public PortLayout layout() {
        throw new UnsupportedOperationException();
    }
}

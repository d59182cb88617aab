package org.mcpcoordinator.host.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A package manager. */
interface Installer {
    /**
     * Installs the package into the empty folder, without running anything of it.
     *
     * @param integrity as pinned; empty for whatever there is
     * @return what it is; the digest is still missing
     */
    Installed install(PackageRef wanted, String integrity, Path folder)
            throws IOException, InterruptedException, PackageProblem;

    /** What runs a program of it, to be followed by the program's arguments. */
    List<String> command(Path program) throws PackageProblem;
}

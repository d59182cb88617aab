package org.mcpcoordinator.host.store;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A program that brings packages of PyPI. Wheels only: building one would run code of the package. What is asked for stands in
 * a file, so that nothing of it can be an option.
 */
interface PythonClient {
    /** What is asked for. */
    String WANTED = "wanted.in";

    /** What that comes to: each package with its version, and hashes of the archives that may be installed of it. */
    String LOCK = "requirements.txt";

    /** The virtual environment. */
    String ENVIRONMENT = "venv";

    /** Makes an empty environment in the folder, and the lock of what is asked for there; installs nothing. */
    void lock(String what, Path folder) throws IOException, InterruptedException, PackageProblem;

    /** Installs what the lock allows, and nothing else. */
    void install(String what, Path folder) throws IOException, InterruptedException, PackageProblem;

    /** Throws away what is not to be kept. */
    default void tidy(Path folder) throws IOException {}
}

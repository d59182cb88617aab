package org.mcpcoordinator.runtime;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The file from which built-in servers of this host learn where the coordinator's API is and with which token: they read
 * it at each call. It belongs to the agent's user, under whom they run, and nobody else may read it.
 */
final class CoordinatorFile {
    private static final String NAME = "coordinator.json";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWN_FOLDER = PosixFilePermissions.fromString("rwx------");

    private final Path agent;
    private final Path folder;

    /** @param agent folder of the host agent, which is there */
    CoordinatorFile(Path agent) {
        this.agent = agent;
        this.folder = agent.resolve("serve").resolve("data");
    }

    Path path() {
        return folder.resolve(NAME);
    }

    /**
     * Writes aside and puts into place, so that nobody reads half of it.
     *
     * @param token asked only once there is a file that can be written
     */
    void write(URI url, Supplier<String> token) throws IOException {
        UserPrincipal owner = Files.getOwner(agent);
        ownFolder(agent.resolve("serve"), owner);
        ownFolder(folder, owner);
        Path aside = folder.resolve(NAME + ".new");
        Files.deleteIfExists(aside);
        Files.createFile(aside, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        give(aside, owner);
        Files.write(aside, new ObjectMapper().writeValueAsBytes(Map.of("url", url.toString(), "token", token.get())));
        Files.move(aside, path(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void ownFolder(Path folder, UserPrincipal owner) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWN_FOLDER));
            give(folder, owner);
        }
    }

    /** Only root may, and only root needs to: others can open the agent's socket if they are its user. */
    private static void give(Path file, UserPrincipal owner) throws IOException {
        if (!Files.getOwner(file).equals(owner)) {
            Files.setOwner(file, owner);
        }
    }
}

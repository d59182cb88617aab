package org.mcpcoordinator.cli.product;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.mcpcoordinator.cli.terminal.Refusal;

/**
 * WildFly's home in the data folder: hard links to the unpacked server, so that it costs no space and survives
 * {@code mvn clean}; beside them the driver as module {@code org.postgresql}. Nothing writes into it afterwards.
 */
final class ServerHome {
    private static final String MODULE = """
            <?xml version="1.0" encoding="UTF-8"?>
            <module xmlns="urn:jboss:module:1.9" name="org.postgresql">
              <resources>
                <resource-root path="postgresql.jar"/>
              </resources>
              <dependencies>
                <module name="java.logging"/>
                <module name="java.management"/>
                <module name="java.naming"/>
                <module name="java.security.jgss"/>
                <module name="java.security.sasl"/>
                <module name="java.sql"/>
                <module name="java.transaction.xa"/>
                <module name="java.xml"/>
                <module name="jdk.security.jgss" optional="true"/>
              </dependencies>
            </module>
            """;

    private ServerHome() {}

    /** The home, made at the first start and again when the server's version is another one. */
    static Path make(DataFolder folder, Installation installation) {
        Path home = folder.serverHome();
        Path complete = home.resolve(".complete");
        try {
            if (!Files.exists(complete) || !Files.readString(complete).equals(Installation.SERVER)) {
                DataFolder.deleteAll(home);
                link(installation.serverHome(), home);
                Path module = Files.createDirectories(home.resolve("modules/org/postgresql/main"));
                Files.writeString(module.resolve("module.xml"), MODULE);
                Files.copy(
                        installation.driver(), module.resolve("postgresql.jar"), StandardCopyOption.REPLACE_EXISTING);
                Files.writeString(complete, Installation.SERVER);
            }
            return home;
        } catch (IOException e) {
            throw Refusal.failed("cannot make WildFly's home " + home, e);
        }
    }

    private static void link(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (folder.equals(from.resolve("standalone")) || folder.equals(from.resolve("domain"))) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path target = to.resolve(from.relativize(file));
                try {
                    Files.createLink(target, file);
                } catch (IOException | UnsupportedOperationException otherFileSystem) {
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}

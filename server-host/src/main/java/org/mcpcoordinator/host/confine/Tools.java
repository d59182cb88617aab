package org.mcpcoordinator.host.confine;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Programs of util-linux that change something of themselves and then become the program named after them, so that the
 * process that was started is the server's own.
 */
final class Tools {
    private static final long MOST_SECONDS = 5;

    private final String path;

    Tools(String path) {
        // A user's PATH often leaves out where they lie on some systems.
        this.path = path + ":/usr/bin:/usr/sbin:/bin:/sbin";
    }

    /** The program's full path. */
    Optional<String> find(String name) {
        return Stream.of(path.split(File.pathSeparator, -1))
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .map(Path::toString)
                .findFirst();
    }

    /** True if a program starts behind these words here and now. */
    boolean works(List<String> words) {
        Optional<String> nothing = find("true");
        if (words.isEmpty() || nothing.isEmpty()) {
            return false;
        }
        try {
            Process tried = new ProcessBuilder(
                            Stream.concat(words.stream(), nothing.stream()).toList())
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!tried.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                tried.destroyForcibly();
                return false;
            }
            return tried.exitValue() == 0;
        } catch (IOException cannot) {
            return false;
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

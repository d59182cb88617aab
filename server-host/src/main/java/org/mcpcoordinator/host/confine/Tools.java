package org.mcpcoordinator.host.confine;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

    /** These, and what lies in folders that are on no path; each begins with a colon. */
    Tools and(String folders) {
        return new Tools(path + folders);
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
        return !words.isEmpty()
                && run(words, List.of("true"), ProcessBuilder.Redirect.DISCARD).isPresent();
    }

    /** The one line that a program says behind these words here and now; empty if it cannot be started so. */
    String says(List<String> words, List<String> program) {
        return run(words, program, ProcessBuilder.Redirect.PIPE)
                .map(Tools::line)
                .orElse("");
    }

    /** It has ended, and a line fits into its pipe. */
    private static String line(Process ended) {
        try (BufferedReader output = ended.inputReader(StandardCharsets.UTF_8)) {
            String line = output.readLine();
            return line == null ? "" : line;
        } catch (IOException unreadable) {
            return "";
        }
    }

    /** The process, if it has ended well. */
    private Optional<Process> run(List<String> words, List<String> program, ProcessBuilder.Redirect output) {
        Optional<String> tool = find(program.get(0));
        if (tool.isEmpty()) {
            return Optional.empty();
        }
        List<String> argv = new ArrayList<>(words);
        argv.add(tool.get());
        argv.addAll(program.subList(1, program.size()));
        try {
            Process tried = new ProcessBuilder(argv)
                    .redirectInput(new File("/dev/null"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .redirectOutput(output)
                    .start();
            if (!tried.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                tried.destroyForcibly();
                return Optional.empty();
            }
            return tried.exitValue() == 0 ? Optional.of(tried) : Optional.empty();
        } catch (IOException cannot) {
            return Optional.empty();
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}

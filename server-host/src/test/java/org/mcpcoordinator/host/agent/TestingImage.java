package org.mcpcoordinator.host.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * An image with one static program in it, made on this machine so that no registry is asked. A machine may have podman and
 * forbid containers: whether one runs is seen by running one.
 */
final class TestingImage implements AutoCloseable {
    private static final boolean REQUIRED = Boolean.parseBoolean(System.getenv("COORDINATOR_REQUIRE_ALL"));

    /**
     * Says on stderr what it was given, then does as its first argument says: {@code eat} takes memory until it is stopped,
     * {@code exit} ends with code 3, {@code pipe} answers requests on stdin, a number is the port on which it answers anything
     * with what it knows of itself; asked for {@code /reach/PORT/PID} it tells what it reaches of the host's loopback and of
     * the socket that a process of the host's listens with.
     */
    private static final String PROGRAM = """
            #include <arpa/inet.h>
            #include <dirent.h>
            #include <errno.h>
            #include <fcntl.h>
            #include <signal.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            #include <sys/ptrace.h>
            #include <sys/socket.h>
            #include <sys/syscall.h>
            #include <unistd.h>
            static const char *connected(int type, const char *address, int port) {
                struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(port) };
                inet_pton(AF_INET, address, &at.sin_addr);
                int s = socket(AF_INET, type, 0);
                const char *how = connect(s, (void *) &at, sizeof at) ? strerror(errno) : "reached";
                close(s);
                return how;
            }
            static const char *reach(const char *address) {
                return connected(SOCK_DGRAM, address, 9);
            }
            static const char *take(int pid) {
                int process = syscall(434, pid, 0);
                if (process >= 0 && syscall(438, process, 3, 0) >= 0) return "reached";
                return ptrace(PTRACE_SEIZE, pid, 0, 0) ? "refused" : "traced";
            }
            static int processes(void) {
                int count = 0;
                DIR *all = opendir("/proc");
                for (struct dirent *each; (each = readdir(all));) count += atoi(each->d_name) > 0;
                closedir(all);
                return count;
            }
            static void eat(void) {
                for (;;) {
                    char *more = malloc(1 << 20);
                    if (more) memset(more, 1, 1 << 20);
                }
            }
            static void pipes(void) {
                static char line[65536];
                while (fgets(line, sizeof line, stdin)) {
                    char *id = strstr(line, "\\"id\\":");
                    if (!id) continue;
                    id += 5;
                    printf("{\\"jsonrpc\\":\\"2.0\\",\\"id\\":%.*s,\\"result\\":{\\"protocolVersion\\":\\"2025-06-18\\",\\"capabilities\\":{},"
                           "\\"serverInfo\\":{\\"name\\":\\"boxed\\",\\"version\\":\\"1\\"}}}\\n", (int) strcspn(id, ",}"), id);
                    fflush(stdout);
                }
            }
            static void serve(int port) {
                struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_ANY) };
                int s = socket(AF_INET, SOCK_STREAM, 0), one = 1;
                setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
                if (bind(s, (void *) &at, sizeof at) || listen(s, 8)) exit(4);
                for (;;) {
                    char asked[4096], said[512];
                    int c = accept(s, 0, 0);
                    if (c < 0) continue;
                    if (read(c, asked, sizeof asked) <= 0) { close(c); continue; }
                    int n = snprintf(said, sizeof said, "token=%s open=%d", getenv("TOKEN"), open("/x", O_CREAT | O_WRONLY, 0600));
                    int host, pid;
                    if (sscanf(asked, "GET /reach/%d/%d", &host, &pid) == 2)
                        n = snprintf(said, sizeof said, "host: %s; abroad: %s; own: %s; take: %s; sees: %d",
                                connected(SOCK_STREAM, "127.0.0.1", host), reach("192.0.2.1"),
                                connected(SOCK_STREAM, "127.0.0.1", port), take(pid), processes());
                    dprintf(c, "HTTP/1.1 200 OK\\r\\nContent-Length: %d\\r\\nConnection: close\\r\\n\\r\\n%s", n, said);
                    close(c);
                }
            }
            static void leave(int signal) {
                _exit(0);
            }
            int main(int count, char **words) {
                signal(SIGTERM, leave);
                fprintf(stderr, "up; plain %s; abroad %s\\n", getenv("PLAIN"), reach("192.0.2.1"));
                const char *what = count > 1 ? words[1] : "exit";
                if (!strcmp(what, "eat")) eat();
                if (!strcmp(what, "exit")) return 3;
                if (!strcmp(what, "pipe")) pipes();
                else serve(atoi(what));
                return 0;
            }
            """;

    private final Path folder;
    private final String tag =
            "localhost/mcp-coordinator-test:" + ProcessHandle.current().pid();
    private String name = "";

    private TestingImage(Path folder) {
        this.folder = folder;
    }

    /** Made, and seen to run; where this machine runs no containers the test is skipped with what it says of that. */
    static TestingImage made(Path folder) throws Exception {
        TestingImage image = new TestingImage(folder);
        boolean tools = Program.tool("podman").isPresent() && Program.tool("cc").isPresent();
        if (REQUIRED) {
            assertThat(tools).as("podman and a C compiler").isTrue();
        }
        assumeTrue(tools, "no podman, or no C compiler");
        String reason = image.make();
        if (!reason.isEmpty()) {
            image.close();
        }
        assumeTrue(reason.isEmpty(), "podman runs no containers here: " + reason);
        return image;
    }

    /** With its digest. */
    String name() {
        return name;
    }

    /** What it answers there, as soon as it does. */
    static String answer(int port, String path) {
        StringBuilder heard = new StringBuilder();
        TestingCaller.until(Duration.ofSeconds(20), "an answer at " + port, () -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(2_000);
                socket.getOutputStream()
                        .write(("GET " + path + " HTTP/1.1\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                int body = all.indexOf("\r\n\r\n");
                return body > 0 && !heard.append(all.substring(body + 4)).isEmpty();
            } catch (IOException notYet) {
                return false;
            }
        });
        return heard.toString();
    }

    /** Containers of the agent that has these settings. */
    static List<String> containers(AgentSettings settings) throws IOException, InterruptedException {
        String prefix = new Engines(settings).prefix();
        return says("podman", "ps", "--all", "--format={{.Names}}")
                .lines()
                .filter(name -> name.startsWith(prefix))
                .toList();
    }

    static void awaitNoContainers(AgentSettings settings) {
        TestingCaller.until(Duration.ofSeconds(20), "the end of all containers", () -> {
            try {
                return containers(settings).isEmpty();
            } catch (IOException | InterruptedException failure) {
                throw new IllegalStateException(failure);
            }
        });
    }

    /** What an engine says, whoever is asked for. */
    static String says(String... words) throws IOException, InterruptedException {
        Path said = Files.createTempFile("podman", ".out");
        try {
            Process asked = new ProcessBuilder(words)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            assertThat(asked.waitFor(60, TimeUnit.SECONDS))
                    .as(List.of(words).toString())
                    .isTrue();
            String text = Files.readString(said, StandardCharsets.UTF_8).strip();
            return asked.exitValue() == 0 ? text : "failed: " + text;
        } finally {
            Files.delete(said);
        }
    }

    private String make() throws Exception {
        Path source = Files.writeString(folder.resolve("boxed.c"), PROGRAM);
        Path archive = folder.resolve("boxed.tar");
        String made = Stream.of(
                        List.of("cc", "-static", "-o", folder.resolve("boxed").toString(), source.toString()),
                        List.of("tar", "-C", folder.toString(), "-cf", archive.toString(), "boxed"),
                        List.of(
                                "podman",
                                "import",
                                "--quiet",
                                "--change=ENTRYPOINT [\"/boxed\"]",
                                archive.toString(),
                                tag))
                .map(TestingImage::saysOf)
                .filter(said -> said.startsWith("failed: "))
                .findFirst()
                .orElse("");
        if (!made.isEmpty()) {
            return made;
        }
        name = tag.replaceFirst(":[0-9]+$", "") + "@" + says("podman", "image", "inspect", "--format={{.Digest}}", tag);
        String ran = says(
                "podman",
                "run",
                "--rm",
                "--log-driver=passthrough",
                "--network=none",
                "--ulimit=nofile=64:64",
                "--ulimit=nproc=64:64",
                name,
                "pipe");
        return ran.startsWith("failed: ") ? ran : "";
    }

    private static String saysOf(List<String> words) {
        try {
            return says(words.toArray(String[]::new));
        } catch (IOException failure) {
            return "failed: " + failure.getMessage();
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            return "failed: interrupted";
        }
    }

    @Override
    public void close() {
        saysOf(List.of("podman", "image", "rm", "--force", tag));
    }
}

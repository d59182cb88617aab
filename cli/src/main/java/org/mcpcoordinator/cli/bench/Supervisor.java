package org.mcpcoordinator.cli.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.mcpcoordinator.cli.terminal.Refusal;

/**
 * A {@code supervisord} of our own, in a folder of its own, that starts programs all at once, as it does. Each counts as started
 * when it has answered {@code initialize}: over HTTP, or through the pipe that supervisord keeps to it.
 */
final class Supervisor implements AutoCloseable {
    private static final String INITIALIZE =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\","
                    + "\"capabilities\":{},\"clientInfo\":{\"name\":\"bench\",\"version\":\"1\"}}}";

    private final Path folder;
    private final List<Program> programs;
    private final int port;
    private final String password = UUID.randomUUID().toString();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Process process;

    /**
     * One program.
     *
     * @param argv what is started
     * @param environment beside supervisord's own
     * @param port where it listens; 0 if it speaks stdio
     */
    record Program(List<String> argv, Map<String, String> environment, int port) {}

    Supervisor(Path supervisord, List<Program> programs) throws IOException {
        this.folder = Files.createTempDirectory("bench-supervisor");
        this.programs = List.copyOf(programs);
        this.port = freePort();
        Path file = Files.writeString(folder.resolve("supervisord.conf"), file());
        this.process = new ProcessBuilder(supervisord.toString(), "-n", "-c", file.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private String file() {
        StringBuilder file = new StringBuilder("""
                [supervisord]
                nodaemon=true
                logfile=%1$s/supervisord.log
                pidfile=%1$s/supervisord.pid
                childlogdir=%1$s
                [inet_http_server]
                port=127.0.0.1:%2$d
                username=bench
                password=%3$s
                [rpcinterface:supervisor]
                supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
                """.formatted(folder, port, password));
        for (int i = 0; i < programs.size(); i++) {
            Program program = programs.get(i);
            file.append("""
                    [program:p%1$d]
                    command=%2$s
                    environment=%3$s
                    stdout_logfile=%4$s/p%1$d.out
                    stderr_logfile=%4$s/p%1$d.err
                    autorestart=true
                    stopasgroup=true
                    killasgroup=true
                    """.formatted(
                            i,
                            program.argv().stream().map(Supervisor::quoted).collect(Collectors.joining(" ")),
                            program.environment().entrySet().stream()
                                    .map(variable -> variable.getKey() + "=" + quoted(variable.getValue()))
                                    .collect(Collectors.joining(",")),
                            folder));
        }
        return file.toString();
    }

    private static String quoted(String word) {
        return "\"" + word.replace("%", "%%") + "\"";
    }

    /** Waits until all have answered; gives how many seconds that took from the start of supervisord. */
    double awaitAnswers(long begun, long limitSeconds) {
        Set<Integer> silent = new HashSet<>();
        for (int i = 0; i < programs.size(); i++) {
            silent.add(i);
        }
        BitSet asked = new BitSet();
        Target.await("all programs of supervisord have answered", limitSeconds, () -> {
            if (!process.isAlive()) {
                throw Refusal.failed("supervisord has ended; look into " + folder.resolve("said"));
            }
            for (int i = 0; i < programs.size(); i++) {
                asked.set(i, asked.get(i) || programs.get(i).port() > 0 || ask(i));
            }
            silent.removeIf(this::answered);
            return silent.isEmpty();
        });
        return (System.nanoTime() - begun) / 1e9;
    }

    /** Writes to a program's pipe, which it reads when it comes to that; false while it has no process. */
    private boolean ask(int program) {
        String call = "<?xml version=\"1.0\"?><methodCall><methodName>supervisor.sendProcessStdin</methodName><params>"
                + "<param><value><string>p" + program + "</string></value></param><param><value><string>" + INITIALIZE
                + "\n</string></value></param></params></methodCall>";
        String login = Base64.getEncoder().encodeToString(("bench:" + password).getBytes(StandardCharsets.UTF_8));
        String answer = post(
                URI.create("http://127.0.0.1:" + port + "/RPC2"),
                call,
                List.of("Content-Type", "text/xml", "Authorization", "Basic " + login));
        return !answer.isEmpty() && !answer.contains("<fault>");
    }

    private boolean answered(int program) {
        int listens = programs.get(program).port();
        if (listens > 0) {
            List<String> headers =
                    List.of("Content-Type", "application/json", "Accept", "application/json, text/event-stream");
            return post(URI.create("http://127.0.0.1:" + listens + "/mcp"), INITIALIZE, headers)
                    .contains("\"result\"");
        }
        try {
            return Files.readString(folder.resolve("p" + program + ".out")).contains("\"result\"");
        } catch (IOException notYet) {
            return false;
        }
    }

    private String post(URI address, String body, List<String> headers) {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(Duration.ofSeconds(5))
                .headers(headers.toArray(String[]::new))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException notYet) {
            return "";
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw Refusal.failed("interrupted", told);
        }
    }

    /** Its programs with all they have started, without supervisord itself. */
    Set<Long> processes() {
        Set<Long> all = new HashSet<>(Memory.family(List.of(process.pid())));
        all.remove(process.pid());
        return all;
    }

    @Override
    public void close() {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException told) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
        Programs.delete(folder);
    }
}

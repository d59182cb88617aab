package org.mcpcoordinator.cli.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mcpcoordinator.cli.terminal.Refusal;

/**
 * The load program wrk, where it is installed. It costs less for each call than a load in Java, and what the load costs
 * is missing to what is measured: a dear load makes every proxy look alike.
 */
final class Wrk {
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s*([0-9.]+)");
    private static final Pattern BAD = Pattern.compile("(?m)^\\s*(Non-2xx or 3xx responses: .*|Socket errors: .*)$");

    private final Path program;

    private Wrk(Path program) {
        this.program = program;
    }

    static Optional<Wrk> find() {
        return Programs.find("wrk").map(Wrk::new);
    }

    /** Calls a second over so many connections, each sending its next call when the last was answered. */
    double perSecond(URI endpoint, byte[] call, int connections, Duration time) throws IOException {
        return perSecond(endpoint, List.of(call), connections, time);
    }

    /** The same with several calls, one after the other. */
    double perSecond(URI endpoint, List<byte[]> calls, int connections, Duration time) throws IOException {
        return rate(said(endpoint, calls, connections, time));
    }

    private String said(URI endpoint, List<byte[]> calls, int connections, Duration time) throws IOException {
        Path script = Files.createTempFile("call", ".lua");
        try {
            Files.writeString(script, script(calls), StandardCharsets.UTF_8);
            Process wrk = new ProcessBuilder(List.of(
                            program.toString(),
                            "-t1",
                            "--latency",
                            "-c" + connections,
                            "-d" + time.toSeconds() + "s",
                            "-s",
                            script.toString(),
                            endpoint.toString()))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!wrk.waitFor(10, TimeUnit.SECONDS)) {
                wrk.destroyForcibly();
            }
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.failed("interrupted", e);
        } finally {
            Files.delete(script);
        }
    }

    /**
     * What one run saw.
     *
     * @param perSecond calls answered a second
     * @param p50 milliseconds, counted from when a call was sent
     * @param p99 the same
     */
    record Run(double perSecond, double p50, double p99) {}

    /** As {@link #perSecond(URI, byte[], int, Duration)}, with latencies. */
    Run run(URI endpoint, byte[] call, int connections, Duration time) throws IOException {
        String said = said(endpoint, List.of(call), connections, time);
        return new Run(rate(said), latency(said, "50"), latency(said, "99"));
    }

    static double latency(String said, String percentile) {
        Matcher latency = Pattern.compile("(?m)^\\s*" + percentile + "%\\s+([0-9.]+)(us|ms|s)$")
                .matcher(said);
        if (!latency.find()) {
            return Double.NaN;
        }
        double value = Double.parseDouble(latency.group(1));
        return switch (latency.group(2)) {
            case "us" -> value / 1000;
            case "s" -> value * 1000;
            default -> value;
        };
    }

    static double rate(String said) {
        Matcher bad = BAD.matcher(said);
        if (bad.find()) {
            throw Refusal.failed("wrk saw bad answers: " + bad.group(1).strip());
        }
        Matcher rate = RATE.matcher(said);
        if (!rate.find()) {
            throw Refusal.failed("wrk said no rate: " + said.strip());
        }
        return Double.parseDouble(rate.group(1));
    }

    /** The calls as a script: these very bytes are sent, whatever the connection. */
    static String script(List<byte[]> calls) {
        StringBuilder lua = new StringBuilder("local calls = {\n");
        for (byte[] call : calls) {
            lua.append('"');
            for (byte b : call) {
                lua.append(String.format(Locale.ROOT, "\\%03d", b & 0xff));
            }
            lua.append("\",\n");
        }
        return lua.append("}\nlocal at = 0\n")
                .append("request = function() at = at % #calls + 1; return calls[at] end\n")
                .toString();
    }
}

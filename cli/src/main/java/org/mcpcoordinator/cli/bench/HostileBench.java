package org.mcpcoordinator.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Clients that mean no good, beside others who call 200 times a second: what they are told, what they cost, who notices. */
final class HostileBench implements Bench.Measurement {
    private static final String PREFIX = "bench-hostile";
    private static final double PER_SECOND = 200;
    private static final int CONNECTIONS = 16;
    private static final int SENDERS = 8;
    private static final int SLOW = 1_000;
    private static final int READERS = 200;
    private static final int PAUSE_MILLIS = 200;
    private static final int LARGE = 1_000_000;

    private final Target target;
    private final Duration time;

    HostileBench(Target target, Duration time) {
        this.target = target;
        this.time = time;
    }

    @Override
    public Report run() throws IOException {
        Report report = new Report("hostile");
        ExecutorService beside = Executors.newSingleThreadExecutor();
        try (SlowServer small = SlowServer.open(Duration.ZERO, 5);
                SlowServer large = SlowServer.open(Duration.ZERO, LARGE);
                BenchClient client = BenchClient.of(target.api());
                BenchFleet fleet = BenchFleet.of(target, PREFIX, List.of(small.address(), large.address()))) {
            byte[] call = client.call(PREFIX + "-0", "tools/call", echo());
            byte[] largeCall = client.call(PREFIX + "-1", "tools/call", echo());
            String whole = new String(client.callWhole("tools/call", echo()), StandardCharsets.ISO_8859_1);
            String head = whole.substring(0, whole.indexOf("Content-Length"));
            Assault assault = new Assault(target.address(), head, call);
            new Load(target.address(), CONNECTIONS, n -> call).open(time, PER_SECOND);
            double quiet = load(call).millisAt(95);
            double before = Watched.heapHeld(target);
            report.figure("p95 of the others, alone", quiet, "ms");
            Round round = new Round(report, beside, call, quiet);
            round.of("100 MB body", "413", assault::largeBody);
            round.of(SENDERS + " bodies of 100 MB at once", "413", () -> assault.largeBodies(SENDERS, "413"));
            round.of("JSON 100,000 deep", "400", assault::deepJson);
            round.of("10,000 headers", "400", assault::manyHeaders);
            round.of("client that has closed its side", "200", assault::halfClosed);
            round.of(READERS + " slow readers of 1 MB", "", () -> {
                assault.slowReaders(READERS, largeCall, time);
                return "";
            });
            round.of(SLOW + " heads, a byte a second", "", () -> {
                int open = assault.slowHeads(SLOW, time);
                report.figure("of them open after " + time.toSeconds() + " s", open, "connections");
                return "";
            });
            round.of(SLOW + " bodies, a byte a second", "", () -> {
                int open = assault.slowBodies(SLOW, time);
                report.figure("of these open after " + time.toSeconds() + " s", open, "connections");
                return "";
            });
            Report.Bound hundred = Report.Bound.atMost(100);
            report.figure("heap held more than before", Watched.heapHeld(target) - before, "MB", hundred, hundred);
            return report.note("others: 200 tools/call a second over " + CONNECTIONS + " connections, each round "
                    + time.toSeconds() + " s; " + fleet.note());
        } finally {
            beside.shutdownNow();
        }
    }

    private Load.Result load(byte[] call) throws IOException {
        return new Load(target.address(), CONNECTIONS, n -> call).open(time, PER_SECOND);
    }

    private static ObjectNode echo() {
        return JsonNodeFactory.instance.objectNode().put("name", "echo");
    }

    /** One way to do harm, again and again while the others call. */
    private final class Round {
        private final Report report;
        private final ExecutorService beside;
        private final byte[] call;
        private final double quiet;

        Round(Report report, ExecutorService beside, byte[] call, double quiet) {
            this.report = report;
            this.beside = beside;
            this.call = call;
            this.quiet = quiet;
        }

        void of(String name, String wanted, Callable<String> harm) throws IOException {
            target.printer().step(name + " ...");
            Future<Load.Result> others = beside.submit(() -> load(call));
            String said = "";
            int times = 0;
            try {
                while (!others.isDone() && (times == 0 || !wanted.isEmpty())) {
                    said = harm.call();
                    times++;
                    // Else the harm would be that it takes the processors of this machine for itself.
                    Target.pause(wanted.isEmpty() ? 0 : PAUSE_MILLIS);
                }
                Load.Result result = others.get();
                tell(name, wanted, said, times, result);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            } catch (ExecutionException e) {
                throw new IOException(e.getCause());
            } catch (Exception e) {
                throw new IOException(name + ": " + e.getMessage(), e);
            }
        }

        private void tell(String name, String wanted, String said, int times, Load.Result others) {
            if (!wanted.isEmpty()) {
                Report.Bound as = Report.Bound.atLeast(1);
                report.figure(name + ": told " + said, said.equals(wanted) ? 1 : 0, "as it should", as, as);
                report.note(name + ": " + times + " times, told " + said);
            }
            // Below a millisecond a ratio tells of the clock.
            double ratio = Math.max(1, others.millisAt(95)) / Math.max(1, quiet);
            Report.Bound two = Report.Bound.atMost(2);
            report.figure(name + ": p95 of the others", others.millisAt(95), "ms");
            report.figure(name + ": of theirs alone", ratio, "ratio", two, two);
            report.figure(name + ": bad answers to the others", (double) others.bad(), "calls", none(), none());
        }

        private Report.Bound none() {
            return Report.Bound.atMost(0);
        }
    }
}

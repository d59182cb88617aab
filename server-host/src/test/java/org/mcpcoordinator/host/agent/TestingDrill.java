package org.mcpcoordinator.host.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Stands for the program that does drills: says in its report by what it was called, and does nothing else. */
final class TestingDrill {
    private TestingDrill() {}

    /** The first argument is a word: {@code stay}, {@code pass}, {@code flood} or {@code silent}; the last is the report's file. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args[0].equals("silent")) {
            System.out.println("no word about how it went");
            System.exit(3);
        }
        var report = Json.object()
                .put("step", args[0].equals("stay") ? "READY" : "ENDED")
                .put("flood", args[0].equals("flood") ? "x".repeat(300 << 10) : "")
                .put("passed", true)
                .put("environment", String.join(",", System.getenv().keySet()));
        List.of(args).forEach(report.putArray("arguments")::add);
        Path file = Path.of(args[args.length - 1]);
        Path draft = file.resolveSibling("draft");
        Files.write(draft, Json.line(report));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        if (args[0].equals("stay")) {
            new CountDownLatch(1).await();
        }
    }
}

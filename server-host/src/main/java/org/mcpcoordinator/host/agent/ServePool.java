package org.mcpcoordinator.host.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The serve processes of one category. Lives on the keeper's thread. */
final class ServePool {
    /** A process without servers is ended after this time. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final String category;
    private final ServeContext context;
    private final List<ServeProcess> processes = new ArrayList<>();
    private final Retry retry;
    private boolean ending;
    private @Nullable Instant notBefore;

    ServePool(String category, ServeContext context) {
        this.category = category;
        this.context = context;
        this.retry = new Retry(context.settings().retries());
    }

    List<ServeProcess> processes() {
        return List.copyOf(processes);
    }

    void add(ServeProcess process) {
        processes.add(process);
    }

    /** Gives it to the process that has it already, else to one with room, else to a new one. */
    void start(Launching launching) {
        processes.stream()
                .filter(process -> process.serves(launching.key()))
                .findFirst()
                .or(() -> processes.stream().filter(ServeProcess::hasRoom).findFirst())
                .orElseGet(this::launch)
                .serve(launching);
    }

    void endAll() {
        ending = true;
        processes().forEach(process -> process.end(this::forget));
    }

    void look() {
        Instant now = context.clock().instant();
        for (ServeProcess process : processes()) {
            process.look(now);
            if (process.idleSince(now).compareTo(IDLE) >= 0) {
                process.end(this::forget);
            }
        }
    }

    /** A process has ended by itself: the first death of one that served is made good at once, the next ones after a pause. */
    void died(ServeProcess process) {
        forget(process);
        Instant now = context.clock().instant();
        Duration lived = Duration.between(process.launchedAt(), now);
        notBefore = now.plus(retry.ended(now, lived, process.wasReady()).pause());
    }

    private void forget(ServeProcess process) {
        processes.remove(process);
        process.record().delete(context.settings().serve());
    }

    private ServeProcess launch() {
        ServeRecord record =
                context.launcher().record(category, freeName(), context.clock().instant());
        ServeProcess process = new ServeProcess(record, context, this::died);
        processes.add(process);
        Instant now = context.clock().instant();
        Duration pause =
                notBefore == null || notBefore.isBefore(now) ? Duration.ZERO : Duration.between(now, notBefore);
        context.thread().after(pause, () -> {
            if (!ending) {
                process.launch();
            }
        });
        return process;
    }

    private String freeName() {
        for (int number = 1; ; number++) {
            String name = category + "-" + number;
            if (processes.stream().noneMatch(process -> process.record().name().equals(name))) {
                return name;
            }
        }
    }
}

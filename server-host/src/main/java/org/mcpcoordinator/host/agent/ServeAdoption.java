package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Finds the serve processes of an earlier agent again: by their sockets, and the identity they answer with. */
final class ServeAdoption {
    private static final long PATIENCE_SECONDS = 5;

    private final ServeContext context;
    private final Wishes wishes;
    private final Keeper keeper;
    private final BuiltinRunner builtins;
    private final Map<ServerKey, Start> starts;

    ServeAdoption(
            ServeContext context, Wishes wishes, Keeper keeper, BuiltinRunner builtins, Map<ServerKey, Start> starts) {
        this.context = context;
        this.wishes = wishes;
        this.keeper = keeper;
        this.builtins = builtins;
        this.starts = starts;
    }

    /** Takes over all that answer within 5 s and forgets the others; not to be called on the keeper's thread. */
    void run() throws IOException, InterruptedException {
        List<CompletableFuture<Void>> found = new ArrayList<>();
        for (ServeRecord record : ServeRecord.load(context.settings().serve())) {
            if (record.boot().equals(context.settings().bootId())) {
                found.add(greet(record));
            } else {
                record.delete(context.settings().serve());
            }
        }
        try {
            CompletableFuture.allOf(found.toArray(CompletableFuture[]::new)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException some) {
            Report.note("some serve processes of the last agent did not answer", some);
        }
        endStrangers();
    }

    private CompletableFuture<Void> greet(ServeRecord record) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        ServeProcess process = new ServeProcess(record, context, builtins::died);
        try {
            ServeCalls.connect(context, record, process::disconnected, (calls, pid) -> {
                ProcessId id = ProcessId.of(pid, context.settings().bootId());
                calls.call(Json.object().put("op", "list"), answer -> {
                    process.ready(calls, id);
                    builtins.adopt(process);
                    answer.path("items").forEach(item -> take(process, id, item));
                    done.complete(null);
                });
            });
        } catch (IOException nobodyThere) {
            Report.note("serve process " + record.name() + " is gone", nobodyThere);
            record.delete(context.settings().serve());
            done.complete(null);
        }
        return done;
    }

    private void take(ServeProcess process, ProcessId id, JsonNode item) {
        ServerKey key = new ServerKey(
                item.path("server").asText(),
                item.path("replica").asInt(),
                item.path("side").asInt());
        long generation = item.path("generation").asLong();
        int port = item.path("port").asInt();
        Start last = starts.get(key);
        int restarts = wishes.find(key).map(each -> each.order.restarts()).orElse(0);
        String since = process.record().startedAt();
        Start start = last != null && last.generation() == generation
                ? last.in(id)
                : new Start(
                        since,
                        key.server(),
                        key.replica(),
                        key.side(),
                        generation,
                        restarts,
                        1,
                        id.pid(),
                        id.ticks(),
                        id.boot(),
                        BuiltinRunner.KIND,
                        0,
                        "",
                        null,
                        null);
        KeptServer server = keeper.adopt(start, port);
        process.holds(
                new Launching(server.token, server.order, Map.of(), start.attempt(), start.epoch(), start.cause()));
    }

    /** What writes to a serve process's log and was not taken over hangs, or was never recorded. */
    private void endStrangers() throws IOException {
        List<Long> ours = context.thread()
                .ask(() -> builtins.processes().stream()
                        .map(ServeProcess::process)
                        .filter(java.util.Objects::nonNull)
                        .map(ProcessId::pid)
                        .toList());
        for (ProcessTable.Writer writer :
                ProcessTable.writers(context.settings().serveLogs())) {
            if (!ours.contains(writer.pid())) {
                Report.note("process " + writer.pid() + " is nobody's serve process and is killed", null);
                ProcessHandle.of(writer.pid()).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }
}

package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Starts drills and knows what became of them. The agent does none itself: a drill may kill the agent. It runs the program
 * that {@code up} has named in {@code drills.json}, in a session of its own, which writes its report into a file as it goes.
 * All that is known of a drill lies in files, so that the next agent knows as much. Drills are started by one thread only.
 */
final class Drills {
    /** Drills that are remembered. */
    static final int KEPT = 20;

    private static final Pattern FILE = Pattern.compile("(\\d{1,18})\\.(json|report|log)");
    private static final int REPORT_BYTES = 256 << 10;
    private static final int LAST_LINES = 5;

    private final AgentSettings settings;
    private final Clock clock;

    /** How far a drill is. */
    enum State {
        RUNNING,
        /** It healed, and nobody else noticed. */
        PASSED,
        FAILED,
        /** Nothing was done. */
        REFUSED,
        /** It ended without a verdict. */
        BROKEN
    }

    Drills(AgentSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Starts a drill; returns when its process exists.
     *
     * @throws Keeper.Refusal NO_DRILLS where no program is named, DRILL_RUNNING while another is under way,
     *     LAUNCH_FAILED if the program is not there
     */
    ObjectNode start(DrillWish wish) throws IOException {
        List<String> program = program();
        if (program.isEmpty()) {
            throw new Keeper.Refusal("NO_DRILLS", "drills are for a fleet that up has started on this machine");
        }
        Optional<DrillRecord> other = running();
        if (other.isPresent()) {
            throw new Keeper.Refusal(
                    "DRILL_RUNNING",
                    "drill " + other.get().id() + " (" + other.get().wish().drill() + ") is under way");
        }
        OwnFiles.folder(settings.drills());
        long id = ids().stream().findFirst().orElse(0L) + 1;
        Path log = file(id, "log");
        OwnFiles.touch(log);
        Process child = launch(program, wish, file(id, "report"), log);
        DrillRecord record =
                new DrillRecord(id, wish, clock.instant().toString(), ProcessId.of(child.pid(), settings.bootId()));
        OwnFiles.replace(file(id, "json"), Json.line(Json.MAPPER.valueToTree(record)));
        forget();
        return view(record);
    }

    /** Whether drills can be started here. */
    boolean possible() {
        return !program().isEmpty();
    }

    /** The drills of the last time, the newest first, those under way as well. */
    ArrayNode list() throws IOException {
        ArrayNode items = Json.MAPPER.createArrayNode();
        for (DrillRecord record : records()) {
            items.add(view(record));
        }
        return items;
    }

    /** The drill that is under way. */
    Optional<DrillRecord> running() throws IOException {
        for (DrillRecord record : records()) {
            if (state(record, report(record.id())) == State.RUNNING) {
                return Optional.of(record);
            }
        }
        return Optional.empty();
    }

    private Process launch(List<String> program, DrillWish wish, Path report, Path log) throws IOException {
        List<String> argv = new ArrayList<>();
        Program.setsid().ifPresent(setsid -> argv.add(setsid.toString()));
        argv.add(Program.find(program.get(0), CleanEnvironment.path()).toString());
        argv.addAll(program.subList(1, program.size()));
        argv.addAll(wish.arguments());
        argv.addAll(List.of("--yes", "--report", report.toString()));
        ProcessBuilder builder = new ProcessBuilder(argv);
        CleanEnvironment.base(builder.environment());
        return builder.directory(settings.directory().toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** Read at each time: {@code up} may have been run again, from another folder. */
    private List<String> program() {
        List<String> argv = new ArrayList<>();
        read(settings.drillProgram()).path("argv").forEach(word -> argv.add(word.asText()));
        return argv;
    }

    private ObjectNode view(DrillRecord record) throws IOException {
        JsonNode report = report(record.id());
        State state = state(record, report);
        String detail = state == State.BROKEN && report.path("detail").asText().isEmpty()
                ? "it ended without a report; " + lastLines(record.id())
                : report.path("detail").asText();
        ObjectNode view = record.view().put("state", state.name()).put("detail", detail);
        view.set("report", report);
        return view;
    }

    /** What it wrote last counts, whether or not its process is quite gone. */
    private State state(DrillRecord record, JsonNode report) {
        return switch (report.path("step").asText()) {
            case "ENDED" -> report.path("passed").asBoolean() ? State.PASSED : State.FAILED;
            case "REFUSED" -> State.REFUSED;
            case "BROKEN" -> State.BROKEN;
            default -> record.process().alive(settings.bootId()) ? State.RUNNING : State.BROKEN;
        };
    }

    private JsonNode report(long id) {
        return read(file(id, "report"));
    }

    /** Empty where there is nothing, or nothing of that kind. */
    private static JsonNode read(Path file) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) <= REPORT_BYTES) {
                return Json.read(Files.readAllBytes(file));
            }
        } catch (IOException unreadable) {
            Report.note(file + " cannot be read", unreadable);
        }
        return Json.object();
    }

    private String lastLines(long id) throws IOException {
        List<String> lines = ServerLogs.tail(file(id, "log"), LAST_LINES).lines();
        return lines.isEmpty() ? "it said nothing" : "it said: " + String.join(" / ", lines);
    }

    private List<DrillRecord> records() throws IOException {
        List<DrillRecord> records = new ArrayList<>();
        for (long id : ids()) {
            JsonNode kept = read(file(id, "json"));
            if (kept.has("id")) {
                records.add(Json.as(kept, DrillRecord.class));
            }
        }
        return records;
    }

    private void forget() throws IOException {
        for (long id : ids().stream().skip(KEPT).toList()) {
            for (String kind : List.of("json", "report", "log")) {
                Files.deleteIfExists(file(id, kind));
            }
        }
    }

    /** The newest first. */
    private List<Long> ids() throws IOException {
        if (!Files.isDirectory(settings.drills())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(settings.drills())) {
            return files.map(file -> FILE.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(match -> Long.parseLong(match.group(1)))
                    .distinct()
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }

    private Path file(long id, String kind) {
        return settings.drills().resolve(id + "." + kind);
    }
}

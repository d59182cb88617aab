package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;

/** Why a batch job never began, in words for people, as far as anybody knows. */
@Dependent
class JobEnds {
    private static final String NEVER = "its batch job was started and never began: ";
    private static final String CAUSE = "Caused by: ";
    private static final int LONGEST = 400;

    private final JobRecordStore records;

    @Inject
    JobEnds(JobRecordStore records) {
        this.records = records;
    }

    /** Of an execution that took no rollout: what the job repository keeps of it. */
    String of(long execution) {
        return records.end(execution)
                .map(end -> NEVER + "execution " + execution + " is " + end.status() + "; " + cause(end))
                .orElse(NEVER + "there is no execution " + execution + "; the server's log has the cause");
    }

    /** Of a launch that gave no execution. */
    static String refused(String message) {
        return "its batch job could not be started: " + cut(message);
    }

    private static String cause(JobRecordStore.End end) {
        if (!end.thrown().isBlank()) {
            return cut(ends(end.thrown()));
        }
        boolean silent = end.exit().isBlank() || end.exit().equals(end.status());
        return silent ? "the server's log has the cause" : cut(end.exit());
    }

    /** Of a trace what was thrown in the end, and what it came from. */
    private static String ends(String trace) {
        List<String> lines = trace.lines().toList();
        String first = lines.get(0);
        return lines.stream()
                .filter(line -> line.startsWith(CAUSE))
                .reduce((earlier, later) -> later)
                .map(line -> first + "; it came from " + line.substring(CAUSE.length()))
                .orElse(first);
    }

    private static String cut(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    }
}

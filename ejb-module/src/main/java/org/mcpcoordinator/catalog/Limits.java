package org.mcpcoordinator.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one copy of a program may take, with all processes it starts.
 *
 * @param memoryMegabytes of memory, in units of 1,048,576 bytes; 16 to 1,048,576
 * @param processes processes and their threads together, 4 to 32,768
 * @param files open files and sockets of each process, 16 to 1,048,576
 * @param cpu processors, 0.05 to 256; 0 for as many as there are
 */
public record Limits(int memoryMegabytes, int processes, int files, double cpu) {
    /** Of programs whose definition says nothing; the agent's {@code Limits} has the same. */
    public static final Limits USUAL = new Limits(1024, 256, 4096, 0);

    private static final int LEAST_MEGABYTES = 16;
    private static final int MOST_MEGABYTES = 1 << 20;
    private static final Pattern MEMORY = Pattern.compile("([1-9][0-9]{0,6})(MB|GB)");

    /** As the fleet file has them; what is not there is as usual, and so is a memory that does not fit. */
    static Limits read(JsonNode json) {
        return new Limits(
                megabytes(json.path("memory").asText()).orElse(USUAL.memoryMegabytes),
                json.path("processes").asInt(USUAL.processes),
                json.path("files").asInt(USUAL.files),
                json.path("cpu").asDouble(USUAL.cpu));
    }

    /** How much {@code 256MB} is; empty if it is too little, too much, or says nothing. */
    static Optional<Integer> megabytes(String text) {
        Matcher matcher = MEMORY.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long megabytes = Long.parseLong(matcher.group(1)) * (matcher.group(2).equals("GB") ? 1024 : 1);
        return megabytes < LEAST_MEGABYTES || megabytes > MOST_MEGABYTES
                ? Optional.empty()
                : Optional.of((int) megabytes);
    }

    /** True if the text names a memory that nobody may have. */
    static boolean isOutside(String text) {
        return MEMORY.matcher(text).matches() && megabytes(text).isEmpty();
    }

    /** The larger of each. */
    Limits or(Limits other) {
        return new Limits(
                Math.max(memoryMegabytes, other.memoryMegabytes),
                Math.max(processes, other.processes),
                Math.max(files, other.files),
                cpu == 0 || other.cpu == 0 ? 0 : Math.max(cpu, other.cpu));
    }

    /** The words that allow more than {@code most} does, each with both values. */
    Map<String, String> beyond(Limits most) {
        Map<String, String> beyond = new LinkedHashMap<>();
        if (memoryMegabytes > most.memoryMegabytes) {
            beyond.put("memory", memory() + " instead of " + most.memory());
        }
        if (processes > most.processes) {
            beyond.put("processes", processes + " instead of " + most.processes);
        }
        if (files > most.files) {
            beyond.put("files", files + " instead of " + most.files);
        }
        if (most.cpu != 0 && (cpu == 0 || cpu > most.cpu)) {
            beyond.put("cpu", (cpu == 0 ? "without a limit" : cpu) + " instead of " + most.cpu);
        }
        return beyond;
    }

    /** The memory as the fleet file has it. */
    public String memory() {
        return memoryMegabytes % 1024 == 0 ? memoryMegabytes / 1024 + "GB" : memoryMegabytes + "MB";
    }

    /** The normal form: what is usual is left out. */
    void addTo(ObjectNode definition) {
        if (equals(USUAL)) {
            return;
        }
        ObjectNode json = definition.putObject("limits");
        if (memoryMegabytes != USUAL.memoryMegabytes) {
            json.put("memory", memory());
        }
        if (processes != USUAL.processes) {
            json.put("processes", processes);
        }
        if (files != USUAL.files) {
            json.put("files", files);
        }
        if (cpu != USUAL.cpu) {
            json.put("cpu", cpu);
        }
    }
}

package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One serve process as it is kept on disk, written before the process exists: its identity is what the next agent
 * recognises it by.
 *
 * @param name {@code database-1}; names its socket, record and log
 * @param category what it serves
 * @param identity a random word that only it and we know
 * @param boot the boot it was started in
 * @param startedAt when
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record ServeRecord(String name, String category, String identity, String boot, String startedAt) {
    Path socket(Path serve) {
        return serve.resolve(name + ".sock");
    }

    void save(Path serve) throws IOException {
        OwnFiles.replace(file(serve), Json.line(Json.MAPPER.valueToTree(this)));
    }

    void delete(Path serve) {
        try {
            Files.deleteIfExists(file(serve));
            Files.deleteIfExists(socket(serve));
        } catch (IOException failure) {
            Report.failure("forgetting serve process " + name, failure);
        }
    }

    static List<ServeRecord> load(Path serve) throws IOException {
        List<ServeRecord> records = new ArrayList<>();
        try (Stream<Path> files = Files.list(serve)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".json")).toList()) {
                records.add(Json.MAPPER.readValue(Files.readAllBytes(file), ServeRecord.class));
            }
        }
        return records;
    }

    private Path file(Path serve) {
        return serve.resolve(name + ".json");
    }
}

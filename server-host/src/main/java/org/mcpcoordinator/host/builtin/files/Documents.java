package org.mcpcoordinator.host.builtin.files;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.mcpcoordinator.host.builtin.sample.Dice;
import org.mcpcoordinator.host.builtin.sample.Draft;
import org.mcpcoordinator.mcp.Json;

/**
 * Sample documents of a theme.
 *
 * @param theme one of the sheet
 * @param seed equal seeds give equal documents
 * @param count how many, 1 to 200
 */
record Documents(String theme, int seed, int count) {
    private static final JsonNode THEMES = themes();

    Documents {
        Objects.requireNonNull(theme);
    }

    static String about(String theme) {
        return THEMES.required(theme).path("about").asText();
    }

    /** Other settings get another folder, so that changed settings show changed documents. */
    String folderName() {
        return theme + "-" + seed + "-" + count;
    }

    /** Makes the folder unless it is there. */
    void make(Path folder) throws IOException {
        Draft.make(folder, this::write);
    }

    private void write(Path draft) throws IOException {
        JsonNode sheet = THEMES.required(theme);
        List<String> folders = texts(sheet.path("folders"));
        List<String> names = texts(sheet.path("files"));
        List<String> lines = texts(sheet.path("lines"));
        Dice dice = new Dice(seed, theme);
        for (int i = 0; i < count; i++) {
            Path folder = Files.createDirectories(draft.resolve(folders.get(i % folders.size())));
            String name = dice.fill(dice.pick(names)).replace(' ', '-').toLowerCase(Locale.ROOT);
            Path file = folder.resolve(name);
            for (int copy = 2; Files.exists(file); copy++) {
                int dot = name.lastIndexOf('.');
                file = folder.resolve(name.substring(0, dot) + "-" + copy + name.substring(dot));
            }
            Files.writeString(file, dice.fill(String.join("\n", lines)) + "\n");
        }
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(entry -> texts.add(entry.asText()));
        return texts;
    }

    private static JsonNode themes() {
        try (InputStream resource = Documents.class.getResourceAsStream("themes.json")) {
            return Json.read(Objects.requireNonNull(resource).readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

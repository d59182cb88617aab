package org.mcpcoordinator.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * A file that somebody else's program wrote: JSON, with comments too, or YAML of several documents. Aliases of YAML stay
 * the texts they are, so a small file cannot become a large tree. Bounds: 3,000,000 characters, depth 48, 1,000 documents.
 */
final class ForeignFile {
    private static final int LARGEST = 3_000_000;
    private static final int MOST_DOCUMENTS = 1_000;
    private static final StreamReadConstraints BOUNDS = StreamReadConstraints.builder()
            .maxNestingDepth(48)
            .maxStringLength(256 * 1024)
            .maxNameLength(1_000)
            .maxNumberLength(40)
            .build();
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(BOUNDS)
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());
    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .streamReadConstraints(BOUNDS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    private ForeignFile() {}

    /**
     * Its documents, at least one.
     *
     * @throws ProblemException IMPORT_INVALID with the place
     */
    static List<JsonNode> read(String text) {
        if (text.length() > LARGEST) {
            throw refused("", "the file has " + text.length() + " characters; at most " + LARGEST + " are read");
        }
        try {
            List<JsonNode> all = documents(text);
            if (all.isEmpty()) {
                throw refused("", "the file is empty");
            }
            return all;
        } catch (ProblemException known) {
            throw known;
        } catch (JsonProcessingException broken) {
            JsonLocation at = broken.getLocation();
            String place = at == null ? "" : at.getLineNr() + ":" + at.getColumnNr();
            throw refused(place, "the file cannot be read: " + words(broken));
        } catch (IOException | RuntimeException | StackOverflowError broken) {
            throw refused("", "the file cannot be read: it is no JSON and no YAML");
        }
    }

    /** In words of ours: the reader's own repeat what stands there, which may be a secret. */
    private static String words(JsonProcessingException broken) {
        if (broken instanceof StreamConstraintsException) {
            return "it is nested too deep, or a text or number in it is too long";
        }
        return String.valueOf(broken.getOriginalMessage()).startsWith("Duplicate field")
                ? "a name stands twice in the same object"
                : "what stands at this place is no JSON, or no YAML";
    }

    private static List<JsonNode> documents(String text) throws IOException {
        String begun = text.stripLeading();
        boolean json = begun.startsWith("{") || begun.startsWith("[") || begun.startsWith("/");
        try (MappingIterator<JsonNode> documents =
                (json ? JSON : YAML).readerFor(JsonNode.class).readValues(text)) {
            List<JsonNode> all = new ArrayList<>();
            while (documents.hasNextValue()) {
                if (all.size() == MOST_DOCUMENTS) {
                    throw refused("", "the file holds more than " + MOST_DOCUMENTS + " documents");
                }
                JsonNode document = documents.nextValue();
                if (document != null && !document.isNull() && !document.isMissingNode()) {
                    all.add(document);
                }
            }
            return all;
        }
    }

    private static ProblemException refused(String place, String sentence) {
        return new ProblemException(
                ProblemCode.IMPORT_INVALID, "Nothing was imported: " + sentence, List.of(new Mistake(place, sentence)));
    }
}

package org.mcpcoordinator.web.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.List;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.web.problem.ProblemView;
import org.mcpcoordinator.web.wire.Json;

/** Reads and writes the records of the API with {@link Json}, so that no choice of the server's providers matters. */
@Provider
@Consumes({MediaType.APPLICATION_JSON})
@Produces({MediaType.APPLICATION_JSON, ProblemView.MEDIA_TYPE})
public class JsonBodies implements MessageBodyReader<Object>, MessageBodyWriter<Object> {
    /** No request record needs more; fleet files go another way. */
    private static final int MOST_BYTES = 1 << 20;

    @Override
    public boolean isReadable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return type.isRecord() && !type.equals(TextBody.class);
    }

    @Override
    public Object readFrom(
            Class<Object> type,
            Type generic,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, String> headers,
            InputStream body)
            throws IOException {
        byte[] bytes = TextBody.bytes(body, MOST_BYTES);
        try {
            Object value = Json.mapper().readValue(bytes, type);
            if (value == null) {
                throw new ProblemException(ProblemCode.REQUEST_INVALID, "A JSON object is wanted, not null.");
            }
            return value;
        } catch (JsonProcessingException malformed) {
            throw refused(malformed);
        }
    }

    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return !CharSequence.class.isAssignableFrom(type) && !type.isArray();
    }

    @Override
    public void writeTo(
            Object value,
            Class<?> type,
            Type generic,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, Object> headers,
            OutputStream body)
            throws IOException {
        Json.mapper().writeValue(body, value);
    }

    private static ProblemException refused(JsonProcessingException malformed) {
        Mistake mistake = new Mistake(place(malformed), sentence(malformed));
        return new ProblemException(
                ProblemCode.REQUEST_INVALID,
                "The JSON sent does not fit at " + (mistake.place().isEmpty() ? "its root" : mistake.place()) + ": "
                        + mistake.message() + ".",
                List.of(mistake),
                malformed);
    }

    private static String place(JsonProcessingException malformed) {
        if (malformed instanceof JsonMappingException mapping
                && !mapping.getPath().isEmpty()) {
            StringBuilder pointer = new StringBuilder();
            for (JsonMappingException.Reference step : mapping.getPath()) {
                pointer.append('/').append(step.getFieldName() != null ? step.getFieldName() : step.getIndex());
            }
            return pointer.toString();
        }
        return malformed.getLocation() == null
                ? ""
                : malformed.getLocation().getLineNr() + ":"
                        + malformed.getLocation().getColumnNr();
    }

    /** In our words: Jackson's own name classes and echo what was sent. */
    private static String sentence(JsonProcessingException malformed) {
        if (malformed instanceof UnrecognizedPropertyException) {
            return "this key is not known";
        }
        return malformed instanceof JsonMappingException ? "a value of another type is wanted" : "this is not JSON";
    }
}

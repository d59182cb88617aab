package org.mcpcoordinator.web.api;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * A body that is taken as text, whatever its media type: a fleet file, a secret.
 *
 * @param text UTF-8, at most {@value #MOST_BYTES} bytes
 */
public record TextBody(String text) {
    /** Ten times the sample fleet of 1,000. */
    static final int MOST_BYTES = 8 << 20;

    public TextBody {
        Objects.requireNonNull(text);
    }

    /** All of the body, or BODY_TOO_LARGE. */
    static byte[] bytes(InputStream body, int most) throws IOException {
        byte[] bytes = body.readNBytes(most + 1);
        if (bytes.length > most) {
            throw new ProblemException(ProblemCode.BODY_TOO_LARGE, "At most " + most + " bytes are read here.");
        }
        return bytes;
    }

    /** Reads it. */
    @Provider
    public static class Reader implements MessageBodyReader<TextBody> {
        @Override
        public boolean isReadable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
            return type.equals(TextBody.class);
        }

        @Override
        public TextBody readFrom(
                Class<TextBody> type,
                Type generic,
                Annotation[] annotations,
                MediaType media,
                MultivaluedMap<String, String> headers,
                InputStream body)
                throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(bytes(body, MOST_BYTES));
            try {
                return new TextBody(
                        StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
            } catch (CharacterCodingException notText) {
                throw Bounds.refused("body", "is not UTF-8 text: " + place(bytes), notText);
            }
        }

        /** Where the decoder stands: at what it could not read. */
        private static String place(ByteBuffer bytes) {
            int line = 1;
            int column = 1;
            for (int i = 0; i < bytes.position(); i++) {
                boolean ends = bytes.get(i) == '\n';
                line += ends ? 1 : 0;
                column = ends ? 1 : column + 1;
            }
            return "line " + line + ", byte " + column + " of it";
        }
    }
}

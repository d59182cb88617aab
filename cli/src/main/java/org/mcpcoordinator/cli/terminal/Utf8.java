package org.mcpcoordinator.cli.terminal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text that people bring. What is none is refused at its place: letters put in for it would be another secret, another file. */
public final class Utf8 {
    private Utf8() {}

    /**
     * The text that these bytes are.
     *
     * @param what is read, for the sentence that refuses it
     */
    public static String read(byte[] bytes, String what) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(rest).toString();
        } catch (CharacterCodingException notText) {
            String before = new String(bytes, 0, rest.position(), StandardCharsets.UTF_8);
            int lineStart = before.lastIndexOf('\n') + 1;
            throw Refusal.refused("%s is not UTF-8 text: line %d, column %d, byte 0x%02x"
                    .formatted(
                            what,
                            before.chars().filter(letter -> letter == '\n').count() + 1,
                            before.codePointCount(lineStart, before.length()) + 1,
                            rest.get(rest.position())));
        }
    }
}

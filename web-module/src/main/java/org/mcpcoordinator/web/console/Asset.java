package org.mcpcoordinator.web.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** One file, ready to be sent, plain or compressed. */
final class Asset {
    /** Media types by the name's ending; JavaScript as RFC 9239 has it. */
    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "html", "text/html;charset=utf-8",
            "js", "text/javascript;charset=utf-8",
            "mjs", "text/javascript;charset=utf-8",
            "json", "application/json",
            "css", "text/css;charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "txt", "text/plain;charset=utf-8");

    private final String mediaType;
    private final byte[] plain;
    private final byte[] gzipped;
    private final String tag;

    Asset(String name, byte[] content) {
        String ending = name.substring(name.lastIndexOf('.') + 1);
        byte[] compressed = gzip(content);
        this.mediaType = MEDIA_TYPES.getOrDefault(ending, "application/octet-stream");
        this.plain = content;
        this.gzipped = compressed.length < content.length ? compressed : content;
        this.tag = HexFormat.of().formatHex(Digests.sha256(content), 0, 8);
    }

    /** Media type with its charset. */
    String mediaType() {
        return mediaType;
    }

    /** False where the compressed form would not be shorter. */
    boolean compressible() {
        return gzipped != plain;
    }

    /** Entity tag with its quotes; each form has its own (RFC 9110, section 8.8.3). */
    String tag(boolean compressed) {
        return '"' + tag + (compressed ? "-gzip\"" : "\"");
    }

    int length(boolean compressed) {
        return compressed ? gzipped.length : plain.length;
    }

    void write(OutputStream out, boolean compressed) throws IOException {
        out.write(compressed ? gzipped : plain);
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException("memory refused bytes", e);
        }
        return bytes.toByteArray();
    }
}

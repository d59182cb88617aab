package org.mcpcoordinator.host.builtin.devtools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.ToolFailure;
import org.mcpcoordinator.mcp.server.ToolResult;

/** Digests and codings of texts. */
final class CodeTools {
    private CodeTools() {}

    static ToolResult hash(Arguments arguments) throws GeneralSecurityException {
        byte[] bytes = bytes(arguments.text("text"), arguments.text("form", "text"));
        String algorithm = arguments.text("algorithm", "sha-256");
        byte[] digest;
        if ("crc32".equals(algorithm)) {
            CRC32 crc = new CRC32();
            crc.update(bytes);
            digest = ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
        } else {
            digest = MessageDigest.getInstance(algorithm.toUpperCase(Locale.ROOT))
                    .digest(bytes);
        }
        return digestResult(algorithm, bytes.length, digest);
    }

    static ToolResult hmac(Arguments arguments) throws GeneralSecurityException {
        byte[] bytes = arguments.text("text").getBytes(StandardCharsets.UTF_8);
        byte[] key = arguments.text("key").getBytes(StandardCharsets.UTF_8);
        String algorithm = arguments.text("algorithm", "sha-256");
        String name = "Hmac" + algorithm.toUpperCase(Locale.ROOT).replace("-", "");
        Mac mac = Mac.getInstance(name);
        mac.init(new SecretKeySpec(key, name));
        return digestResult("hmac-" + algorithm, bytes.length, mac.doFinal(bytes));
    }

    static ToolResult encode(Arguments arguments) {
        String text = arguments.text("text");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ToolResult.text(
                switch (arguments.text("form")) {
                    case "base64" -> Base64.getEncoder().encodeToString(bytes);
                    case "base64url" -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
                    case "hex" -> HexFormat.of().formatHex(bytes);
                    case "url" ->
                        URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
                    case "json" -> Json.text(TextNode.valueOf(text));
                    default ->
                        text.replace("&", "&amp;")
                                .replace("<", "&lt;")
                                .replace(">", "&gt;")
                                .replace("\"", "&quot;")
                                .replace("'", "&#39;");
                });
    }

    static ToolResult decode(Arguments arguments) throws IOException {
        String text = arguments.text("text");
        String form = arguments.text("form");
        return ToolResult.text(
                switch (form) {
                    case "html" ->
                        text.replace("&lt;", "<")
                                .replace("&gt;", ">")
                                .replace("&quot;", "\"")
                                .replace("&#39;", "'")
                                .replace("&amp;", "&");
                    case "url" -> unescaped(text);
                    case "json" -> jsonText(text);
                    default -> utf8(bytes(text, form));
                });
    }

    /** The bytes a text stands for in a form. */
    private static byte[] bytes(String text, String form) {
        try {
            return switch (form) {
                case "base64" -> Base64.getMimeDecoder().decode(text);
                case "base64url" -> Base64.getUrlDecoder().decode(text.strip());
                case "hex" -> HexFormat.of().parseHex(text.strip());
                default -> text.getBytes(StandardCharsets.UTF_8);
            };
        } catch (IllegalArgumentException malformed) {
            throw new ToolFailure("text: is not " + form + ": " + malformed.getMessage(), malformed);
        }
    }

    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException binary) {
            throw new ToolFailure(
                    "text: decodes to " + bytes.length + " bytes that are no UTF-8 text; in hex: "
                            + HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 256)),
                    binary);
        }
    }

    private static String unescaped(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new ToolFailure("text: is not percent-encoded: " + malformed.getMessage(), malformed);
        }
    }

    private static String jsonText(String text) throws IOException {
        try {
            String value = Json.read(text).textValue();
            if (value != null) {
                return value;
            }
        } catch (IOException malformed) {
            throw new ToolFailure("text: is not a JSON string", malformed);
        }
        throw new ToolFailure("text: is JSON, but not a string");
    }

    private static ToolResult digestResult(String algorithm, int bytes, byte[] digest) {
        ObjectNode result = Json.object().put("algorithm", algorithm).put("bytes", bytes);
        result.put("hex", HexFormat.of().formatHex(digest));
        return ToolResult.json(result.put("base64", Base64.getEncoder().encodeToString(digest)));
    }
}

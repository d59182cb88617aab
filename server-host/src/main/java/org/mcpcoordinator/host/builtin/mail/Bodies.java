package org.mcpcoordinator.host.builtin.mail;

import com.fasterxml.jackson.databind.node.ArrayNode;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParseException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;

/** The text of a message and the names of what is attached to it, within limits of size, parts and depth. */
final class Bodies {
    private static final int MOST_PARTS = 100;
    private static final int DEEPEST = 8;

    private final int maxBytes;
    private final StringBuilder plain = new StringBuilder();
    private final StringBuilder markup = new StringBuilder();
    private final ArrayNode attachments;
    private int parts;
    private boolean cut;

    private Bodies(int maxBytes, ArrayNode attachments) {
        this.maxBytes = maxBytes;
        this.attachments = attachments;
    }

    /** The text; attachments are described, never read. */
    static Bodies of(Part message, int maxBytes, ArrayNode attachments) throws MessagingException, IOException {
        Bodies bodies = new Bodies(maxBytes, attachments);
        bodies.take(message, 0);
        return bodies;
    }

    /** Plain text where there is some, else what HTML says without its tags. */
    String text() {
        return plain.isEmpty() ? withoutTags(markup.toString()) : plain.toString();
    }

    boolean cut() {
        return cut;
    }

    private void take(Part part, int depth) throws MessagingException, IOException {
        if (++parts > MOST_PARTS || depth > DEEPEST) {
            cut = true;
        } else if (Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition()) || part.getFileName() != null) {
            describe(part);
        } else if (part.isMimeType("multipart/*")) {
            if (part.getContent() instanceof Multipart multipart) {
                for (int i = 0; i < multipart.getCount() && parts <= MOST_PARTS; i++) {
                    BodyPart inner = multipart.getBodyPart(i);
                    take(inner, depth + 1);
                }
            }
        } else if (part.isMimeType("text/html")) {
            append(part, markup);
        } else if (part.isMimeType("text/*")) {
            append(part, plain);
        } else {
            describe(part);
        }
    }

    private void append(Part part, StringBuilder to) throws MessagingException, IOException {
        int room = maxBytes - plain.length() - markup.length();
        try (InputStream in = part.getInputStream()) {
            byte[] bytes = in.readNBytes(Math.max(0, room) + 1);
            cut |= bytes.length > room;
            String text = new String(bytes, 0, Math.min(bytes.length, Math.max(0, room)), charset(part));
            to.append(to.isEmpty() ? "" : "\n").append(text.replace("\r\n", "\n"));
        }
    }

    private void describe(Part part) throws MessagingException, IOException {
        String name = part.getFileName();
        attachments
                .addObject()
                .put("name", name == null ? "" : shortened(MimeUtility.decodeText(name)))
                .put("type", type(part))
                .put("bytes", part.getSize());
    }

    private static String type(Part part) throws MessagingException {
        String type = String.valueOf(part.getContentType());
        int end = type.indexOf(';');
        return shortened((end < 0 ? type : type.substring(0, end)).toLowerCase(Locale.ROOT));
    }

    private static String shortened(String text) {
        return text.length() > 200 ? text.substring(0, 200) : text;
    }

    private static Charset charset(Part part) throws MessagingException {
        try {
            String named = new ContentType(part.getContentType()).getParameter("charset");
            return named == null ? StandardCharsets.UTF_8 : Charset.forName(MimeUtility.javaCharset(named));
        } catch (ParseException | IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return StandardCharsets.UTF_8;
        }
    }

    /** For reading, not for showing: what a browser would hide is left out, entities are told as they are meant. */
    static String withoutTags(String html) {
        String folded = html.toLowerCase(Locale.ROOT);
        StringBuilder text = new StringBuilder();
        boolean inside = false;
        for (int i = 0; i < html.length(); i++) {
            char letter = html.charAt(i);
            if (letter == '<') {
                inside = true;
                i = hidden(folded, i);
            } else if (letter == '>' && inside) {
                inside = false;
                text.append(' ');
            } else if (!inside) {
                text.append(letter);
            }
        }
        return withoutGaps(text.toString()
                .replace("&nbsp;", " ")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&"));
    }

    /** Passes over the content of script and style. */
    private static int hidden(String folded, int at) {
        for (String tag : new String[] {"script", "style"}) {
            if (folded.startsWith(tag, at + 1)) {
                int end = folded.indexOf("</" + tag, at);
                return end < 0 ? folded.length() : end;
            }
        }
        return at;
    }

    /** Each gap becomes one line end if there is one in it, else one space; in one pass, whatever the sender wrote. */
    private static String withoutGaps(String text) {
        StringBuilder close = new StringBuilder();
        char gap = 0;
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == '\n') {
                gap = '\n';
            } else if (Character.isWhitespace(letter)) {
                gap = gap == 0 ? ' ' : gap;
            } else {
                if (gap != 0 && !close.isEmpty()) {
                    close.append(gap);
                }
                gap = 0;
                close.append(letter);
            }
        }
        return close.toString();
    }
}

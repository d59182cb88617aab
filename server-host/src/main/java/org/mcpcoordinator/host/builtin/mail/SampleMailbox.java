package org.mcpcoordinator.host.builtin.mail;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.mail.Flags;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.search.SearchTerm;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.mcpcoordinator.host.builtin.sample.Dice;
import org.mcpcoordinator.host.builtin.sample.Draft;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.ToolFailure;
import org.mcpcoordinator.mcp.server.ToolResult;

/**
 * A mailbox in a folder of this host: real messages, a file each, made on first use. What is sent lands in its folder
 * Sent, and in INBOX too if the owner is among the recipients; nothing leaves this host.
 */
final class SampleMailbox implements Mailbox, Postman {
    /** In a folder, so that nobody fills the disk. */
    private static final int MOST = 1_000;

    /** Of all files of a folder. */
    private static final long MOST_BYTES = 8 << 20;

    private static final List<String> FOLDERS = List.of("INBOX", "Archive", "Sent");

    private final Path folder;
    private final String theme;
    private final int seed;
    private final int messages;

    SampleMailbox(Path folder, String theme, int seed, int messages) {
        this.folder = folder;
        this.theme = theme;
        this.seed = seed;
        this.messages = messages;
    }

    static String owner(String theme) {
        return theme + "@example.org";
    }

    static String about(String theme) {
        return Themes.SHEET.required(theme).path("about").asText();
    }

    @Override
    public Session session() {
        Properties settings = new Properties();
        settings.put("mail.from", owner(theme));
        return Session.getInstance(settings);
    }

    @Override
    public Folders folders() throws IOException {
        List<Folder> folders = new ArrayList<>();
        for (String name : FOLDERS) {
            List<Path> files = files(name);
            int unread = (int) files.stream()
                    .filter(file -> file.toString().endsWith("-new.eml"))
                    .count();
            folders.add(new Folder(name, files.size(), unread));
        }
        return new Folders(folders, false);
    }

    @Override
    public ToolResult search(String name, Optional<SearchTerm> term, int limit, Work work)
            throws MessagingException, IOException {
        List<Entry> entries = new ArrayList<>();
        boolean more = false;
        for (Path file : files(name)) {
            MimeMessage message = read(file);
            if (term.isEmpty() || term.get().match(message)) {
                more = entries.size() == limit;
                if (more) {
                    break;
                }
                entries.add(new Entry(uid(file), new Listed(session(), message)));
            }
        }
        return work.on(new Found(entries, more));
    }

    @Override
    public ToolResult read(String name, long uid, Work work) throws MessagingException, IOException {
        for (Path file : files(name)) {
            if (uid(file) == uid) {
                return work.on(new Found(List.of(new Entry(uid, read(file))), false));
            }
        }
        return work.on(new Found(List.of(), false));
    }

    @Override
    public synchronized void send(MimeMessage message) throws MessagingException, IOException {
        message.saveChanges();
        keep("Sent", message, false);
        for (var recipient : message.getAllRecipients()) {
            if (recipient instanceof InternetAddress address && owner(theme).equalsIgnoreCase(address.getAddress())) {
                keep("INBOX", message, true);
            }
        }
    }

    private void keep(String name, MimeMessage message, boolean unread) throws MessagingException, IOException {
        List<Path> files = files(name);
        long bytes = Math.max(0, message.getSize());
        for (Path file : files) {
            bytes += Files.size(file);
        }
        if (files.size() >= MOST || bytes > MOST_BYTES) {
            throw new ToolFailure("The sample mailbox holds " + MOST + " messages or " + MOST_BYTES + " bytes in "
                    + name + " at most; it takes no more.");
        }
        long uid = files.isEmpty() ? 1 : uid(files.get(0)) + 1;
        Path into = folder.resolve(name);
        Path draft = Files.createTempFile(into, "draft", ".tmp");
        // An encoded body comes byte by byte.
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(draft))) {
            message.writeTo(out);
        }
        Files.move(draft, into.resolve(fileName(uid, unread)), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Newest first. */
    private List<Path> files(String name) throws IOException {
        if (!FOLDERS.contains(name)) {
            throw new ToolFailure("folder: there is no " + name + "; look with list_folders");
        }
        Draft.make(folder, this::write);
        try (Stream<Path> files = Files.list(folder.resolve(name))) {
            return files.filter(file -> file.toString().endsWith(".eml"))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }

    private static String fileName(long uid, boolean unread) {
        return String.format(Locale.ROOT, "%06d%s.eml", uid, unread ? "-new" : "");
    }

    private static long uid(Path file) {
        return Long.parseLong(file.getFileName().toString().substring(0, 6));
    }

    private MimeMessage read(Path file) throws MessagingException, IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MimeMessage message = new MimeMessage(session(), in);
            message.setFlag(Flags.Flag.SEEN, !file.toString().endsWith("-new.eml"));
            return message;
        }
    }

    private void write(Path draft) throws IOException {
        JsonNode sheet = Themes.SHEET.required(theme);
        Dice dice = new Dice(seed, "mail." + theme);
        LocalDateTime when = LocalDateTime.of(2026, 1, 5, 8, 0);
        for (String name : FOLDERS) {
            Files.createDirectory(draft.resolve(name));
        }
        try {
            for (int number = 1; number <= messages; number++) {
                when = when.plusMinutes(dice.number(20, 2_000));
                boolean ours = number % 6 == 0;
                String name = ours ? "Sent" : number % 3 == 0 ? "Archive" : "INBOX";
                boolean unread = name.equals("INBOX") && number > messages - messages / 5;
                MimeMessage message = message(sheet, dice, when, ours);
                message.setHeader("Message-ID", "<" + theme + "." + seed + "." + number + "@example.org>");
                Path file = draft.resolve(name).resolve(fileName(number, unread));
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
                    message.writeTo(out);
                }
            }
        } catch (MessagingException failure) {
            throw new IOException("the sample mailbox could not be written", failure);
        }
    }

    private MimeMessage message(JsonNode sheet, Dice dice, LocalDateTime when, boolean ours)
            throws MessagingException, IOException {
        String person = dice.person();
        InternetAddress other = new InternetAddress(
                person.toLowerCase(Locale.ROOT).replace(' ', '.') + "@example."
                        + dice.pick(List.of("org", "com", "net")),
                person);
        InternetAddress owner = new InternetAddress(owner(theme), theme);
        List<String> body = new ArrayList<>(List.of(ours ? "Dear " + person + "," : "Hello,", ""));
        List<JsonNode> lines = new ArrayList<>();
        sheet.path("lines").forEach(lines::add);
        for (int line = 0; line < dice.number(2, 5); line++) {
            body.add(dice.fill(dice.pick(lines).asText()));
        }
        body.addAll(List.of("", ours ? theme + " team" : person));
        List<JsonNode> subjects = new ArrayList<>();
        sheet.path("subjects").forEach(subjects::add);
        MimeMessage message = new MimeMessage(session());
        message.setFrom(ours ? owner : other);
        message.setRecipient(Message.RecipientType.TO, ours ? other : owner);
        message.setSubject((ours ? "Re: " : "") + dice.fill(dice.pick(subjects).asText()), "UTF-8");
        message.setSentDate(Date.from(when.toInstant(ZoneOffset.UTC)));
        message.setText(String.join("\r\n", body) + "\r\n", "UTF-8");
        message.saveChanges();
        return message;
    }

    /** A message as a list shows it: without its body, so that a long list does not hold them all. */
    private static final class Listed extends MimeMessage {
        private final int size;

        Listed(Session session, MimeMessage whole) throws MessagingException {
            super(session);
            whole.getAllHeaderLines().asIterator().forEachRemaining(headers::addHeaderLine);
            setFlags(whole.getFlags(), true);
            size = whole.getSize();
        }

        @Override
        public int getSize() {
            return size;
        }
    }

    /** Read once, by the first sample. */
    private static final class Themes {
        private static final JsonNode SHEET = read();

        private Themes() {}

        private static JsonNode read() {
            try (InputStream resource = SampleMailbox.class.getResourceAsStream("themes.json")) {
                return Json.read(Objects.requireNonNull(resource).readAllBytes());
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }
}

package org.mcpcoordinator.host.builtin.mail;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Flags;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.search.AndTerm;
import jakarta.mail.search.BodyTerm;
import jakarta.mail.search.ComparisonTerm;
import jakarta.mail.search.FlagTerm;
import jakarta.mail.search.FromStringTerm;
import jakarta.mail.search.OrTerm;
import jakarta.mail.search.SearchTerm;
import jakarta.mail.search.SentDateTerm;
import jakarta.mail.search.SubjectTerm;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.ToolFailure;
import org.mcpcoordinator.mcp.server.ToolResult;

/** Reading tools of one mailbox. */
final class MailTools {
    private final Mailbox mailbox;
    private final int maxBytes;

    MailTools(Mailbox mailbox, int maxBytes) {
        this.mailbox = mailbox;
        this.maxBytes = maxBytes;
    }

    /** A conversation with a mail server. */
    interface Work {
        ToolResult run() throws MessagingException, IOException;
    }

    /** What went wrong there, in words; never an account's password, which no server repeats. */
    static ToolResult told(Work work) {
        try {
            return work.run();
        } catch (AuthenticationFailedException refused) {
            throw new ToolFailure(
                    "The mail server refused our account; whoever runs this server must set user and password.",
                    refused);
        } catch (MessagingException | IOException failure) {
            String said = String.valueOf(failure.getMessage()).replaceAll("[\\s\\p{Cntrl}]+", " ");
            throw new ToolFailure(
                    "The mail server cannot be asked: " + (said.length() > 300 ? said.substring(0, 300) : said),
                    failure);
        }
    }

    ToolResult folders(Arguments arguments) {
        return told(() -> {
            ObjectNode result = Json.object();
            ArrayNode list = result.putArray("folders");
            Mailbox.Folders folders = mailbox.folders();
            for (Mailbox.Folder folder : folders.list()) {
                list.addObject()
                        .put("name", folder.name())
                        .put("messages", folder.messages())
                        .put("unread", folder.unread());
            }
            return ToolResult.json(result.put("cut", folders.cut()));
        });
    }

    ToolResult search(Arguments arguments) {
        String folder = Lines.single(arguments.text("folder", "INBOX"), "folder");
        Optional<SearchTerm> term = term(arguments);
        return told(() -> mailbox.search(folder, term, arguments.number("limit", 20), found -> {
            ObjectNode result = Json.object().put("folder", folder);
            ArrayNode list = result.putArray("messages");
            for (Mailbox.Entry entry : found.entries()) {
                describe(entry, list.addObject());
            }
            return ToolResult.json(result.put("more", found.more()));
        }));
    }

    ToolResult read(Arguments arguments) {
        String folder = Lines.single(arguments.text("folder", "INBOX"), "folder");
        long uid = arguments.json().path("uid").asLong();
        return told(() -> mailbox.read(folder, uid, found -> {
            if (found.entries().isEmpty()) {
                throw new ToolFailure(
                        "uid: there is no message " + uid + " in " + folder + "; look with search_messages");
            }
            Message message = found.entries().get(0).message();
            ObjectNode result = describe(found.entries().get(0), Json.object());
            addresses(message.getRecipients(Message.RecipientType.CC), result.putArray("cc"));
            Bodies bodies = Bodies.of(message, maxBytes, result.putArray("attachments"));
            return ToolResult.json(result.put("text", bodies.text()).put("cut", bodies.cut()));
        }));
    }

    private static ObjectNode describe(Mailbox.Entry entry, ObjectNode into) throws MessagingException {
        Message message = entry.message();
        into.put("uid", entry.uid()).put("subject", shortened(message.getSubject()));
        addresses(message.getFrom(), into.putArray("from"));
        addresses(message.getRecipients(Message.RecipientType.TO), into.putArray("to"));
        date(message).ifPresent(date -> into.put("date", date.toString()));
        return into.put("unread", !message.isSet(Flags.Flag.SEEN)).put("bytes", message.getSize());
    }

    private static void addresses(Address @Nullable [] addresses, ArrayNode into) {
        for (Address address : addresses == null ? new Address[0] : addresses) {
            if (into.size() < 50) {
                into.add(shortened(
                        address instanceof InternetAddress internet ? internet.toUnicodeString() : address.toString()));
            }
        }
    }

    private static String shortened(@Nullable String text) {
        String plain = text == null ? "" : text.replaceAll("[\\s\\p{Cntrl}]+", " ");
        return plain.length() > 500 ? plain.substring(0, 500) + "... (cut)" : plain;
    }

    private static Optional<SearchTerm> term(Arguments arguments) {
        List<SearchTerm> terms = new ArrayList<>();
        find(arguments, "from").ifPresent(text -> terms.add(new FromStringTerm(text)));
        find(arguments, "subject").ifPresent(text -> terms.add(new SubjectTerm(text)));
        find(arguments, "text").ifPresent(text -> terms.add(new OrTerm(new SubjectTerm(text), new BodyTerm(text))));
        find(arguments, "since").ifPresent(day -> terms.add(sent(ComparisonTerm.GE, day, "since")));
        find(arguments, "before").ifPresent(day -> terms.add(sent(ComparisonTerm.LT, day, "before")));
        if (arguments.flag("unread", false)) {
            terms.add(new FlagTerm(new Flags(Flags.Flag.SEEN), false));
        }
        return terms.stream().reduce(AndTerm::new);
    }

    private static Optional<String> find(Arguments arguments, String name) {
        return arguments.find(name).filter(text -> !text.isEmpty()).map(text -> Lines.single(text, name));
    }

    private static Optional<Instant> date(Message message) throws MessagingException {
        if (message.getSentDate() != null) {
            return Optional.of(message.getSentDate().toInstant());
        }
        return Optional.ofNullable(message.getReceivedDate()).map(Date::toInstant);
    }

    private static SearchTerm sent(int comparison, String day, String argument) {
        try {
            Instant begin = LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toInstant();
            return new SentDateTerm(comparison, Date.from(begin));
        } catch (DateTimeException wrong) {
            throw new ToolFailure(argument + ": write a day, for example 2026-01-31", wrong);
        }
    }
}

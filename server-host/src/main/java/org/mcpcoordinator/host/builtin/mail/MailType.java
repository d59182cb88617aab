package org.mcpcoordinator.host.builtin.mail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mcpcoordinator.host.builtin.BadConfig;
import org.mcpcoordinator.host.builtin.BuiltinType;
import org.mcpcoordinator.host.builtin.Content;
import org.mcpcoordinator.host.builtin.Setup;
import org.mcpcoordinator.host.builtin.TypeSheet;
import org.mcpcoordinator.mcp.server.Arguments;

/** The type {@code mail}. */
public final class MailType implements BuiltinType {
    private final TypeSheet sheet = TypeSheet.beside(MailType.class, "mail");

    @Override
    public TypeSheet sheet() {
        return sheet;
    }

    @Override
    public Content build(Setup setup) throws BadConfig {
        Arguments config = setup.config();
        JsonNode imap = config.json().path("imap");
        JsonNode smtp = config.json().path("smtp");
        List<String> recipients = config.texts("recipients");
        int millis = config.number("timeoutMillis", 10_000);
        int maxBytes = config.number("maxBytes", 65_536);
        Map<String, Content.Offer> offers = new LinkedHashMap<>();
        if (!imap.isObject() && !smtp.isObject()) {
            String theme = config.text("theme", "helpdesk");
            SampleMailbox sample = sample(setup, theme);
            offerReading(offers, sample, maxBytes);
            if (!recipients.isEmpty()) {
                offerSending(offers, sample, recipients, SampleMailbox.owner(theme), maxBytes);
            }
            return Content.of(
                    "A local sample mailbox, made on first use: " + SampleMailbox.about(theme)
                            + ". Nothing that is sent leaves this host.",
                    offers);
        }
        if (imap instanceof ObjectNode account) {
            offerReading(offers, new ImapMailbox(Account.of("imap", account, 993, 143, millis)), maxBytes);
        }
        if (smtp instanceof ObjectNode account) {
            Postman postman = new SmtpPostman(Account.of("smtp", account, 465, 587, millis));
            offerSending(offers, postman, recipients, account.path("from").asText(), maxBytes);
        }
        return Content.of("A mailbox on a mail server.", offers);
    }

    private static void offerReading(Map<String, Content.Offer> offers, Mailbox mailbox, int maxBytes) {
        MailTools tools = new MailTools(mailbox, maxBytes);
        offers.put("list_folders", new Content.Offer.FromSheet(tools::folders));
        offers.put("search_messages", new Content.Offer.FromSheet(tools::search));
        offers.put("read_message", new Content.Offer.FromSheet(tools::read));
    }

    private static void offerSending(
            Map<String, Content.Offer> offers, Postman postman, List<String> recipients, String from, int maxBytes) {
        SendTool tool = new SendTool(postman, new Recipients(recipients), from, maxBytes, Clock.systemUTC());
        offers.put("send_message", new Content.Offer.FromSheet(tool::send));
    }

    private static SampleMailbox sample(Setup setup, String theme) {
        Arguments config = setup.config();
        int seed = config.number("seed", 0);
        int messages = config.number("messages", 40);
        Path folder = setup.directory()
                .resolve("mail")
                .resolve(setup.server() + "-" + setup.replica())
                .resolve(theme + "-" + seed + "-" + messages);
        return new SampleMailbox(folder, theme, seed, messages);
    }
}

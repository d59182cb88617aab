package org.mcpcoordinator.host.builtin.mail;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.mail.Message;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.ToolFailure;
import org.mcpcoordinator.mcp.server.ToolResult;

/** Writes plain text to allowed recipients. */
final class SendTool {
    private static final int MOST_RECIPIENTS = 20;

    private final Postman postman;
    private final Recipients recipients;
    private final String from;
    private final int maxBytes;
    private final Clock clock;

    SendTool(Postman postman, Recipients recipients, String from, int maxBytes, Clock clock) {
        this.postman = postman;
        this.recipients = recipients;
        this.from = from;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    ToolResult send(Arguments arguments) {
        List<InternetAddress> to = recipients.checked(arguments.texts("to"), "to");
        List<InternetAddress> cc = recipients.checked(arguments.texts("cc"), "cc");
        if (to.size() + cc.size() > MOST_RECIPIENTS) {
            throw new ToolFailure("to: a message goes to at most " + MOST_RECIPIENTS + " recipients");
        }
        String subject = Lines.single(arguments.text("subject"), "subject");
        String text = arguments.text("text");
        if (text.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            throw new ToolFailure("text: is longer than " + maxBytes + " bytes");
        }
        return MailTools.told(() -> {
            MimeMessage message = new MimeMessage(postman.session());
            message.setFrom(sender());
            message.setRecipients(Message.RecipientType.TO, to.toArray(new InternetAddress[0]));
            message.setRecipients(Message.RecipientType.CC, cc.toArray(new InternetAddress[0]));
            message.setSubject(subject, "UTF-8");
            message.setSentDate(Date.from(clock.instant()));
            message.setText(text.replaceAll("\\r?\\n", "\r\n"), "UTF-8");
            message.saveChanges();
            postman.send(message);
            ObjectNode result = Json.object().put("messageId", message.getMessageID());
            ArrayNode sent = result.putArray("recipients");
            List<InternetAddress> all = new ArrayList<>(to);
            all.addAll(cc);
            all.forEach(address -> sent.add(address.getAddress()));
            return ToolResult.json(result);
        });
    }

    private InternetAddress sender() {
        try {
            return new InternetAddress(from, true);
        } catch (AddressException malformed) {
            throw new ToolFailure("The address this server sends from is malformed; correct smtp.from.", malformed);
        }
    }
}

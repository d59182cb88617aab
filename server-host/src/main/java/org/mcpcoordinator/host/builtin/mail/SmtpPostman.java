package org.mcpcoordinator.host.builtin.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;

/** Sends by SMTP, connected for one message. */
final class SmtpPostman implements Postman {
    private final Account account;

    SmtpPostman(Account account) {
        this.account = account;
    }

    @Override
    public Session session() {
        return account.session();
    }

    @Override
    public void send(MimeMessage message) throws MessagingException, IOException {
        account.call(lines -> {
            try (Transport transport = account.session(lines).getTransport("smtp")) {
                if (account.user().isEmpty()) {
                    transport.connect(account.host(), account.port(), null, null);
                } else {
                    transport.connect(account.host(), account.port(), account.user(), account.password());
                }
                transport.sendMessage(message, message.getAllRecipients());
                return message;
            }
        });
    }
}

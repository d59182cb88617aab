package org.mcpcoordinator.host.builtin.mail;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.util.Objects;
import java.util.Properties;
import org.mcpcoordinator.mcp.server.Arguments;

/**
 * Where a mail server is and who we are there.
 *
 * @param protocol {@code imap} or {@code smtp}
 * @param security {@code tls} from the first byte, {@code starttls}, which is insisted on, or {@code none}
 * @param user empty if nobody logs in
 * @param millis longest wait for a connection or an answer
 */
record Account(String protocol, String host, int port, String security, String user, String password, int millis) {
    Account {
        Objects.requireNonNull(protocol);
        Objects.requireNonNull(host);
        Objects.requireNonNull(security);
        Objects.requireNonNull(user);
        Objects.requireNonNull(password);
    }

    static Account of(String protocol, ObjectNode json, int tlsPort, int plainPort, int millis) {
        Arguments given = new Arguments(json);
        String security = given.text("security", "tls");
        return new Account(
                protocol,
                given.text("host"),
                given.number("port", security.equals("tls") ? tlsPort : plainPort),
                security,
                given.text("user", ""),
                given.text("password", ""),
                millis);
    }

    /** What is done on the lines of one call. */
    interface Talk<T> {
        T by(CallLines lines) throws MessagingException, IOException;
    }

    /** One call, ended after three times the longest single wait, however its server behaves. */
    <T> T call(Talk<T> talk) throws MessagingException, IOException {
        try (CallLines lines = new CallLines(3 * millis)) {
            try {
                return talk.by(lines);
            } catch (MessagingException | IOException failure) {
                if (lines.late()) {
                    throw new MessagingException("it took longer than " + lines.millis() + " ms", failure);
                }
                throw failure;
            }
        }
    }

    /** A session to write messages in. */
    Session session() {
        return Session.getInstance(settings());
    }

    /**
     * A session for one call, with every wait bounded and certificates checked.
     *
     * @param lines by which it reaches its server
     */
    Session session(CallLines lines) {
        Properties settings = settings();
        settings.put("mail." + protocol + ".socketFactory", lines);
        settings.put("mail." + protocol + ".socketFactory.fallback", "false");
        return Session.getInstance(settings);
    }

    private Properties settings() {
        Properties settings = new Properties();
        String prefix = "mail." + protocol + ".";
        settings.put("mail.store.protocol", protocol);
        settings.put("mail.transport.protocol", protocol);
        settings.put("mail.from", "coordinator@localhost");
        settings.put(prefix + "host", host);
        settings.put(prefix + "port", Integer.toString(port));
        settings.put(prefix + "connectiontimeout", Integer.toString(millis));
        settings.put(prefix + "timeout", Integer.toString(millis));
        settings.put(prefix + "ssl.enable", Boolean.toString(security.equals("tls")));
        settings.put(prefix + "ssl.checkserveridentity", "true");
        settings.put(prefix + "starttls.enable", Boolean.toString(security.equals("starttls")));
        settings.put(prefix + "starttls.required", Boolean.toString(security.equals("starttls")));
        settings.put(prefix + "auth", Boolean.toString(!user.isEmpty()));
        settings.put("mail.smtp.localhost", "localhost");
        settings.put("mail.imap.partialfetch", "true");
        settings.put("mail.imap.peek", "true");
        return settings;
    }
}

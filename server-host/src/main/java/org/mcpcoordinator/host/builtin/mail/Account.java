package org.mcpcoordinator.host.builtin.mail;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.mail.Session;
import java.util.Objects;
import java.util.Properties;
import org.mcpcoordinator.mcp.server.Arguments;

/**
 * Where a mail server is and who we are there.
 *
 * @param protocol {@code imap} or {@code smtp}
 * @param security {@code tls} from the first byte, {@code starttls}, which is insisted on, or {@code none}
 * @param user empty if nobody logs in
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

    /** A session of its own, with every wait bounded and certificates checked. */
    Session session() {
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
        return Session.getInstance(settings);
    }
}

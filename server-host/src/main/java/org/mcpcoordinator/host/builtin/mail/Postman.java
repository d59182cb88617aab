package org.mcpcoordinator.host.builtin.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;

/** Hands messages over to those they are for. */
interface Postman {
    /** The session messages are written in. */
    Session session();

    void send(MimeMessage message) throws MessagingException, IOException;
}

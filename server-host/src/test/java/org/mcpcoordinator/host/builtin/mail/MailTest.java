package org.mcpcoordinator.host.builtin.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.host.builtin.Calls;

class MailTest {
    @TempDir
    Path directory;

    private GreenMail server;
    private GreenMailUser ada;

    @BeforeEach
    void start() {
        server = new GreenMail(new ServerSetup[] {
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP)
        });
        server.start();
        ada = server.setUser("ada@example.org", "ada", "pass1");
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private Calls calls(String password, String more) throws Exception {
        return Calls.of(
                "mail",
                "{\"imap\":{\"host\":\"127.0.0.1\",\"port\":" + server.getImap().getPort()
                        + ",\"security\":\"none\",\"user\":\"ada\",\"password\":\"" + password
                        + "\"},\"smtp\":{\"host\":\"127.0.0.1\",\"port\":"
                        + server.getSmtp().getPort()
                        + ",\"security\":\"none\",\"from\":\"robot@example.org\"},\"recipients\":[\"@example.org\","
                        + "\"bo@example.com\"]" + more + "}",
                directory);
    }

    @Test
    void whatIsSentIsFoundAndRead() throws Exception {
        try (Calls calls = calls("pass1", "")) {
            JsonNode sent = calls.json(
                    "send_message",
                    "{\"to\":[\"Ada <ada@example.org>\"],\"cc\":[\"bo@example.com\"],\"subject\":\"Grüße\","
                            + "\"text\":\"The pump is fixed.\\n.\\nสวัสดี\"}");
            assertThat(sent.path("recipients")).hasSize(2);
            assertThat(server.waitForIncomingEmail(5_000, 2)).isTrue();
            assertThat(calls.json("list_folders", "{}")
                            .at("/folders/0/messages")
                            .asInt())
                    .isEqualTo(1);
            JsonNode found = calls.json("search_messages", "{\"from\":\"robot@example.org\",\"unread\":true}");
            assertThat(found.at("/messages/0/subject").asText()).as("%s", found).isEqualTo("Grüße");
            long uid = found.at("/messages/0/uid").asLong();
            JsonNode read = calls.json("read_message", "{\"uid\":" + uid + "}");
            assertThat(read.path("text").asText().strip()).isEqualTo("The pump is fixed.\n.\nสวัสดี");
            assertThat(read.at("/cc/0").asText()).isEqualTo("bo@example.com");
            assertThat(calls.json("search_messages", "{\"unread\":true}").path("messages"))
                    .as("reading leaves it unread")
                    .hasSize(1);
            assertThat(calls.json("search_messages", "{\"subject\":\"else\"}").path("messages"))
                    .isEmpty();
            assertThat(calls.json("search_messages", "{\"before\":\"2001-01-01\"}")
                            .path("messages"))
                    .isEmpty();
            calls.json("send_message", "{\"to\":[\"ada@example.org\"],\"subject\":\"Valve\",\"text\":\"It leaks.\"}");
            assertThat(server.waitForIncomingEmail(5_000, 3)).isTrue();
            assertThat(calls.json("search_messages", "{\"text\":\"leaks\"}")
                            .path("messages")
                            .findValuesAsText("subject"))
                    .containsExactly("Valve");
            assertThat(calls.failure("read_message", "{\"uid\":999}")).contains("there is no message 999");
            assertThat(calls.failure("search_messages", "{\"folder\":\"None\"}"))
                    .contains("there is no None");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eve@example.net",
                "ada@example.org, eve@example.net",
                "ada@example.org\r\nBcc: eve@example.net",
                "eve@example.net <ada@example.org>\n",
                "ada@example.org@example.net",
                "all: ada@example.org, eve@example.net;",
                "ada@sub.example.org",
                "not an address",
                "<ada@example.org> <eve@example.net>",
                "<@example.net:eve@example.org>",
                "<@example.net,@example.com:ada@example.org>",
                "eve%example.net@example.org",
                "example.net!eve@example.org",
                "\"eve@example.net\"@example.org",
                "\"eve@example.net> \"@example.org"
            })
    void nobodyButAllowedRecipientsIsWrittenTo(String to) throws Exception {
        try (Calls calls = calls("pass1", "")) {
            String quoted = TextNode.valueOf(to).toString();
            assertThat(calls.failure("send_message", "{\"to\":[" + quoted + "],\"subject\":\"s\",\"text\":\"t\"}"))
                    .contains("to: ");
            assertThat(calls.failure(
                            "send_message",
                            "{\"to\":[\"ada@example.org\"],\"cc\":[" + quoted + "],\"subject\":\"s\",\"text\":\"t\"}"))
                    .contains("cc: ");
            assertThat(server.getReceivedMessages()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nBcc: eve@example.net", "a\nb", "a\rb", "a\u0000b", "a\u2028b"})
    void aLineOfAHeaderHoldsNoOther(String line) throws Exception {
        try (Calls calls = calls("pass1", "")) {
            String quoted = TextNode.valueOf(line).toString();
            assertThat(calls.failure(
                            "send_message", "{\"to\":[\"ada@example.org\"],\"subject\":" + quoted + ",\"text\":\"t\"}"))
                    .contains("subject: must be one line");
            for (String field : new String[] {"folder", "from", "subject", "text"}) {
                assertThat(calls.failure("search_messages", "{\"" + field + "\":" + quoted + "}"))
                        .contains(field + ": must be one line");
            }
            assertThat(server.getReceivedMessages()).isEmpty();
        }
    }

    @Test
    void attachmentsAreNamedAndLongTextsAreCut() throws Exception {
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
        message.setFrom("bo@example.com");
        message.setRecipient(Message.RecipientType.TO, new InternetAddress("ada@example.org"));
        message.setSubject("Report");
        MimeBodyPart text = new MimeBodyPart();
        text.setContent("<style>p{}</style><p>Big &amp; long</p>" + "x".repeat(5_000), "text/html");
        MimeBodyPart file = new MimeBodyPart();
        file.setText("secret content");
        file.setFileName("report.txt");
        message.setContent(new MimeMultipart(text, file));
        message.saveChanges();
        ada.deliver(message);
        try (Calls calls = calls("pass1", ",\"maxBytes\":1024")) {
            JsonNode read = calls.json("read_message", "{\"uid\":1}");
            assertThat(read.path("text").asText())
                    .startsWith("Big & long")
                    .doesNotContain("p{}")
                    .hasSizeLessThan(1_100);
            assertThat(read.path("cut").asBoolean()).isTrue();
            assertThat(read.at("/attachments/0/name").asText()).isEqualTo("report.txt");
            assertThat(read.toString()).doesNotContain("secret content");
            assertThat(calls.failure(
                            "send_message",
                            "{\"to\":[\"ada@example.org\"],\"subject\":\"s\",\"text\":\"" + "x".repeat(2_000) + "\"}"))
                    .contains("longer than 1024 bytes");
        }
    }

    @Test
    void aWrongAccountAndASilentServerAreToolErrorsWithoutThePassword() throws Exception {
        try (Calls calls = calls("wrong-pass", "")) {
            assertThat(calls.failure("list_folders", "{}"))
                    .contains("must set user and password")
                    .doesNotContain("wrong-pass");
        }
        try (TestingImap silent = TestingImap.that((command, out) -> {});
                Calls calls = silent.calls(500, directory)) {
            assertThat(calls.tools()).doesNotContain("send_message");
            assertThat(calls.failure("search_messages", "{}"))
                    .contains("cannot be asked")
                    .doesNotContain("pass1");
        }
    }

    @Test
    void aServerThatSaysALittleNowAndThenIsNotListenedToForEver() throws Exception {
        CountDownLatch cut = new CountDownLatch(1);
        try (TestingImap slow = TestingImap.that((command, out) -> {
                    try {
                        while (true) {
                            out.write("* OK still here\r\n".getBytes(StandardCharsets.US_ASCII));
                            out.flush();
                            cut.await(50, TimeUnit.MILLISECONDS);
                        }
                    } finally {
                        cut.countDown();
                    }
                });
                Calls calls = slow.calls(300, directory)) {
            assertThat(calls.failure("list_folders", "{}")).contains("longer than 900 ms");
            assertThat(cut.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aServerThatDoesNotSearchIsNotAskedForItsWholeFolder() throws Exception {
        try (TestingImap refusing = TestingImap.that((command, out) -> {
                    String answer = command.contains(" SEARCH")
                            ? "NO unsupported criterion"
                            : command.contains(" EXAMINE")
                                    ? "OK [READ-ONLY] opened"
                                    : command.contains(" LIST") ? "OK listed" : "OK done";
                    String before = command.contains(" EXAMINE")
                            ? "* 90000 EXISTS\r\n* OK [UIDVALIDITY 1] valid\r\n"
                            : command.contains(" LIST") ? "* LIST () \"/\" INBOX\r\n" : "";
                    String tag = command.substring(0, command.indexOf(' '));
                    out.write((before + tag + " " + answer + "\r\n").getBytes(StandardCharsets.US_ASCII));
                });
                Calls calls = refusing.calls(2_000, directory)) {
            assertThat(calls.failure("search_messages", "{\"text\":\"pump\"}")).contains("unsupported criterion");
            assertThat(refusing.heard()).anyMatch(command -> command.contains(" SEARCH"));
            assertThat(refusing.heard()).noneMatch(command -> command.contains(" FETCH"));
        }
    }

    /** What was quadratic took hours for these. */
    @Test
    @Timeout(60)
    void textsMadeToTakeLongAreReadInTimeLikeOthers() {
        assertThat(Bodies.withoutTags("a" + "\r".repeat(1_000_000) + "b")).isEqualTo("a b");
        assertThat(Bodies.withoutTags("a" + " \n".repeat(1_000_000) + "b")).isEqualTo("a\nb");
        assertThat(Bodies.withoutTags("<script></script>".repeat(100_000) + "end"))
                .endsWith("end");
        assertThat(Bodies.withoutTags("<p>Big  &amp;\r\n long</p><STYLE>x</STYLE>y"))
                .isEqualTo("Big &\nlong y");
    }

    @Test
    void theSampleMailboxTakesNoMoreThanItMayHold() throws Exception {
        try (Calls calls = Calls.of("mail", "{\"recipients\":[\"@example.org\"]}", directory)) {
            String mail =
                    "{\"to\":[\"eve@example.org\"],\"subject\":\"s\",\"text\":\"" + "word ".repeat(13_000) + "\"}";
            int sent = 0;
            while (!calls.call("send_message", mail).path("isError").asBoolean()) {
                assertThat(sent++).isLessThan(140);
            }
            assertThat(calls.failure("send_message", mail)).contains("8388608 bytes in Sent");
            JsonNode listed = calls.json("search_messages", "{\"folder\":\"Sent\",\"text\":\"word\",\"limit\":100}");
            assertThat(listed.path("messages")).hasSize(100);
            assertThat(listed.at("/messages/0/bytes").asInt()).isGreaterThan(60_000);
        }
    }

    @Test
    void theSampleMailboxIsMadeOnFirstUseAndKeepsWhatIsSentOnThisHost() throws Exception {
        String config = "{\"theme\":\"travel\",\"seed\":3,\"recipients\":[\"@example.org\"]}";
        try (Calls calls = Calls.of("mail", config, directory)) {
            assertThat(directory.resolve("mail")).doesNotExist();
            JsonNode folders = calls.json("list_folders", "{}").path("folders");
            assertThat(folders).hasSize(3);
            assertThat(folders.at("/0/unread").asInt()).isPositive();
            assertThat(calls.json("search_messages", "{\"text\":\"booking\",\"limit\":200}")
                            .path("messages"))
                    .isNotEmpty();
            calls.json(
                    "send_message",
                    "{\"to\":[\"travel@example.org\"],\"subject\":\"To myself\",\"text\":\"Remember the ticket.\"}");
            JsonNode newest = calls.json("search_messages", "{\"limit\":1}").at("/messages/0");
            assertThat(newest.path("subject").asText()).isEqualTo("To myself");
            assertThat(calls.json("read_message", "{\"uid\":" + newest.path("uid") + "}")
                            .path("text")
                            .asText())
                    .contains("Remember the ticket.");
            assertThat(calls.json("search_messages", "{\"folder\":\"Sent\",\"limit\":1}")
                            .at("/messages/0/subject")
                            .asText())
                    .isEqualTo("To myself");
        }
        try (Calls again = Calls.of("mail", config, directory)) {
            assertThat(again.json("search_messages", "{\"limit\":1}")
                            .at("/messages/0/subject")
                            .asText())
                    .isEqualTo("To myself");
        }
    }
}

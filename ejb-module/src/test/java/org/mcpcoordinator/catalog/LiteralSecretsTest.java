package org.mcpcoordinator.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.access.SecretName;

class LiteralSecretsTest {
    private final Mistakes mistakes = new Mistakes();
    private final LiteralSecrets secrets = new LiteralSecrets(value -> "f" + value.length(), mistakes);

    @Test
    void textsUnderSensitiveNamesAreTakenOutOfEnvHeadersAndConfig() throws JsonProcessingException {
        assertThat(after("{'env': {'GITHUB_TOKEN': 'abc', 'MODE': 'fast', 'EMPTY_KEY': ''}}"))
                .isEqualTo("{'env':{'EMPTY_KEY':'','GITHUB_TOKEN':'${secret:srv.GITHUB_TOKEN-f3}','MODE':'fast'}}");
        assertThat(after("{'headers': {'Authorization': 'Bearer x y', 'X-Api-Key': 'k', 'Accept-Language': 'th'}}"))
                .isEqualTo("{'headers':{'Accept-Language':'th','Authorization':'${secret:srv.Authorization-f10}',"
                        + "'X-Api-Key':'${secret:srv.X-Api-Key-f1}'}}");
        assertThat(
                        after(
                                "{'config': {'password': 'pw', 'rows': 7, 'headers': {'Cookie': 'c=1'}, 'credentials': ['a', {'b': 'cd'}]}}"))
                .isEqualTo(
                        "{'config':{'credentials':['${secret:srv.credentials-f1}',{'b':'${secret:srv.credentials.b-f2}'}],"
                                + "'headers':{'Cookie':'${secret:srv.headers.Cookie-f3}'},"
                                + "'password':'${secret:srv.password-f2}','rows':7}}");
        assertThat(secrets.found())
                .containsAllEntriesOf(Map.of(
                        "srv.GITHUB_TOKEN-f3", "abc",
                        "srv.Authorization-f10", "Bearer x y",
                        "srv.headers.Cookie-f3", "c=1",
                        "srv.password-f2", "pw"));
        assertThat(mistakes.isEmpty()).isTrue();
    }

    @Test
    void argumentsAfterSensitiveOptionsAreTakenOut() throws JsonProcessingException {
        assertThat(
                        after(
                                "{'args': ['--token=abc', '--api-key', 'k', '--password', '--verbose', '--port', '${port}', 'token=x']}"))
                .isEqualTo("{'args':['--token=${secret:srv.token-f3}','--api-key','${secret:srv.api-key-f1}',"
                        + "'--password','--verbose','--port','${port}','token=x']}");
    }

    @Test
    void whatIsAReferenceAlreadyStaysAsItIs() throws JsonProcessingException {
        String text = "{'env':{'A_TOKEN':'Bearer ${secret:mine}','KEY':'${secret:other}'}}";
        assertThat(after(text)).isEqualTo(text);
        assertThat(secrets.found()).isEmpty();
    }

    @Test
    void anotherValueIsAnotherName() throws JsonProcessingException {
        assertThat(after("{'env': {'KEY': 'a'}}")).isNotEqualTo(after("{'env': {'KEY': 'ab'}}"));
        assertThat(secrets.found()).hasSize(2);
    }

    @Test
    void longNamesAreCutAndForeignLettersReplaced() throws JsonProcessingException {
        after("{'env': {'" + "K_".repeat(60) + "TOKEN': 'a'}, 'config': {'schlüssel key': 'b'}}");
        assertThat(secrets.found().keySet())
                .allMatch(SecretName::fits)
                .anyMatch(name -> name.equals("srv.schl_ssel_key-f1"));
    }

    @Test
    void aSecretThatIsTooLongIsAMistake() throws JsonProcessingException {
        after("{'env': {'KEY': '" + "x".repeat(65_537) + "'}}");
        assertThat(mistakes.list())
                .singleElement()
                .satisfies(mistake -> assertThat(mistake.place()).isEqualTo("/servers/0/env/KEY"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TOKEN",
                "token",
                "GITHUB_TOKEN",
                "githubToken",
                "DBPASSWORD",
                "pwd",
                "apiKey",
                "API_KEY",
                "KEY",
                "ssh.key",
                "AWS_SECRET_ACCESS_KEY",
                "client-secret",
                "Authorization",
                "Proxy-Authorization",
                "Cookie",
                "PASSPHRASE",
                "MYSQL_PASSWD",
                "ACCESSKEY",
                "DB_CREDENTIALS"
            })
    void theseNamesAreSensitive(String name) {
        assertThat(LiteralSecrets.isSensitive(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"PORT", "KEYBOARD", "monkey", "tokenizer", "MAX_TOKENS", "passage", "theme", "User-Agent", ""})
    void theseAreNot(String name) {
        assertThat(LiteralSecrets.isSensitive(name)).isFalse();
    }

    private String after(String server) throws JsonProcessingException {
        ObjectNode node = (ObjectNode) Canonical.JSON.readTree(server.replace('\'', '"'));
        secrets.takeOut(node, "srv", "/servers/0");
        return Canonical.text(node).replace('"', '\'');
    }
}

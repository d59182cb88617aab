package org.mcpcoordinator.host.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A key as {@code up} draws one for a cluster, and who has it. */
record TestingKey(Path file) {
    static final String SECRET = "only-for-tests";

    static TestingKey draw(Path file) throws IOException, InterruptedException {
        Process keytool = new ProcessBuilder(
                        TestingHost.JAVA.resolveSibling("keytool").toString(),
                        "-genkeypair",
                        "-alias",
                        "coordinator",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-validity",
                        "100",
                        "-dname",
                        "CN=coordinator",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        SECRET,
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(Files.createTempFile("keytool", ".log").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
        return new TestingKey(file);
    }

    /** A connection that asks for that name, and has shown the key. */
    SSLSocket connect(String address, String name) throws IOException, GeneralSecurityException {
        return connect(address, name, true);
    }

    /** One that asks for that name and shows no key. */
    SSLSocket connectAsNobody(String address, String name) throws IOException, GeneralSecurityException {
        return connect(address, name, false);
    }

    private SSLSocket connect(String address, String name, boolean shown) throws IOException, GeneralSecurityException {
        int colon = address.lastIndexOf(':');
        SSLSocket socket = (SSLSocket) context(shown)
                .getSocketFactory()
                .createSocket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private SSLContext context(boolean shown) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(file.toFile(), SECRET.toCharArray());
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, SECRET.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(shown ? keys.getKeyManagers() : null, trust.getTrustManagers(), null);
        return context;
    }
}

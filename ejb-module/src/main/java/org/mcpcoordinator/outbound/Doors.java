package org.mcpcoordinator.outbound;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.setting.Setting;

/** Where the agents of other hosts are reached, and the key that opens their doors. */
public final class Doors {
    private static final Doors OF_PROCESS = new Doors(
            Path.of(Setting.text("jboss.server.config.dir", ""), "coordinator-cluster.p12"),
            Setting.text(
                    "coordinator.cluster.secret",
                    Objects.requireNonNullElse(System.getenv("COORDINATOR_CLUSTER_SECRET"), "")));

    private final Path key;
    private final String secret;

    /** {@code HOST:PORT} of each door, by the host's name as part of a name. */
    private final Map<String, String> places = new ConcurrentHashMap<>();

    private @Nullable SSLContext made;

    /** @param key PKCS12 file, key and trust at once; read when it is first needed */
    Doors(Path key, String secret) {
        this.key = key;
        this.secret = secret;
    }

    /** Those of this process: the key is where {@code cluster.cli} has WildFly look for it. */
    public static Doors ofProcess() {
        return OF_PROCESS;
    }

    /** File of the key. */
    public Path key() {
        return key;
    }

    /** Password of the key; never to be shown or logged. Empty if there is none. */
    public String secret() {
        return secret;
    }

    /** A host is reached there from now on, given as {@code HOST:PORT}. */
    public void lead(String host, String place) {
        places.put(Relay.label(host), place);
    }

    /** A host is reached no more. */
    public void forget(String host) {
        places.remove(Relay.label(host));
    }

    /** Where the agent of that host is reached; looks a name up. */
    public InetSocketAddress place(String host) throws UnknownHostException {
        String place = known(Relay.label(host));
        int colon = place.lastIndexOf(':');
        String name = place.substring(0, colon).replaceAll("[\\[\\]]", "");
        return new InetSocketAddress(InetAddress.getByName(name), Integer.parseInt(place.substring(colon + 1)));
    }

    private String known(String label) throws UnknownHostException {
        String place = places.get(label);
        if (place == null) {
            throw new UnknownHostException("nobody has told where the agent of host " + label + " is reached");
        }
        return place;
    }

    /** Where the door is to connect to for that address. */
    URI pinned(URI address, Relay relay) throws UnknownHostException {
        String place = known(relay.label());
        String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
        return URI.create("https://" + place + address.getRawPath() + query);
    }

    /**
     * Shows the cluster's key, and believes whoever has it, whatever he is called.
     *
     * @throws IllegalStateException if there is no such key here
     */
    public synchronized SSLContext tls() {
        SSLContext known = made;
        if (known == null) {
            try {
                known = read();
            } catch (GeneralSecurityException | IOException unreadable) {
                throw new IllegalStateException(
                        "the cluster's key " + key + " cannot be read: other hosts are not reached", unreadable);
            }
            made = known;
        }
        return known;
    }

    private SSLContext read() throws GeneralSecurityException, IOException {
        char[] password = secret.toCharArray();
        KeyStore store = KeyStore.getInstance(key.toFile(), password);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        X509TrustManager usual = Stream.of(trust.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow();
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys.getKeyManagers(), new TrustManager[] {new WhoeverHasTheKey(usual)}, null);
        return context;
    }

    /** All hosts have one key, so its name says nothing of where one is: names are looked at by the door itself. */
    private static final class WhoeverHasTheKey extends X509ExtendedTrustManager {
        private final X509TrustManager usual;

        WhoeverHasTheKey(X509TrustManager usual) {
            this.usual = usual;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            usual.checkServerTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            usual.checkServerTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            usual.checkServerTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("nobody is let in here");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            checkClientTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            checkClientTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return usual.getAcceptedIssuers();
        }
    }
}

package org.mcpcoordinator.host.door;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The cluster's key: who has it is one of us, and nobody else is. */
final class DoorKey {
    static final String PROTOCOL = "TLSv1.3";

    private DoorKey() {}

    /** @throws IOException if the file cannot be read, or is no key that this password opens */
    static SSLContext read(DoorSettings settings) throws IOException {
        char[] secret = settings.secret().toCharArray();
        try {
            KeyStore store = KeyStore.getInstance(settings.key().toFile(), secret);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, secret);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance(PROTOCOL);
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException unfit) {
            throw new IOException(settings.key() + " is no key of a cluster", unfit);
        }
    }
}

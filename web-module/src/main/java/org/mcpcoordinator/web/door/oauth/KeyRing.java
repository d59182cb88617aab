package org.mcpcoordinator.web.door.oauth;

import java.io.IOException;
import java.net.URI;
import java.security.Key;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jose4j.http.SimpleResponse;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.client.oauth.IssuerKeys;

/**
 * The keys of one authorization server. Read again after ten minutes, and when a token names one that is not there: twice a
 * minute at most, since anybody can name one. When the server is away, the keys that were read are used on.
 */
final class KeyRing {
    private static final Logger LOG = Logger.getLogger(KeyRing.class);
    private static final long KNOWN_SECONDS = TimeUnit.MINUTES.toSeconds(10);
    private static final long KNOWN_WHILE_AWAY_SECONDS = TimeUnit.DAYS.toSeconds(1);
    private static final long BETWEEN_MILLIS = TimeUnit.SECONDS.toMillis(30);
    private static final long AFTER_FAILURE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final String issuer;
    private final IssuerKeys source;
    private final LongSupplier ticker;
    private final HttpsJwks keys;
    private volatile @Nullable URI place;
    private volatile @Nullable Long failedAt;

    KeyRing(String issuer, Optional<URI> place, IssuerKeys source, LongSupplier ticker) {
        this.issuer = issuer;
        this.place = place.orElse(null);
        this.source = source;
        this.ticker = ticker;
        this.keys = new HttpsJwks(issuer);
        keys.setDefaultCacheDuration(KNOWN_SECONDS);
        keys.setRetainCacheOnErrorDuration(KNOWN_WHILE_AWAY_SECONDS);
        keys.setRefreshReprieveThreshold(BETWEEN_MILLIS);
        keys.setSimpleHttpGet(ignored -> new Document(read()));
    }

    /**
     * The key of that id, if it may be used for that algorithm; holds the thread.
     *
     * @throws IOException if there are no keys to look among
     */
    Optional<Key> find(String id, String algorithm) throws IOException, JoseException {
        Optional<Key> found = among(keys.getJsonWebKeys(), id, algorithm);
        if (found.isEmpty()) {
            keys.refresh();
            found = among(keys.getJsonWebKeys(), id, algorithm);
        }
        return found;
    }

    private static Optional<Key> among(List<JsonWebKey> keys, String id, String algorithm) {
        return keys.stream()
                .filter(key -> id.equals(key.getKeyId()))
                .filter(key -> key.getUse() == null || key.getUse().equals("sig"))
                .filter(key -> key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm))
                // Never one that is shared: what checks with it could sign with it.
                .filter(PublicJsonWebKey.class::isInstance)
                .map(key -> ((PublicJsonWebKey) key).getPublicKey())
                .map(Key.class::cast)
                .findFirst();
    }

    private String read() throws IOException {
        Long failed = failedAt;
        if (failed != null && ticker.getAsLong() - failed < AFTER_FAILURE_NANOS) {
            throw new IOException("the keys of " + issuer + " could not be read a moment ago");
        }
        try {
            URI known = place;
            if (known == null) {
                known = source.address(issuer);
                place = known;
            }
            String text = source.read(known);
            failedAt = null;
            return text;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        } catch (IOException away) {
            failedAt = ticker.getAsLong();
            LOG.warnf(
                    "The keys of %s cannot be read; tokens of keys that are not known yet are refused: %s",
                    issuer, away.getMessage());
            throw away;
        }
    }

    /** An answer as the library wants it. */
    private record Document(String text) implements SimpleResponse {
        @Override
        public int getStatusCode() {
            return 200;
        }

        @Override
        public String getStatusMessage() {
            return "OK";
        }

        @Override
        public Collection<String> getHeaderNames() {
            return List.of();
        }

        @Override
        public List<String> getHeaderValues(String name) {
            return List.of();
        }

        @Override
        public String getBody() {
            return text;
        }
    }
}

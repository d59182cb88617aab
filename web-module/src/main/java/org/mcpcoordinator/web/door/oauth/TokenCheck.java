package org.mcpcoordinator.web.door.oauth;

import java.io.IOException;
import java.net.URI;
import java.security.Key;
import java.time.Clock;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.access.Scope;
import org.mcpcoordinator.access.Sight;
import org.mcpcoordinator.mcp.client.oauth.IssuerKeys;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** Looks at a token: who has signed it, with which key, for how long, and who has it. Whom it is for is asked later. */
final class TokenCheck {
    private static final Logger LOG = Logger.getLogger(TokenCheck.class);

    /** Signatures by keys of which we know the public half only; never none, and nothing with a shared secret. */
    private static final AlgorithmConstraints SIGNED = new AlgorithmConstraints(
            AlgorithmConstraints.ConstraintType.PERMIT,
            "RS256",
            "RS384",
            "RS512",
            "PS256",
            "PS384",
            "PS512",
            "ES256",
            "ES384",
            "ES512",
            "EdDSA");

    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");
    private static final int LEEWAY_SECONDS = 30;
    private static final int LONGEST_NAME = 100;

    private final OAuthConfig config;
    private final Clock clock;
    private final Map<String, KeyRing> rings = new HashMap<>();

    TokenCheck(OAuthConfig config, IssuerKeys source, Clock clock, LongSupplier ticker) {
        this.config = config;
        this.clock = clock;
        config.issuers().forEach((issuer, keys) -> rings.put(issuer, new KeyRing(issuer, keys, source, ticker)));
    }

    /**
     * Looks; holds the thread for as long as keys must be read.
     *
     * @return empty if it is not good
     * @throws ProblemException FORBIDDEN if it is, and no rule gives its owner a role, or its scope cannot be kept to
     */
    Optional<Verified> check(String token) {
        try {
            JwtClaims claims = new JwtConsumerBuilder()
                    .setJwsAlgorithmConstraints(SIGNED)
                    .setVerificationKeyResolver((signature, nesting) -> key(signature))
                    .setExpectedIssuers(true, config.issuers().keySet().toArray(String[]::new))
                    .setSkipDefaultAudienceValidation()
                    .setRequireExpirationTime()
                    .setAllowedClockSkewInSeconds(LEEWAY_SECONDS)
                    .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
                    .build()
                    .processToClaims(token);
            return Optional.of(new Verified(
                    caller(claims),
                    Set.copyOf(claims.getAudience()),
                    claims.getExpirationTime().getValue() + LEEWAY_SECONDS));
        } catch (InvalidJwtException | MalformedClaimException refused) {
            if (cause(refused) instanceof IOException away) {
                throw new ProblemException(
                        ProblemCode.SERVER_AWAY,
                        "The keys of the token's issuer cannot be read now; try again.",
                        List.of(),
                        away);
            }
            // Its message holds what the token says.
            LOG.debugf("A token is refused: %s", refused.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    private static Throwable cause(Throwable outer) {
        Throwable cause = outer;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private Key key(JsonWebSignature signature) throws UnresolvableKeyException {
        String id = signature.getKeyIdHeaderValue();
        String type = signature.getHeaders().getStringHeaderValue("typ");
        if (id == null || (type != null && !TYPES.contains(type.toLowerCase(Locale.ROOT)))) {
            throw new UnresolvableKeyException("names no key, or is no access token");
        }
        try {
            KeyRing ring = rings.get(issuer(signature));
            if (ring == null) {
                throw new UnresolvableKeyException("its issuer is none of ours");
            }
            return ring.find(id, signature.getAlgorithmHeaderValue())
                    .orElseThrow(() -> new UnresolvableKeyException("its key is not known"));
        } catch (IOException | JoseException | MalformedClaimException | InvalidJwtException unread) {
            throw unread instanceof UnresolvableKeyException known
                    ? known
                    : new UnresolvableKeyException("its key cannot be read", unread);
        }
    }

    /** What it says before it is believed: it decides no more than whose key is taken to check it. */
    private static String issuer(JsonWebSignature signature) throws InvalidJwtException, MalformedClaimException {
        String payload = signature.getUnverifiedPayload();
        return String.valueOf(JwtClaims.parse(payload).getIssuer());
    }

    private Caller caller(JwtClaims claims) throws MalformedClaimException {
        String subject = Stream.of("sub", "client_id", "azp")
                .map(claims::getClaimValueAsString)
                .filter(name -> name != null && !name.isBlank())
                .findFirst()
                .orElseThrow(() -> new MalformedClaimException("says not whose it is"));
        String line = subject.replaceAll("[^\\p{L}\\p{N}\\p{P}\\p{S} ]", "_");
        String name = line.substring(0, Math.min(line.length(), LONGEST_NAME)) + " at "
                + URI.create(claims.getIssuer()).getHost();
        Role role = Stream.concat(Stream.of("*"), values(claims))
                .map(config.roles()::get)
                .filter(given -> given != null)
                .max(Comparator.naturalOrder())
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.FORBIDDEN,
                        "This token is good, and gives no role here (setting " + OAuthConfig.ROLES + ")."));
        Scope scope = GrantedScope.of(Stream.of("scope", "scp")
                .flatMap(claim -> words(claims.getClaimsMap().get(claim)))
                // A list with words joined by blanks would hide one that narrows.
                .flatMap(words -> Stream.of(words.split("\\s+")))
                .distinct());
        return new Caller(name, role, "oauth", Sight.of(scope));
    }

    /** What the claim says that roles follow from: a list, or words with blanks between them. */
    private Stream<String> values(JwtClaims claims) {
        Object value = claims.getClaimsMap();
        for (String step : config.roleClaim().split("\\.", -1)) {
            value = value instanceof Map<?, ?> inner ? inner.get(step) : null;
        }
        return words(value);
    }

    private static Stream<String> words(@Nullable Object value) {
        if (value instanceof Collection<?> list) {
            return list.stream().map(String::valueOf);
        }
        return value == null ? Stream.empty() : List.of(String.valueOf(value).split(" ", -1)).stream();
    }
}

package org.mcpcoordinator.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mcpcoordinator.access.Secrets;
import org.mcpcoordinator.catalog.Definitions;
import org.mcpcoordinator.catalog.HeaderText;
import org.mcpcoordinator.catalog.RemoteAuth;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.outbound.Outbound;
import org.mcpcoordinator.runtime.HeldToken;
import org.mcpcoordinator.runtime.RemoteTokens;
import org.mcpcoordinator.runtime.StdioBridge;

/** How instances are called: what their definitions say beyond the address. */
@ApplicationScoped
public class Callees {
    private static final Pattern SECRET = Pattern.compile("\\$\\{secret:([^}]+)}");

    Outbound outbound = Outbound.ofSettings();

    @Inject
    Definitions definitions;

    @Inject
    Secrets secrets;

    @Inject
    StdioBridge stdio;

    @Inject
    RemoteTokens tokens;

    /**
     * Where the instance is called, and with which headers, secrets filled in. Only servers with a {@code url} and those
     * that are bridged have headers. A secret that is not set leaves its header out.
     *
     * @throws UncallableException if it must not be called, because of what its headers would hold
     */
    public StdioBridge.Address address(Instance instance) {
        if (instance.speaksStdio()) {
            return stdio.of(instance);
        }
        return instance.speaksSse()
                ? stdio.ofSse(instance, headers(instance))
                : new StdioBridge.Address(stdio.plain(instance), headers(instance));
    }

    /** Where it is called if it is no server that is bridged; asks no database. */
    public URI plain(Instance instance) {
        return stdio.plain(instance);
    }

    /** The same address with what is only in memory as it is now; asks no database. */
    public StdioBridge.Address newest(Instance instance, StdioBridge.Address read) {
        return stdio.newest(instance, read);
    }

    /** A server that cannot be called as it is defined; the message says why, without any secret's value. */
    public static final class UncallableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UncallableException(String sentence) {
            super(sentence);
        }
    }

    private Map<String, String> headers(Instance instance) {
        if (instance.port() != 0 || !(definition(instance).way() instanceof Way.Url remote)) {
            return Map.of();
        }
        // A definition may be older than the rule; what a name leads to is looked at when it is connected to.
        outbound.mistake(URI.create(remote.url())).ifPresent(refusal -> {
            throw new UncallableException(refusal);
        });
        Set<String> names = new TreeSet<>();
        for (String value : remote.headers().values()) {
            SECRET.matcher(value).results().forEach(found -> names.add(found.group(1)));
        }
        remote.auth().ifPresent(auth -> names.addAll(remote.secrets()));
        Map<String, String> values = secrets.reveal(names);
        Map<String, String> headers = new HashMap<>();
        remote.headers().forEach((name, value) -> {
            if (SECRET.matcher(value).results().allMatch(found -> values.containsKey(found.group(1)))) {
                headers.put(name, filled(name, value, values));
            }
        });
        remote.auth()
                .ifPresent(auth ->
                        headers.put("Authorization", token(instance, remote, auth, Map.copyOf(headers), values)));
        return headers;
    }

    private String token(
            Instance instance,
            Way.Url remote,
            RemoteAuth auth,
            Map<String, String> headers,
            Map<String, String> values) {
        SECRET.matcher(auth.clientSecret() + auth.privateKey())
                .results()
                .map(found -> found.group(1))
                .filter(name -> !values.containsKey(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new UncallableException("it has no token: the secret " + name + " is not set");
                });
        HeldToken.State state = tokens.now(instance.definitionHash(), remote, auth, headers, values);
        return state.authorization().orElseThrow(() -> new UncallableException(state.failure()));
    }

    /** A line end would begin another header, or another request. */
    static String filled(String name, String text, Map<String, String> secrets) {
        String value = SECRET.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(secrets.getOrDefault(found.group(1), "")));
        if (!HeaderText.fits(value)) {
            throw new UncallableException("header " + name
                    + " cannot be sent: a secret in it holds a line end, a control character or a letter beyond Latin-1;"
                    + " set the secret anew without it");
        }
        return value;
    }

    /** How the instance is to be probed. */
    ServerDefinition.Health health(Instance instance) {
        return definition(instance).health();
    }

    private ServerDefinition definition(Instance instance) {
        ServerDefinition definition =
                definitions.of(instance.revision()).get(instance.key().server());
        if (definition == null) {
            throw new IllegalStateException("revision " + instance.revision() + " does not define " + instance.key());
        }
        return definition;
    }
}

package org.mcpcoordinator.mcp.client.oauth;

import java.net.URI;
import java.util.Set;

/** Which addresses may be asked. Servers name them, and a server may be anybody. */
@FunctionalInterface
public interface AddressRule {
    /** Encrypted ones, and those of this machine. */
    AddressRule ENCRYPTED = address -> {
        String scheme = String.valueOf(address.getScheme());
        boolean here = Set.of("localhost", "127.0.0.1", "[::1]").contains(String.valueOf(address.getHost()));
        if (address.getHost() == null || !(scheme.equals("https") || (scheme.equals("http") && here))) {
            throw new OAuthFailure(
                    OAuthFailure.told(address.toString()) + " is not asked: it is no https address of a host");
        }
    };

    /**
     * Lets an address pass.
     *
     * @throws OAuthFailure if it may not be asked
     */
    void check(URI address) throws OAuthFailure;
}

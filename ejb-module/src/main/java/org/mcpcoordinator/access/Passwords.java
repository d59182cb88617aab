package org.mcpcoordinator.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.Optional;
import org.wildfly.security.password.PasswordFactory;
import org.wildfly.security.password.WildFlyElytronPasswordProvider;
import org.wildfly.security.password.interfaces.BCryptPassword;
import org.wildfly.security.password.spec.EncryptablePasswordSpec;
import org.wildfly.security.password.spec.IteratedSaltedPasswordAlgorithmSpec;
import org.wildfly.security.password.util.ModularCrypt;

/** What a password must be, and how it is kept: bcrypt, cost 10, in the modular crypt form WildFly's realm reads. */
final class Passwords {
    /** NIST SP 800-63B, section 5.1.1.2. */
    private static final int SHORTEST = 8;

    /** bcrypt looks at no more bytes than these. */
    private static final int LONGEST = 72;

    private static final int COST = 10;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Provider ELYTRON = WildFlyElytronPasswordProvider.getInstance();

    private Passwords() {}

    /** Why the password cannot be taken; empty if it can. */
    static Optional<String> refusal(String name, String password) {
        int bytes = password.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < SHORTEST || bytes > LONGEST) {
            return Optional.of("a password has " + SHORTEST + " to " + LONGEST + " bytes");
        }
        if (password.chars().anyMatch(Character::isISOControl)) {
            return Optional.of("a password holds no line end or other control character");
        }
        if (password.equalsIgnoreCase(name)) {
            return Optional.of("a password is not the account's name");
        }
        return Optional.empty();
    }

    /** {@code $2a$10$...}, 60 characters. */
    static String hash(String password) {
        byte[] salt = new byte[BCryptPassword.BCRYPT_SALT_SIZE];
        RANDOM.nextBytes(salt);
        try {
            PasswordFactory factory = PasswordFactory.getInstance(BCryptPassword.ALGORITHM_BCRYPT, ELYTRON);
            return ModularCrypt.encodeAsString(factory.generatePassword(new EncryptablePasswordSpec(
                    password.toCharArray(), new IteratedSaltedPasswordAlgorithmSpec(COST, salt))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a password cannot be hashed", e);
        }
    }
}

package org.mcpcoordinator.upkeep;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * What a passphrase does for an archive: seals lines with AES-256-GCM, each with its place, so that none can be moved,
 * and signs the manifest with HMAC-SHA-256. Keys come from PBKDF2 with HMAC-SHA-256, its cost as OWASP's password storage
 * cheat sheet of 2023 has it.
 */
final class Protection {
    static final String KDF = "PBKDF2WithHmacSHA256";
    static final int ITERATIONS = 600_000;

    /** An archive may not make us compute for minutes. */
    private static final int MOST_ITERATIONS = 5_000_000;

    private static final int LEAST_ITERATIONS = 100_000;
    private static final int SALT_BYTES = 16;
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final String HMAC = "HmacSHA256";

    private final SecureRandom random = new SecureRandom();
    private final byte[] salt;
    private final int iterations;
    private final SecretKeySpec sealKey;
    private final SecretKeySpec signKey;

    private Protection(char[] passphrase, byte[] salt, int iterations) {
        this.salt = salt;
        this.iterations = iterations;
        try {
            PBEKeySpec given = new PBEKeySpec(passphrase, salt, iterations, 2 * KEY_BYTES * 8);
            byte[] keys =
                    SecretKeyFactory.getInstance(KDF).generateSecret(given).getEncoded();
            given.clearPassword();
            sealKey = new SecretKeySpec(keys, 0, KEY_BYTES, "AES");
            signKey = new SecretKeySpec(keys, KEY_BYTES, KEY_BYTES, HMAC);
            Arrays.fill(keys, (byte) 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks " + KDF, e);
        }
    }

    /** For a new archive. */
    static Protection fresh(char[] passphrase) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return new Protection(passphrase, salt, ITERATIONS);
    }

    /** For an archive that is there. */
    static Protection of(char[] passphrase, String salt, int iterations) {
        if (iterations < LEAST_ITERATIONS || iterations > MOST_ITERATIONS) {
            throw new ProblemException(
                    ProblemCode.ARCHIVE_INVALID, "its passphrase would have to be stretched " + iterations + " times");
        }
        try {
            return new Protection(passphrase, Base64.getDecoder().decode(salt), iterations);
        } catch (IllegalArgumentException notBase64) {
            throw new ProblemException(ProblemCode.ARCHIVE_INVALID, "the salt in its manifest is none");
        }
    }

    String salt() {
        return Base64.getEncoder().encodeToString(salt);
    }

    int iterations() {
        return iterations;
    }

    /** Seals the line that has that place in the entry. */
    String seal(String entry, long place, String line) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] text =
                    cipher(Cipher.ENCRYPT_MODE, nonce, entry, place).doFinal(line.getBytes(StandardCharsets.UTF_8));
            byte[] sealed = Arrays.copyOf(nonce, NONCE_BYTES + text.length);
            System.arraycopy(text, 0, sealed, NONCE_BYTES, text.length);
            return Base64.getEncoder().encodeToString(sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Opens the line of that place; refuses one that was changed or stood elsewhere. */
    String open(String entry, long place, String line) {
        try {
            byte[] sealed = Base64.getDecoder().decode(line);
            if (sealed.length <= NONCE_BYTES) {
                throw changed(entry, place);
            }
            byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
            return new String(
                    cipher(Cipher.DECRYPT_MODE, nonce, entry, place)
                            .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES),
                    StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw changed(entry, place);
        }
    }

    /** The manifest's signature, in hex. */
    String sign(byte[] manifest) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(signKey);
            return HexFormat.of().formatHex(mac.doFinal(manifest));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean signed(byte[] manifest, String signature) {
        return MessageDigest.isEqual(
                sign(manifest).getBytes(StandardCharsets.US_ASCII), signature.getBytes(StandardCharsets.US_ASCII));
    }

    private Cipher cipher(int mode, byte[] nonce, String entry, long place) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, sealKey, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD((entry + '\n' + place).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static ProblemException changed(String entry, long place) {
        return new ProblemException(
                ProblemCode.ARCHIVE_INVALID, "line " + (place + 1) + " of " + entry + " was changed or moved");
    }
}

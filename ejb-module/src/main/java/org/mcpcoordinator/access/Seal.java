package org.mcpcoordinator.access;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals values with AES-256-GCM. The name is authenticated with the value, so that a sealed value moved under another
 * name does not open. Layout: one byte version (1), 12 bytes random nonce, ciphertext with a tag of 16 bytes.
 */
@ApplicationScoped
class Seal {
    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final String DIGEST = "HmacSHA256";
    private static final int FINGERPRINT_BYTES = 6;

    private final SecureRandom random = new SecureRandom();
    private final SecretKey key;

    Seal() {
        this(new SecretKeyFile(AccessConfig.fromSettings().secretKeyFile()).key());
    }

    Seal(SecretKey key) {
        this.key = key;
    }

    byte[] close(String name, String value) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] ciphertext =
                    cipher(Cipher.ENCRYPT_MODE, name, nonce).doFinal(value.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.allocate(1 + NONCE_BYTES + ciphertext.length)
                    .put(VERSION)
                    .put(nonce)
                    .put(ciphertext)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("secret " + name + " cannot be sealed", e);
        }
    }

    String open(String name, byte[] sealed) {
        ByteBuffer parts = ByteBuffer.wrap(sealed);
        byte[] nonce = new byte[NONCE_BYTES];
        if (parts.remaining() <= 1 + NONCE_BYTES || parts.get() != VERSION) {
            throw new IllegalStateException("secret " + name + " is not sealed in a form known here");
        }
        parts.get(nonce);
        byte[] ciphertext = new byte[parts.remaining()];
        parts.get(ciphertext);
        try {
            return new String(cipher(Cipher.DECRYPT_MODE, name, nonce).doFinal(ciphertext), StandardCharsets.UTF_8);
        } catch (AEADBadTagException e) {
            throw new IllegalStateException(
                    "secret " + name + " was sealed with another key, or changed; set it again", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("secret " + name + " cannot be opened", e);
        }
    }

    /** Twelve hex digits of a keyed digest. */
    String fingerprint(String value) {
        return HexFormat.of()
                .formatHex(keyed("fingerprint", value.getBytes(StandardCharsets.UTF_8)), 0, FINGERPRINT_BYTES);
    }

    /** All 64 hex digits of a keyed digest: of a short password nobody finds it out by trying, without the key. */
    String digest(byte[] value) {
        return HexFormat.of().formatHex(keyed("digest", value));
    }

    /** The key is derived for each purpose, so that digests and cipher share none. */
    private byte[] keyed(String purpose, byte[] value) {
        try {
            Mac derive = Mac.getInstance(DIGEST);
            derive.init(new SecretKeySpec(key.getEncoded(), DIGEST));
            Mac digest = Mac.getInstance(DIGEST);
            digest.init(new SecretKeySpec(derive.doFinal(purpose.getBytes(StandardCharsets.US_ASCII)), DIGEST));
            return digest.doFinal(value);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a keyed digest cannot be taken", e);
        }
    }

    private Cipher cipher(int mode, String name, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}

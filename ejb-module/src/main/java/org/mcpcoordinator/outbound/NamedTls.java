package org.mcpcoordinator.outbound;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * TLS with one name, whatever number is connected to. Sessions are taken up again by the name of whom they were made with: by the
 * number, who has a certificate for another name would pass for this one.
 */
final class NamedTls extends SSLContextSpi {
    private final SSLContext usual;
    private final String name;

    private NamedTls(SSLContext usual, String name) {
        this.usual = usual;
        this.name = name;
    }

    /** What is usual there, for that name only. */
    static SSLContext of(SSLContext usual, String name) {
        return new SSLContext(new NamedTls(usual, name), usual.getProvider(), usual.getProtocol()) {};
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
        return usual.createSSLEngine(name, port);
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        throw new UnsupportedOperationException("an engine is made for a host");
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
            throws KeyManagementException {
        throw new KeyManagementException("it is what the usual one is");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        throw new UnsupportedOperationException("for engines only");
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        throw new UnsupportedOperationException("for clients only");
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        return usual.getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        return usual.getClientSessionContext();
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
        return usual.getDefaultSSLParameters();
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
        return usual.getSupportedSSLParameters();
    }
}

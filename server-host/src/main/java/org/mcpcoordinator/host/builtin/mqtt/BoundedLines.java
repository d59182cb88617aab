package org.mcpcoordinator.host.builtin.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.internal.NetworkModule;
import org.eclipse.paho.client.mqttv3.internal.SSLNetworkModuleFactory;
import org.eclipse.paho.client.mqttv3.internal.TCPNetworkModuleFactory;
import org.eclipse.paho.client.mqttv3.spi.NetworkModuleFactory;

/** Paho's lines to brokers, with a limit on what comes in; found by Paho through {@code META-INF/services}. */
public final class BoundedLines implements NetworkModuleFactory {
    private static final String PREFIX = "bounded-";

    private static final Map<String, NetworkModuleFactory> PLAIN =
            Map.of("tcp", new TCPNetworkModuleFactory(), "ssl", new SSLNetworkModuleFactory());

    /** The address by which Paho takes these lines. */
    static String address(String broker) {
        return PREFIX + broker;
    }

    @Override
    public Set<String> getSupportedUriSchemes() {
        return Set.of(PREFIX + "tcp", PREFIX + "ssl");
    }

    @Override
    public void validateURI(URI broker) {
        URI plain = plain(broker);
        factory(plain).validateURI(plain);
    }

    @Override
    public NetworkModule createNetworkModule(URI broker, MqttConnectOptions options, String client)
            throws MqttException {
        URI plain = plain(broker);
        NetworkModule line = factory(plain).createNetworkModule(plain, options, client);
        return new NetworkModule() {
            @Override
            public void start() throws IOException, MqttException {
                line.start();
            }

            @Override
            public InputStream getInputStream() throws IOException {
                return new PacketLimit(line.getInputStream());
            }

            @Override
            public OutputStream getOutputStream() throws IOException {
                return line.getOutputStream();
            }

            @Override
            public void stop() throws IOException {
                line.stop();
            }

            @Override
            public String getServerURI() {
                return line.getServerURI();
            }
        };
    }

    private static URI plain(URI broker) {
        return URI.create(broker.toString().substring(PREFIX.length()));
    }

    private static NetworkModuleFactory factory(URI plain) {
        NetworkModuleFactory factory = PLAIN.get(plain.getScheme());
        if (factory == null) {
            throw new IllegalArgumentException("no broker is reached by " + plain.getScheme());
        }
        return factory;
    }
}

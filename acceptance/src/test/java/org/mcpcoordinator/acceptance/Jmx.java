package org.mcpcoordinator.acceptance;

import java.io.IOException;
import java.util.Map;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** JMX over the management port of a running product. */
final class Jmx {
    private Jmx() {}

    static JMXConnector connect(RunningProduct product, String password) throws IOException {
        JMXServiceURL url = new JMXServiceURL("service:jmx:remote+http://127.0.0.1:" + product.managementPort());
        return JMXConnectorFactory.connect(
                url, Map.of(JMXConnector.CREDENTIALS, new String[] {product.adminName(), password}));
    }
}

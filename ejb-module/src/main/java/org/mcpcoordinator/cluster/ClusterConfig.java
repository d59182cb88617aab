package org.mcpcoordinator.cluster;

import java.util.regex.Pattern;
import org.mcpcoordinator.setting.Setting;

/**
 * The settings of this package.
 *
 * @param hostName {@code coordinator.cluster.host-name}: this machine, the same for its agent; default {@code local}
 * @param nodeName {@code coordinator.cluster.node-name}: this WildFly, unique in the cluster; default jboss.node.name
 * @param nodeUrl {@code coordinator.cluster.node-url}: where this node is reached; default is the public URL
 */
record ClusterConfig(String hostName, String nodeName, String nodeUrl) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final int LONGEST_URL = 200;

    ClusterConfig {
        checked("coordinator.cluster.host-name", hostName);
        checked("coordinator.cluster.node-name", nodeName);
        if (nodeUrl.length() > LONGEST_URL) {
            throw new IllegalStateException(
                    "setting coordinator.cluster.node-url is longer than " + LONGEST_URL + " characters");
        }
    }

    static ClusterConfig fromSettings() {
        return new ClusterConfig(
                Setting.text("coordinator.cluster.host-name", "local"),
                Setting.text("coordinator.cluster.node-name", Setting.text("jboss.node.name", "node-1")),
                Setting.text("coordinator.cluster.node-url", Setting.text("coordinator.access.public-url", "")));
    }

    private static void checked(String setting, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalStateException(
                    "setting " + setting + "=" + name + " is not 1 to 63 letters, digits, dots, dashes or underscores");
        }
    }
}

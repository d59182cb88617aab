package org.mcpcoordinator.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What holds programs of other people apart on this host, as its agent has found out; and what to do about what does not.
 */
public final class Apart {
    private static final String TOOLS = "install util-linux (setpriv, prlimit, unshare)";
    private static final String GROUPS =
            "run the agent as a unit of systemd 254 or newer with Delegate=yes and DelegateSubgroup=agent"
                    + " (wildfly-config/systemd/coordinator-agent.service)";

    private static final String NONE = "none: ";

    private Apart() {}

    /**
     * The findings.
     *
     * @param confines of the agent's host; an object without members is an agent nobody could ask
     */
    public static List<Finding> of(JsonNode confines) {
        List<Finding> findings = new ArrayList<>();
        if (confines.isEmpty()) {
            return findings;
        }
        findings.add(limits(confines));
        findings.add(user(confines));
        findings.add(network(confines));
        if (confines.has("images")) {
            findings.add(images(
                    confines.path("images").asText(),
                    confines.path("imagePorts").asText().equals("namespace")));
        }
        return findings;
    }

    private static Finding limits(JsonNode confines) {
        List<String> said = new ArrayList<>();
        for (String name : List.of("memory", "processes", "files", "cpu")) {
            said.add(name + " " + means(confines.path(name).asText()));
        }
        String all = String.join(", ", said);
        boolean none = confines.path("files").asText().equals("none");
        if (none || confines.path("processes").asText().equals("watch")) {
            String root = confines.path("root").asBoolean()
                    ? "; root's processes are never counted: let programs run as another user"
                    : ", and allow user namespaces: sysctl user.max_user_namespaces";
            return Finding.note("limits", all, TOOLS + root + "; or " + GROUPS);
        }
        return confines.path("cpu").asText().equals("none")
                ? Finding.note("limits", all, "limits.cpu of a definition has no effect here; " + GROUPS)
                : Finding.ok("limits", all);
    }

    private static Finding network(JsonNode confines) {
        return switch (confines.path("network").asText()) {
            case "namespace" -> Finding.ok("network", "programs can be kept from it, each by itself");
            case "pipes" ->
                Finding.note(
                        "network",
                        "programs that speak stdio can be kept from it, each by itself; one that listens on a port and says"
                                + " \"network\": \"loopback\" is not started",
                        "install systemd (systemd-socket-activate, systemd-socket-proxyd; it need not run), then restart the"
                                + " agent");
            case "closed" ->
                Finding.note(
                        "network",
                        "programs that speak stdio can be kept from all of it; a loopback of their own is not possible",
                        "install iproute2 (ip) for \"network\": \"loopback\", then restart the agent");
            default ->
                Finding.note(
                        "network",
                        "open to all programs; one whose definition says \"network\": \"none\" or \"loopback\" is not started",
                        "install util-linux (unshare), and allow user and network namespaces: sysctl user.max_user_namespaces"
                                + " user.max_net_namespaces, and the policy of a container; then restart the agent");
        };
    }

    private static Finding images(String said, boolean ports) {
        if (said.startsWith(NONE)) {
            return Finding.note(
                    "images",
                    "container images are not run",
                    said.substring(NONE.length()) + "; without images there is nothing to do");
        }
        return ports
                ? Finding.ok("images", "container images are run by " + said)
                : Finding.note(
                        "images",
                        "container images are run by " + said + "; one that listens on a port and says \"network\":"
                                + " \"loopback\" is not started",
                        "install systemd (systemd-socket-activate, systemd-socket-proxyd; it need not run), util-linux"
                                + " (nsenter, setpriv) and iproute2 (ip), then restart the agent");
    }

    private static String means(String by) {
        return switch (by) {
            case "group" -> "by control groups";
            case "process" -> "by the kernel for each process";
            case "namespace" -> "by the kernel for each server";
            case "watch" -> "watched every second";
            case "process+watch" -> "watched every second and bounded for each process";
            default -> "not enforced";
        };
    }

    private static Finding user(JsonNode confines) {
        String user = confines.path("user").asText();
        boolean fixed = confines.path("privileges").asText().equals("no-new");
        String rights = fixed ? ", without a way to new rights" : "";
        if (!user.isEmpty()) {
            return Finding.ok("programs", "run as " + user + rights);
        }
        return Finding.note(
                "programs",
                "run as the agent's own user" + rights + "; they can read and write what the product can",
                (confines.path("root").asBoolean()
                        ? "useradd --system --shell /usr/sbin/nologin coordinator-servers, then restart the agent: programs run as"
                                + " that user (coordinator.runtime.server-user)"
                        : "only an agent that is root can let them run as another user; run programs you do not trust elsewhere"));
    }
}

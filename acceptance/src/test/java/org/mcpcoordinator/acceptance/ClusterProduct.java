package org.mcpcoordinator.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.RealmCallback;
import org.jboss.as.controller.client.ModelControllerClient;
import org.jboss.dmr.ModelNode;

/** A product of several nodes, as {@code ./coordinator up --nodes K} starts it, whose nodes can be asked and killed one by one. */
final class ClusterProduct implements AutoCloseable {
    private final RunningProduct product;

    private ClusterProduct(RunningProduct product) {
        this.product = product;
    }

    /** Starts one of its own with that many nodes and servers of the sample; the caller closes it. */
    static ClusterProduct start(String name, int nodes, int servers) {
        return new ClusterProduct(
                RunningProduct.start(name, "--nodes", Integer.toString(nodes), "--servers", Integer.toString(servers)));
    }

    /** All of it, at the address of all. */
    RunningProduct whole() {
        return product;
    }

    /** The numbers of its nodes, from 1 on. */
    List<Integer> numbers() {
        return cluster().stream().map(node -> node.path("number").asInt()).toList();
    }

    /** The process of a node's WildFly. */
    long pid(int number) throws IOException {
        String mark = number == 1 ? "wildfly.pid" : "wildfly-" + number + ".pid";
        return RunningProduct.json(Files.readString(product.data().resolve(mark)))
                .path("pid")
                .asLong();
    }

    /** Where a node itself answers. */
    URI node(int number) {
        return URI.create("http://127.0.0.1:" + port(number, "httpPort") + "/");
    }

    /** Where other nodes reach it. */
    int clusterPort(int number) {
        return port(number, "clusterPort");
    }

    /** A request to a path of one node as the administrator. */
    HttpRequest.Builder request(int number, String path) {
        return HttpRequest.newBuilder(node(number).resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", product.adminBasic());
    }

    /** GETs JSON from the API of one node, which must answer 200. */
    JsonNode get(int number, String apiPath) {
        HttpResponse<String> answer =
                product.send(request(number, "api/v1/" + apiPath).GET().build());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(
                    apiPath + " of node " + number + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return RunningProduct.json(answer.body());
    }

    /** The nodes that this one sees in its cluster. */
    List<String> view(int number) {
        ModelNode asked = new ModelNode();
        asked.get("operation").set("read-attribute");
        asked.get("name").set("view");
        asked.get("address").add("subsystem", "jgroups").add("channel", "coordinator-nodes");
        try (ModelControllerClient client =
                ModelControllerClient.Factory.create("127.0.0.1", port(number, "managementPort"), this::answer)) {
            // [node-2(v=16.0.5)|3] (2) [node-2(v=16.0.5), node-3(v=16.0.5)]
            String view = client.execute(asked).get("result").asString();
            String members = view.substring(view.lastIndexOf('[') + 1, view.lastIndexOf(']'));
            return Arrays.stream(members.split(", ", -1))
                    .map(member -> member.replaceFirst("\\(.*", ""))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(Callback... questions) {
        for (Callback question : questions) {
            if (question instanceof NameCallback name) {
                name.setName(product.adminName());
            } else if (question instanceof PasswordCallback password) {
                password.setPassword(product.adminPassword().toCharArray());
            } else if (question instanceof RealmCallback realm) {
                realm.setText(realm.getDefaultText());
            }
        }
    }

    /** Kills a node's WildFly with SIGKILL and waits until it is gone. */
    void kill(int number) throws IOException {
        Processes.kill(pid(number));
    }

    private int port(int number, String which) {
        return cluster().stream()
                .filter(node -> node.path("number").asInt() == number)
                .findFirst()
                .orElseThrow()
                .path(which)
                .asInt();
    }

    private List<JsonNode> cluster() {
        try {
            List<JsonNode> all = new ArrayList<>();
            RunningProduct.json(Files.readString(product.data().resolve("up.json")))
                    .path("cluster")
                    .forEach(all::add);
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        product.close();
    }
}

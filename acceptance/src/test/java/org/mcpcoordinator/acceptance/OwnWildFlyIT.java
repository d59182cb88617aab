package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jboss.arquillian.container.test.api.ContainerController;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** The EAR on somebody's own WildFly, beside another application, and gone again without a trace. */
@ArquillianTest
class OwnWildFlyIT {
    private static final String NEIGHBOUR = "I was here before.";

    @ArquillianResource
    private ContainerController controller;

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "neighbour", managed = false, testable = false)
    @TargetsContainer(OwnWildFly.QUALIFIER)
    static Archive<?> neighbour() {
        return ShrinkWrap.create(WebArchive.class, "neighbour.war")
                .addAsWebResource(new StringAsset(NEIGHBOUR), "index.html");
    }

    @Deployment(name = "coordinator", managed = false, testable = false)
    @TargetsContainer(OwnWildFly.QUALIFIER)
    static Archive<?> coordinator() {
        return ShrinkWrap.createFromZipFile(
                EnterpriseArchive.class,
                RunningProduct.ROOT.resolve("ear/target/coordinator.ear").toFile());
    }

    @Test
    void theScriptsBringTheProductAndTakeItAwayAgain() throws Exception {
        try (OwnWildFly own = new OwnWildFly(controller)) {
            own.start();
            deployer.deploy("neighbour");
            String before = own.configuration();

            assertThatThrownBy(() -> deployer.deploy("coordinator"))
                    .as("without the driver the error names the module")
                    .hasStackTraceContaining("org.postgresql");
            own.installDriver();
            assertThatThrownBy(() -> deployer.deploy("coordinator"))
                    .as("without the script the error names what is missing")
                    .hasStackTraceContaining("Coordinator");

            own.script("coordinator.cli");
            deployer.deploy("coordinator");
            Await.until(
                    "the product is ready",
                    Duration.ofSeconds(60),
                    () -> get(own.coordinatorPort(), "/health/ready").statusCode() == 200);
            assertThat(get(own.coordinatorPort(), "/console/").body()).contains("Coordinator console");
            assertThat(get(own.usualPort(), "/neighbour/").body()).isEqualTo(NEIGHBOUR);

            deployer.undeploy("coordinator");
            own.script("coordinator-restore.cli");
            assertThat(own.configuration()).isEqualTo(before);
            assertThat(get(own.usualPort(), "/neighbour/").body()).isEqualTo(NEIGHBOUR);
            deployer.undeploy("neighbour");
        }
    }

    private static HttpResponse<String> get(int port, String path) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

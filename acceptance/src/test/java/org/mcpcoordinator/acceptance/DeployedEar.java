package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * The EAR that a product's WildFly has deployed, deployed anew with something in it changed. Closing puts the right one back.
 *
 * @param right a copy of it as it was
 */
record DeployedEar(RunningProduct product, Path right) implements AutoCloseable {
    private static final String EAR = "coordinator.ear";
    private static final Duration DEPLOYED = Duration.ofMinutes(2);

    static DeployedEar of(RunningProduct product) throws IOException {
        Path right = product.data().resolve("right.ear");
        Files.copy(deployments(product).resolve(EAR), right, StandardCopyOption.REPLACE_EXISTING);
        return new DeployedEar(product, right);
    }

    /** Deploys it with another text in one of its jobs. */
    void withJob(String job, UnaryOperator<String> change) throws IOException {
        Path wrong = product.data().resolve("wrong.ear");
        Path jar = product.data().resolve("wrong.jar");
        Files.copy(right, wrong, StandardCopyOption.REPLACE_EXISTING);
        try (FileSystem ear = FileSystems.newFileSystem(wrong)) {
            Files.copy(ear.getPath("batch-jobs.jar"), jar, StandardCopyOption.REPLACE_EXISTING);
            try (FileSystem module = FileSystems.newFileSystem(jar)) {
                Path file = module.getPath("META-INF/batch-jobs", job + ".xml");
                String text = Files.readString(file);
                String other = change.apply(text);
                assertThat(other).as("something was changed").isNotEqualTo(text);
                Files.writeString(file, other);
            }
            Files.copy(jar, ear.getPath("batch-jobs.jar"), StandardCopyOption.REPLACE_EXISTING);
        }
        deploy(wrong);
    }

    @Override
    public void close() throws IOException {
        deploy(right);
    }

    /** As an administrator does it: the file is put in the place of the other, and WildFly told so by a marker. */
    private void deploy(Path ear) throws IOException {
        Path folder = deployments(product);
        Path marker = folder.resolve(EAR + ".deployed");
        FileTime before = Files.getLastModifiedTime(marker);
        Path beside = Files.copy(ear, folder.resolve(EAR + ".part"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(beside, folder.resolve(EAR), StandardCopyOption.ATOMIC_MOVE);
        Files.writeString(folder.resolve(EAR + ".dodeploy"), EAR);
        Await.until("WildFly has deployed it", DEPLOYED, () -> !madeAt(marker).equals(before) && answers());
    }

    private static FileTime madeAt(Path marker) {
        try {
            return Files.getLastModifiedTime(marker);
        } catch (IOException notYet) {
            throw new UncheckedIOException(notYet);
        }
    }

    private boolean answers() {
        return product.send(product.request("api/v1/fleet").GET().build()).statusCode() == 200;
    }

    private static Path deployments(RunningProduct product) {
        return product.data().resolve("node-1/deployments");
    }
}

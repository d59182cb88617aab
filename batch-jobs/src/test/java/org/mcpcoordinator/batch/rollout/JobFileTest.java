package org.mcpcoordinator.batch.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobFileTest {
    @ParameterizedTest
    @ValueSource(strings = {"rollout", "rollback"})
    void aJobOfWhichEveryPartIsThereIsNotBroken(String job) {
        assertThat(new JobFile(job, name -> true).broken()).isEmpty();
    }

    @Test
    void everyPartThatIsNotThereIsNamedWithItsPlace() {
        assertThat(new JobFile("rollback", name -> !name.equals("wishWriter") && !name.equals("rolloutJobListener"))
                        .broken())
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .startsWith("META-INF/batch-jobs/rollback.xml")
                        .contains("listener rolloutJobListener, ", "writer wishWriter of step ")
                        .doesNotContain("openBatchlet"));
    }

    @Test
    void aFileThatIsNoXmlOrNotThereIsSaidToBe() throws IOException {
        assertThat(broken("<job><step>"))
                .hasValueSatisfying(
                        sentence -> assertThat(sentence).contains("META-INF/batch-jobs/rollout.xml cannot be read"));
        assertThat(new JobFile("gone", name -> true).broken())
                .contains("META-INF/batch-jobs/gone.xml is not in the deployment");
    }

    private static Optional<String> broken(String content) throws IOException {
        return new JobFile("rollout", name -> true)
                .broken(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    }
}

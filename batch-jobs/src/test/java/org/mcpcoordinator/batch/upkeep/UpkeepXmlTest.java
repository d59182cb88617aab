package org.mcpcoordinator.batch.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Named;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class UpkeepXmlTest {
    private static final Map<String, Class<?>> PARTS =
            Map.of("backup", BackupBatchlet.class, "restore", RestoreBatchlet.class);

    @Test
    void theStepsAreThoseOfTheirPartAndEveryAnswerHasItsTransition() throws Exception {
        for (Map.Entry<String, Class<?>> part : PARTS.entrySet()) {
            assertThat(part.getValue().isAnnotationPresent(Named.class)).isTrue();
            List<String> steps = new ArrayList<>();
            for (Element step : elements(job(part.getKey()).getDocumentElement(), "step")) {
                Element batchlet = elements(step, "batchlet").get(0);
                assertThat(batchlet.getAttribute("ref")).isEqualTo(part.getKey() + "Batchlet");
                assertThat(elements(batchlet, "property").get(0).getAttribute("value"))
                        .isEqualTo(step.getAttribute("id"));
                assertThat(elements(step, "fail").get(0).getAttribute("on")).isEqualTo(RunInHand.FAILED);
                assertThat(elements(step, "next").size() + elements(step, "end").size())
                        .isEqualTo(1);
                steps.add(step.getAttribute("id"));
            }
            assertThat(steps)
                    .containsExactlyElementsOf(
                            part.getKey().equals("backup")
                                    ? List.of("open", "write", "verify")
                                    : List.of("open", "check", "fill"));
        }
    }

    /** A snapshot of yesterday is not gone on with today. */
    @Test
    void neitherIsEverRestarted() throws Exception {
        for (String name : PARTS.keySet()) {
            assertThat(job(name).getDocumentElement().getAttribute("restartable"))
                    .isEqualTo("false");
        }
    }

    private static Document job(String name) throws Exception {
        try (InputStream in = Objects.requireNonNull(
                UpkeepXmlTest.class.getResourceAsStream("/META-INF/batch-jobs/" + name + ".xml"))) {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
        }
    }

    private static List<Element> elements(Element above, String name) {
        NodeList found = above.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }
}

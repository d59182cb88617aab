package org.mcpcoordinator.batch.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Named;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.rollout.GateAnswer;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class RolloutXmlTest {
    private static final List<Class<?>> PARTS = List.of(
            OpenBatchlet.class,
            OrderReader.class,
            WishWriter.class,
            GateBatchlet.class,
            MorePhasesDecider.class,
            ReportBatchlet.class,
            RolloutJobListener.class);

    private Document job;

    @BeforeEach
    void read() throws Exception {
        try (InputStream in =
                Objects.requireNonNull(RolloutXmlTest.class.getResourceAsStream("/META-INF/batch-jobs/rollout.xml"))) {
            job = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
        }
    }

    @Test
    void everyStepMayRunAgainSoThatARestartLooksAnew() {
        assertThat(elements("step"))
                .hasSize(16)
                .allMatch(step -> step.getAttribute("allow-start-if-complete").equals("true"));
    }

    @Test
    void chunksAreOfAHundredWithAStatedTransactionTimeoutAndNoTimeLimit() {
        assertThat(elements("chunk"))
                .hasSize(7)
                .allMatch(chunk -> chunk.getAttribute("item-count").equals("100"))
                .allMatch(chunk -> !chunk.hasAttribute("time-limit"))
                .allMatch(chunk -> children((Element) chunk.getParentNode(), "property").stream()
                        .anyMatch(property ->
                                property.getAttribute("name").equals("jakarta.transaction.global.timeout")));
    }

    @Test
    void everyAnswerOfAGateHasItsTransition() {
        Set<String> answers = new HashSet<>(Set.of("FENCED"));
        Stream.of(GateAnswer.Kind.values())
                .filter(kind -> kind != GateAnswer.Kind.WAIT)
                .forEach(kind -> answers.add(kind.name()));
        List<Element> gates = elements("step").stream()
                .filter(step -> step.getAttribute("id").endsWith("-gate"))
                .toList();

        assertThat(gates).hasSize(7).allSatisfy(gate -> {
            Set<String> handled = new HashSet<>();
            for (String kind : List.of("next", "stop", "end", "fail")) {
                children(gate, kind).forEach(transition -> handled.add(transition.getAttribute("on")));
            }
            assertThat(handled).isEqualTo(answers);
        });
    }

    @Test
    void allPartsAndStepsThatAreNamedExist() {
        Set<String> named = new HashSet<>();
        for (Class<?> part : PARTS) {
            assertThat(part.isAnnotationPresent(Named.class)).isTrue();
            String name = part.getSimpleName();
            named.add(Character.toLowerCase(name.charAt(0)) + name.substring(1));
        }
        Set<String> ids = new HashSet<>();
        for (String kind : List.of("step", "decision")) {
            elements(kind).forEach(element -> ids.add(element.getAttribute("id")));
        }
        assertThat(elements("*").stream()
                        .map(element -> element.getAttribute("ref"))
                        .filter(ref -> !ref.isEmpty()))
                .isSubsetOf(named);
        assertThat(elements("*").stream()
                        .flatMap(element -> Stream.of(
                                element.getAttribute("to"),
                                element.getAttribute("restart"),
                                element.getTagName().equals("step") ? element.getAttribute("next") : ""))
                        .filter(id -> !id.isEmpty()))
                .isSubsetOf(ids);
    }

    private List<Element> elements(String name) {
        return list(job.getElementsByTagName(name));
    }

    private static List<Element> children(Element parent, String name) {
        return list(parent.getElementsByTagName(name));
    }

    private static List<Element> list(NodeList nodes) {
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }
}

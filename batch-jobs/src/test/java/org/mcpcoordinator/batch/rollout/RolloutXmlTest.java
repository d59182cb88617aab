package org.mcpcoordinator.batch.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Named;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.rollout.GateAnswer;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

class RolloutXmlTest {
    private static final List<Class<?>> PARTS = List.of(
            OpenBatchlet.class,
            OrderReader.class,
            WishWriter.class,
            GateBatchlet.class,
            MorePhasesDecider.class,
            ReportBatchlet.class,
            RolloutJobListener.class,
            SlowChunk.class);

    @SuppressWarnings("NullAway.Init") // read by each test
    private Document job;

    private void read(String name) {
        try (InputStream in = Objects.requireNonNull(
                RolloutXmlTest.class.getResourceAsStream("/META-INF/batch-jobs/" + name + ".xml"))) {
            job = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
        } catch (IOException | SAXException | ParserConfigurationException broken) {
            throw new IllegalStateException(name, broken);
        }
    }

    @ParameterizedTest
    @CsvSource({"rollout, 16", "rollback, 4"})
    void everyStepMayRunAgainSoThatARestartLooksAnew(String name, int steps) {
        read(name);

        assertThat(elements("step"))
                .hasSize(steps)
                .allMatch(step -> step.getAttribute("allow-start-if-complete").equals("true"));
    }

    @ParameterizedTest
    @CsvSource({"rollout, 7", "rollback, 1"})
    void chunksAreOfAHundredWithAStatedTransactionTimeoutAndNoTimeLimit(String name, int phases) {
        read(name);

        assertThat(elements("chunk"))
                .hasSize(phases)
                .allMatch(chunk -> chunk.getAttribute("item-count").equals("100"))
                .allMatch(chunk -> !chunk.hasAttribute("time-limit"))
                .allMatch(
                        chunk -> children((Element) chunk.getParentNode(), "property").stream()
                                .anyMatch(
                                        property -> property.getAttribute("name")
                                                        .equals("jakarta.transaction.global.timeout")
                                                && property.getAttribute("value")
                                                        .equals(
                                                                "#{systemProperties['coordinator.rollout.chunk-timeout-seconds']}?:120;")))
                .allMatch(chunk -> children((Element) chunk.getParentNode(), "listener").stream()
                        .anyMatch(listener -> listener.getAttribute("ref").equals("slowChunk")));
    }

    @ParameterizedTest
    @CsvSource({"rollout, 7", "rollback, 1"})
    void everyAnswerOfAGateHasItsTransition(String name, int phases) {
        read(name);
        Set<String> answers = new HashSet<>(Set.of("FENCED"));
        Stream.of(GateAnswer.Kind.values())
                .filter(kind -> kind != GateAnswer.Kind.WAIT)
                .forEach(kind -> answers.add(kind.name()));
        List<Element> gates = elements("step").stream()
                .filter(step -> step.getAttribute("id").endsWith("gate"))
                .toList();

        assertThat(gates).hasSize(phases).allSatisfy(gate -> {
            Set<String> handled = new HashSet<>();
            for (String kind : List.of("next", "stop", "end", "fail")) {
                children(gate, kind).forEach(transition -> handled.add(transition.getAttribute("on")));
            }
            assertThat(handled).isEqualTo(answers);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"rollout", "rollback"})
    void allPartsAndStepsThatAreNamedExist(String job) {
        read(job);
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

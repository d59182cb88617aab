package org.mcpcoordinator.batch.rollout;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Whether a job can be carried out at all, as it is deployed. JBeret creates each part when it comes to it, and of one that
 * is not there it tells the log alone (decision 56).
 *
 * @param job the job's name, as that of its file
 * @param known whether the application has a part of that name
 */
record JobFile(String job, Predicate<String> known) {
    private String path() {
        return "META-INF/batch-jobs/" + job + ".xml";
    }

    /** What is wrong with the job of this archive, in a sentence. */
    Optional<String> broken() {
        try (InputStream in = JobFile.class.getResourceAsStream("/" + path())) {
            return broken(in);
        } catch (IOException unreadable) {
            return Optional.of(path() + " cannot be read: " + unreadable.getMessage());
        }
    }

    /** As {@link #broken()}, of a file's content. */
    Optional<String> broken(@Nullable InputStream content) throws IOException {
        if (content == null) {
            return Optional.of(path() + " is not in the deployment");
        }
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            // The usual one prints to standard error what it throws.
            builder.setErrorHandler(new DefaultHandler());
            String missing = missing(builder.parse(content).getElementsByTagName("*"));
            return missing.isEmpty()
                    ? Optional.empty()
                    : Optional.of(path() + " names what is not in the deployment: " + missing);
        } catch (SAXException | ParserConfigurationException noJob) {
            return Optional.of(path() + " cannot be read: " + noJob.getMessage());
        }
    }

    private String missing(NodeList nodes) {
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> (Element) nodes.item(i))
                .filter(element -> element.hasAttribute("ref") && !known.test(element.getAttribute("ref")))
                .map(element -> element.getTagName() + " " + element.getAttribute("ref") + of(element))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /** The step around it. */
    private static String of(Element part) {
        Node around = part.getParentNode();
        while (around instanceof Element element && !element.getTagName().equals("step")) {
            around = element.getParentNode();
        }
        return around instanceof Element step ? " of step " + step.getAttribute("id") : "";
    }
}

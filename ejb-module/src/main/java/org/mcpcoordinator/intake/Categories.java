package org.mcpcoordinator.intake;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.mcpcoordinator.catalog.Category;

/**
 * Which category a server belongs to, by words: those of its name and its program count three times, those of its
 * description once; of two that are even the first in the order of the port layout wins. The same words always give the
 * same answer.
 */
final class Categories {
    private static final Pattern BETWEEN = Pattern.compile("(?<=[a-z])(?=[A-Z])|[^A-Za-z0-9]+");
    /** Words of so many names that they say little in any. */
    private static final Set<String> WEAK =
            Set.of("api", "apis", "http", "https", "rest", "url", "web", "message", "model", "code", "search", "cloud");

    private static final int NAME = 3;
    private static final int DESCRIPTION = 1;
    private static final Map<Category, Set<String>> WORDS = new EnumMap<>(Map.of(
            Category.DATABASE,
            words(
                    "database databases db sql postgres postgresql pg mysql mariadb sqlite mongo mongodb redis duckdb clickhouse"
                            + " snowflake bigquery neo4j qdrant pinecone chroma weaviate elasticsearch opensearch supabase neon"
                            + " oracle cassandra dynamodb warehouse table tables"),
            Category.FILESYSTEM,
            words(
                    "filesystem file files folder folders directory directories drive gdrive onedrive dropbox box s3 storage"
                            + " obsidian vault pdf document documents excel word spreadsheet office zip archive"),
            Category.API,
            words("api apis http https rest openapi graphql swagger fetch web website websites search browser puppeteer"
                    + " playwright weather maps map geocoding places brave tavily exa crawl crawler scrape firecrawl"
                    + " url webhook news wikipedia translate time timezone"),
            Category.AI_ML,
            words(
                    "ai ml llm model models openai anthropic claude gemini mistral huggingface embedding embeddings"
                            + " thinking sequentialthinking reasoning memory knowledge rag vector replicate ollama inference prompt"),
            Category.VERSION_CONTROL,
            words(
                    "git github gitlab gitea bitbucket svn mercurial repository repositories commit commits pull merge branch"),
            Category.DEV_TOOLS,
            words(
                    "code lint linter test tests testing debug build npm pypi maven docs context7 sentry semgrep sonarqube"
                            + " jupyter notebook ide compiler figma diff regex everything sdk developer developers devtools"),
            Category.SYSTEM_OPS,
            words("kubernetes k8s kubectl helm docker podman container containers terraform ansible aws azure gcp cloud"
                    + " cloudflare vercel netlify heroku monitor monitoring metrics grafana prometheus datadog newrelic"
                    + " linux ssh shell terminal process system logs deployment infrastructure dns network"),
            Category.COMMUNICATION,
            words(
                    "slack mail email emails gmail outlook imap smtp discord telegram teams whatsapp signal twilio sms chat"
                            + " message messages messaging calendar zoom meeting meetings matrix mattermost"),
            Category.BUSINESS,
            words("stripe paypal payment payments salesforce hubspot crm erp erpnext odoo sap shopify commerce jira"
                    + " atlassian confluence notion asana trello linear clickup monday invoice invoices finance financial stock"
                    + " accounting airtable xero quickbooks zendesk ticket tickets customer sales"),
            Category.IOT_HARDWARE,
            words(
                    "iot mqtt homeassistant assistant sensor sensors device devices arduino raspberry esp32 zigbee zwave modbus"
                            + " opcua robot robotics printer hardware gpio serial bluetooth plc smarthome")));

    private Categories() {}

    /**
     * What is proposed.
     *
     * @param words those that decided; empty if none did
     */
    record Proposal(Category category, List<String> words) {
        Proposal {
            words = List.copyOf(words);
        }

        /** The same as a sentence. */
        String why() {
            return words.isEmpty() ? "no word tells, so the one for everything else" : "by " + String.join(", ", words);
        }
    }

    /** The category of a server: {@code name} and {@code program} say most. */
    static Proposal propose(String name, String program, String description) {
        Map<Category, Integer> points = new EnumMap<>(Category.class);
        Map<Category, Set<String>> reasons = new EnumMap<>(Category.class);
        count(List.of(name, program), NAME, points, reasons);
        count(List.of(description), DESCRIPTION, points, reasons);
        Category best = Category.DEV_TOOLS;
        int most = 0;
        for (Category category : Category.values()) {
            if (points.getOrDefault(category, 0) > most) {
                most = points.getOrDefault(category, 0);
                best = category;
            }
        }
        return new Proposal(best, List.copyOf(reasons.getOrDefault(best, Set.of())));
    }

    private static void count(
            List<String> texts, int weight, Map<Category, Integer> points, Map<Category, Set<String>> reasons) {
        Set<String> said = new LinkedHashSet<>();
        for (String text : texts) {
            for (String word : BETWEEN.split(text, -1)) {
                said.add(word.toLowerCase(Locale.ROOT));
            }
        }
        for (Category category : Category.values()) {
            for (String word : said) {
                if (WORDS.getOrDefault(category, Set.of()).contains(word)) {
                    points.merge(category, WEAK.contains(word) ? DESCRIPTION : weight, Integer::sum);
                    reasons.computeIfAbsent(category, none -> new LinkedHashSet<>())
                            .add(word);
                }
            }
        }
    }

    private static Set<String> words(String list) {
        return Set.of(list.split(" ", -1));
    }
}

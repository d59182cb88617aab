package org.mcpcoordinator.host.builtin.sql;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.mcpcoordinator.host.builtin.BadConfig;
import org.mcpcoordinator.host.builtin.BuiltinType;
import org.mcpcoordinator.host.builtin.Content;
import org.mcpcoordinator.host.builtin.Setup;
import org.mcpcoordinator.host.builtin.TypeSheet;
import org.mcpcoordinator.mcp.server.Arguments;

/** The type {@code sql}. */
public final class SqlType implements BuiltinType {
    /** A hundred usual samples at once, about 70 MB of a heap of 128 MB. */
    private static final int MOST_OPEN = 100 * (Sample.EMPTY + 200);

    private final TypeSheet sheet = TypeSheet.beside(SqlType.class, "sql");
    private final OpenDatabases open = new OpenDatabases(MOST_OPEN);

    @Override
    public TypeSheet sheet() {
        return sheet;
    }

    @Override
    public Content build(Setup setup) throws BadConfig {
        Arguments config = setup.config();
        boolean readOnly = config.flag("readOnly", true);
        Source source = config.find("url").isPresent() ? given(config, readOnly) : sample(setup, readOnly);
        Database database = new Database(source, open);
        SqlTools tools =
                new SqlTools(database, config.number("maxRows", 200), config.number("timeoutMillis", 5_000), readOnly);
        Map<String, Content.Offer> offers = new LinkedHashMap<>();
        offers.put("list_tables", new Content.Offer.FromSheet(tools::listTables));
        offers.put("describe_table", new Content.Offer.FromSheet(tools::describeTable));
        offers.put("query", new Content.Offer.FromSheet(tools::query));
        offers.put("sample_rows", new Content.Offer.FromSheet(tools::sampleRows));
        if (!readOnly) {
            offers.put("execute", new Content.Offer.FromSheet(tools::execute));
        }
        return new Content(source.about(), offers, database);
    }

    private static Source given(Arguments config, boolean readOnly) throws BadConfig {
        String url = config.text("url");
        String folded = url.toUpperCase(Locale.ROOT);
        // H2 runs what stands in INIT as an administrator, whoever logs in.
        if (folded.startsWith("JDBC:H2:") && (folded.contains("INIT=") || folded.contains("TRACE_LEVEL"))) {
            throw new BadConfig("url: INIT and TRACE_LEVEL are not allowed");
        }
        return new Source.Given(url, config.text("user", ""), config.text("password", ""), readOnly);
    }

    private static Source sample(Setup setup, boolean readOnly) {
        Arguments config = setup.config();
        Sample sample = new Sample(config.text("theme", "sales"), config.number("seed", 0), config.number("rows", 200));
        if (readOnly) {
            return new Source.InMemory(sample);
        }
        Path file = setup.directory().resolve("sql").resolve(setup.server() + "-" + setup.replica());
        return new Source.InFile(sample, file);
    }
}

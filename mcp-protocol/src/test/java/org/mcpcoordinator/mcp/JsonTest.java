package org.mcpcoordinator.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
    @ParameterizedTest
    @CsvSource({
        "1E+400,1E+400",
        "1e400,1E+400",
        "-2.5E+999,-2.5E+999",
        "1E-400,1E-400",
        "1E+999999999,1E+999999999",
        "0.0,0.0",
        "1.10,1.1",
        "12345678901234567890123,12345678901234567890123"
    })
    void aNumberIsWrittenAsANumberHoweverLargeOrSmallItIs(String read, String written) throws IOException {
        assertThat(Json.text(Json.read("{\"n\":" + read + "}"))).isEqualTo("{\"n\":" + written + "}");
    }

    @ParameterizedTest
    @CsvSource({"1E+999999999", "1E-999999999"})
    void andAskedForAnIntegerItCostsNothing(String read) throws IOException {
        assertThat(Json.read(read).asLong()).isZero();
        assertThat(Json.read(read).asInt()).isZero();
    }
}

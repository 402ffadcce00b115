package dev.atelier.gateway.jupyter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalNameTest {
    private static final List<String> INSTANCES = List.of("local", "box", "box-1", "box1", "my-box-", "a--b");

    @ParameterizedTest
    @CsvSource({
        "local,1,1",
        "local,my_terminal,my_terminal",
        "box1,1,box1_1",
        "box-1,1,box__1_1",
        "box,1_1,box_1_1",
        "my-box-,1,my__box___1",
        "a--b,x,a____b_x",
        "local,box1_1,local_box1_1",
        "local,local_box1_1,local_local_box1_1",
        "local,_hidden,_hidden"
    })
    void aNameSaysWhoseItIsAndBack(String compute, String name, String shown) {
        TerminalName terminal = new TerminalName(compute, name);
        assertThat(terminal.shown(INSTANCES)).isEqualTo(shown).matches("\\w+");
        assertThat(TerminalName.parse(shown, INSTANCES)).isEqualTo(terminal);
    }

    @Test
    void whatNamesNoInstanceIsLocal() {
        assertThat(TerminalName.parse("gone_1", INSTANCES)).isEqualTo(new TerminalName("local", "gone_1"));
        assertThat(TerminalName.parse("BOX1_2", INSTANCES)).isEqualTo(new TerminalName("box1", "2"));
        assertThat(TerminalName.parse("box1_", INSTANCES)).isEqualTo(new TerminalName("local", "box1_"));
    }

    @Test
    void whatCouldBeMistakenIsRefusedOnOthers() {
        assertThatThrownBy(() -> new TerminalName("box", "_1").checked()).hasMessageContaining("letters, digits");
        assertThat(new TerminalName("local", "_1").checked().name()).isEqualTo("_1");
    }
}

package dev.atelier.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PrincipalTest {
    @ParameterizedTest
    @EnumSource(Role.class)
    void throughAnInstanceNobodyMayMoreAndNobodyDecidesForTheWorkspace(Role role) {
        Principal person = Principal.person("ada", role);
        Principal there = person.through("box");
        assertThat(there.person()).isEqualTo("ada");
        assertThat(there.instance()).contains("box");
        assertThat(there.role().may(Permission.OWN)).isFalse();
        for (Permission permission : Permission.values()) {
            assertThat(role.may(permission) || !there.role().may(permission)).isTrue();
        }
    }

    @Test
    void anOwnersOwnThingsAreTheirsThereToo() {
        Principal there = Principal.person("ada", Role.OWNER).through("box");
        assertThat(there).isEqualTo(new Principal("ada", Role.CONTRIBUTOR, Optional.of("box")));
    }
}

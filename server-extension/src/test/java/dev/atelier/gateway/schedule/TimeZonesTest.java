package dev.atelier.gateway.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeZonesTest {
    @ParameterizedTest
    @CsvSource({
        "W. Europe Standard Time, Europe/Berlin",
        "Pacific Standard Time, America/Los_Angeles",
        "China Standard Time, Asia/Shanghai",
        "UTC, Etc/UTC",
        "europe/berlin, Europe/Berlin",
        "+05:30, +05:30",
        "India Standard Time, Asia/Calcutta",
    })
    void knowsBothKindsOfNames(String name, String zone) {
        assertThat(TimeZones.zone(name).getRules()).isEqualTo(ZoneId.of(zone).getRules());
    }

    /** A JDK whose data lacks one of the table's zones would be told of here, and not by somebody's schedule. */
    @Test
    void everyRowOfTheTableIsAZoneOfTheJdk() {
        List<String> names = TimeZones.windowsNames();
        assertThat(names).hasSizeGreaterThan(130);
        assertThat(names).allSatisfy(name -> assertThat(TimeZones.zone(name)).isNotNull());
    }
}

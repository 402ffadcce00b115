package dev.atelier.gateway.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Reads columns the way they are written: times as text, absent values as null. */
public final class Columns {

    private Columns() {}

    public static Optional<String> text(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    public static Optional<Integer> number(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? Optional.empty() : Optional.of(value);
    }

    public static Instant time(ResultSet row, String column) throws SQLException {
        return Instant.parse(row.getString(column));
    }

    public static Optional<Instant> optionalTime(ResultSet row, String column) throws SQLException {
        return text(row, column).map(Instant::parse);
    }

    /** A value as a column: what a {@code bind} takes. */
    public static String of(Optional<?> value) {
        return value.map(Object::toString).orElse(null);
    }
}

package dev.atelier.gateway.forward;

/** A header field, as it is sent. */
public record Field(String name, String value) {

    public boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }
}

package dev.atelier.gateway.http;

import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.identity.Proof;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request that has passed. */
record GateRequest(
        Method method,
        Head head,
        Map<String, String> variables,
        Optional<Principal> principal,
        Optional<Proof> proof,
        InputStream body,
        String id)
        implements Request {

    @Override
    public String path() {
        return head.path().text();
    }

    @Override
    public String variable(String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route's template has no variable " + name);
        }
        return value;
    }

    @Override
    public Optional<String> query(String name) {
        return head.query().first(name);
    }

    @Override
    public Map<String, String> parameters() {
        return head.query().open();
    }

    @Override
    public Optional<String> header(String name) {
        return head.header(name);
    }

    @Override
    public List<String> headerList(String name) {
        return head.headerList(name);
    }

    @Override
    public String origin() {
        return head.origin();
    }
}

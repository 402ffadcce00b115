package dev.atelier.gateway.once;

import dev.atelier.api.Json;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.identity.Proof;
import dev.atelier.gateway.identity.Secrets;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request with a key, whose body has been read whole.
 *
 * @param same what it has in common with its repetitions: who sends it, through which instance, method, path and key, hashed
 * @param fingerprint what they must have in common besides: query and body with its type, hashed
 */
record KeyedRequest(Request request, byte[] bytes, String same, String fingerprint) implements Request {

    static KeyedRequest read(Request request, Key key) throws IOException {
        byte[] bytes = request.body().readAllBytes(); // of as many as the route takes
        String same = Secrets.hash(Json.write(List.of(
                request.who().person(),
                request.who().instance().orElse(""),
                request.method(),
                request.path(),
                key.text())));
        String fingerprint = Secrets.hash(Json.write(List.of(
                new TreeMap<>(request.parameters()),
                request.header("Content-Type").orElse(""),
                Secrets.hash(bytes))));
        return new KeyedRequest(request, bytes, same, fingerprint);
    }

    @Override
    public Method method() {
        return request.method();
    }

    @Override
    public String path() {
        return request.path();
    }

    @Override
    public String variable(String name) {
        return request.variable(name);
    }

    @Override
    public Optional<String> query(String name) {
        return request.query(name);
    }

    @Override
    public Map<String, String> parameters() {
        return request.parameters();
    }

    @Override
    public Optional<String> header(String name) {
        return request.header(name);
    }

    @Override
    public List<String> headerList(String name) {
        return request.headerList(name);
    }

    @Override
    public Optional<Principal> principal() {
        return request.principal();
    }

    @Override
    public Optional<Proof> proof() {
        return request.proof();
    }

    @Override
    public String origin() {
        return request.origin();
    }

    @Override
    public InputStream body() {
        return new ByteArrayInputStream(bytes);
    }

    @Override
    public String id() {
        return request.id();
    }
}
